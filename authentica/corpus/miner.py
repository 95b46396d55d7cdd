"""`TemplateMiner`: learns which wordings are habit, and says what a reply shares with replies to other customers."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

import numpy as np
from sklearn.base import BaseEstimator

from authentica.corpus.frames import list_frames
from authentica.corpus.keys import KeyMaker
from authentica.corpus.learnt import Learnt
from authentica.corpus.likeness import LikenessIndex
from authentica.corpus.sent import customer_number, sent_in
from authentica.corpus.sharing import Sharing
from authentica.corpus.wording import WordingReader
from authentica.errors import InputError
from authentica.schema import Frame, Macro, TemplateUse
from authentica.schema.arguments import check_argument, check_count, check_stream
from authentica.schema.fields import RecordFaults

__all__ = ["TemplateMiner"]

_BATCH = 2_000
_LOOKED_UP_AT_ONCE = 64
_LEAST = {"min_customers": 1, "wording_rows": 1, "fragment_rows": 1, "rows_per_wording": 2, "reply_words": 1}


class TemplateMiner(BaseEstimator):
    """Learn which wordings of a corpus are habit.

    A wording is a sentence, a sentence but for its middle, or six words in a row, in lower case and with names, numbers, dates,
    links, handles, masks and placeholders as slots. For each is counted to how many customers, in how many conversations and
    messages, by how many agents and when it was sent. What is learnt depends on the replies alone, not on their order or on how
    they are divided: ``a.merge(b)`` equals a miner that was fitted to the replies of both.

    Parameters
    ----------
    min_customers : int, default=5
        From how many *other* customers on a wording counts as shared; at least 1.
    wording_rows : int, default=524288
        Most rows (wording, customer, conversation, agent) that are kept for sentences. Beyond, customers are sampled by hash and numbers
        are estimates, marked as such; so are those of a wording that was sent to more customers than `rows_per_wording`, or to one of them
        in 16 conversations and more.
    fragment_rows : int, default=1048576
        The same for fragments and for whole replies.
    rows_per_wording : int, optional
        Most customers of one wording that are kept, each with at most 16 conversations; at least 2 and `min_customers`. By default 256, or
        twice `min_customers` where that is more. The relative standard error of the estimates of a widespread wording is about
        ``rows_per_wording ** -0.5``, 6% with 256.
    reply_words : int, default=4194304
        Most words of replies that are kept for `likeness_of`, each different reply once. Beyond, replies are sampled by hash.
    compare_names : bool, default=True
        Whether names of people, products and menus are words to `likeness_of`. If not, they are slots there as they are in wordings:
        so it is in miners that releases before format 3 saved.
    macros : sequence of Macro, default=()
        Texts that are known to be pasted: what a reply has of them is shared whatever its reach.

    Attributes
    ----------
    messages_ : int
        Replies with words that were learnt from.
    exact_ : bool
        Whether all numbers are counts.

    Notes
    -----
    *Memory*: bounded, whatever the corpus: `memory_limit_bytes` is 1.8 GB by default, of which 1.1 GB would be taken by sentences of
    300 characters of four bytes. A million replies of forums, drawn anew with edits, took 715 MB at most, the interpreter's 186 MB
    included, and no more after 800,000 than after 900,000 (`tests/benchmarks/templates.py million`).

    *Customers*: a reply belongs to the customer who writes in its conversation, by author id ("Customer" and the like name nobody), else to its
    conversation; without both, each message counts as one more customer, and two equal texts cannot be told from one text that was
    handed in twice.

    *For*: linear in the text, no model, no language. *Against*: two slots of ordinary lower-case words in one sentence make no frame
    (their surroundings are still found as fragments), and beyond the memory rare wordings are missed before frequent ones.

    Examples
    --------
    >>> from authentica.schema import Message, Reply
    >>> miner = TemplateMiner(min_customers=1)
    >>> miner = miner.partial_fit(
    ...     Reply(message=Message(text="Please send us a photo of the label."), conversation_id=f"c{n}") for n in range(4)
    ... )
    >>> use = miner.use_of("Sorry, Ana! Please send us a photo of the label.", conversation_id="c9")
    >>> round(use.share, 2), use.spans[0].reason
    (0.78, 'sent to 4 other customers')
    """

    def __init__(
        self,
        min_customers: int = 5,
        *,
        wording_rows: int = 1 << 19,
        fragment_rows: int = 1 << 20,
        rows_per_wording: int | None = None,
        reply_words: int = 1 << 22,
        compare_names: bool = True,
        macros: Sequence[Macro] = (),
    ) -> None:
        self.min_customers = min_customers
        self.wording_rows = wording_rows
        self.fragment_rows = fragment_rows
        self.rows_per_wording = rows_per_wording
        self.reply_words = reply_words
        self.compare_names = compare_names
        self.macros = macros

    _likeness_index: LikenessIndex | None = None  # made when it is first asked for

    def fit(self, X: Iterable[Any], y: None = None) -> TemplateMiner:  # noqa: ARG002 - pipelines pass it
        """Forget everything and learn from replies.

        Parameters
        ----------
        X : iterable of Conversation, Reply, Message, str or (text, customer_text)
            Read once, in bounded memory. Of conversations, the agents' messages are taken.
        y : None
            Not used; scikit-learn's pipelines pass it.

        Returns
        -------
        TemplateMiner
            Itself.

        Raises
        ------
        InputError
            If a parameter is out of its range, or an item is none of the kinds above.
        RecordError
            If a field of an item is of another type.
        """
        self._begin()
        return self.partial_fit(X)

    def partial_fit(self, X: Iterable[Any], y: None = None) -> TemplateMiner:  # noqa: ARG002 - pipelines pass it
        """Learn from more replies; see `fit`."""
        check_stream("X", X, "conversations or replies", "TemplateMiner.fit")
        if not self.__sklearn_is_fitted__():
            self._begin()
        items = (sent for item in X for sent in sent_in(item))
        while batch := list(islice(items, _BATCH)):
            wordings = [self._reader.read(sent.text) for sent in batch]
            self._learnt.learn(batch, wordings, self._maker)
            self._likeness_index = None
        return self

    def merge(self, *others: TemplateMiner) -> TemplateMiner:
        """Return a new miner that equals one fitted to the replies of all; none of them is changed.

        Raises
        ------
        InputError
            If one is not fitted, or has other parameters.
        """
        for miner in (self, *others):
            if not isinstance(miner, TemplateMiner) or not miner.__sklearn_is_fitted__():
                raise InputError("a miner to be merged is not fitted", "TemplateMiner.merge", "Fit it first.")
            if miner._parameters() != self._parameters():
                raise InputError(
                    "miners with different parameters cannot be merged", "TemplateMiner.merge", "Fit all with the same."
                )
        merged = TemplateMiner(**self.get_params(deep=False))
        merged._begin()
        for miner in (self, *others):
            merged._learnt.absorb(miner._learnt)
        return merged

    def transform(self, X: Iterable[Any]) -> list[TemplateUse]:
        """Return, for each reply, what it shares with replies to other customers; see `fit` and `uses`."""
        return list(self.uses(X))

    def uses(self, X: Iterable[Any]) -> Iterator[TemplateUse]:
        """Yield what `transform` returns, one by one."""
        self._check_fitted()
        check_stream("X", X, "conversations or replies", "TemplateMiner.uses")
        items = (sent for item in X for sent in sent_in(item))
        while batch := list(islice(items, _LOOKED_UP_AT_ONCE)):
            yield from self._sharing().uses([(sent.text, sent.customer) for sent in batch])

    def use_of(self, text: str, *, customer_id: str | None = None, conversation_id: str | None = None) -> TemplateUse:
        """Return what one reply shares with replies to other customers.

        Parameters
        ----------
        text : str
            The reply.
        customer_id, conversation_id : str, optional
            Whose reply it is, as when the miner was fitted: what this customer was sent is left out. The conversation names the customer
            where no customer is named; without both, one message of exactly this text is left out.

        Raises
        ------
        InputError
            If the miner is not fitted.
        """
        self._check_fitted()
        check_argument("text", text, str, "TemplateMiner.use_of")
        return self._sharing().uses([(text, customer_number(text, customer_id, conversation_id))])[0]

    def likeness_of(self, text: str, *, customer_id: str | None = None, conversation_id: str | None = None) -> float:
        """Return how much a reply is like the most similar reply to another customer.

        This tells near copies from replies that merely share a passage: `closest_share` of `use_of` is 1 for a short reply that is a
        part of a long one, the likeness is not. Names count as words, so that short answers about two products are two answers (see
        `compare_names`); numbers, dates, links, handles and placeholders are slots.

        Parameters
        ----------
        text : str
            The reply.
        customer_id, conversation_id : str, optional
            As in `use_of`.

        Returns
        -------
        float
            0..1: the share of words that the two replies have in common in the same order (twice the longest common subsequence over
            both lengths), or the Dice coefficient of their pairs of neighbouring words where that is larger, as when sentences change
            places. 1 if the whole reply, but for its slots, was sent to another customer, whatever `min_customers`. Beyond
            `reply_words` it is the most similar reply of a sample. Replies that have nothing to do with each other still have common
            words: below 0.5 it says nothing.

        Raises
        ------
        InputError
            If the miner is not fitted.

        Notes
        -----
        Recall of near copies at precision 0.95, against all pairs, on samples of 2,000 replies that nothing was chosen on, each its own
        conversation: forums and app reviews 0.98 and more; where common macros are left out, so that rare wordings remain, 0.87 at worst.
        What costs precision is reordering: it counts here and not in that reference.
        """
        self._check_fitted()
        check_argument("text", text, str, "TemplateMiner.likeness_of")
        keys, words, _ = self._learnt.replies_in([self._reader.read(text)], self._maker)
        whole, customer = int(keys[0]), customer_number(text, customer_id, conversation_id)
        if not whole:
            return 0.0
        if self._learnt.fragments.others(whole, customer).seen:
            return 1.0
        if self._likeness_index is None:
            self._likeness_index = LikenessIndex(self._learnt.replies)
        return self._likeness_index.likeness(whole, words, customer)

    def frames(self) -> list[Frame]:
        """Return the wordings that at least `min_customers` customers were sent, most widespread first.

        Raises
        ------
        InputError
            If the miner is not fitted.
        """
        self._check_fitted()
        self._learnt.prune()
        return list_frames(self._learnt.sentences, self._learnt.texts, self._macro_names, self.min_customers)

    @property
    def messages_(self) -> int:
        """How many replies with words were learnt from; until then there is none."""
        if not self.__sklearn_is_fitted__():
            raise AttributeError("the miner has learnt nothing yet. Call fit with a corpus first.")
        return self._learnt.messages

    @property
    def exact_(self) -> bool:
        """Whether all numbers are counts: nothing had to be left out so far."""
        self._check_fitted()
        tables = (self._learnt.sentences, self._learnt.fragments)
        return all(t.level == 0 and not t.has_full_key() for t in tables)

    @property
    def memory_limit_bytes(self) -> int:
        """Most bytes that what is learnt can take, whatever the corpus, rows being sorted in included."""
        return self._new_learnt().limit_bytes

    def fingerprint(self) -> str:
        """Return the sha256 of parameters and everything learnt: equal for equal miners, on any machine."""
        digest = hashlib.sha256()
        columns, about = self.state()
        digest.update(json.dumps(about, sort_keys=True, ensure_ascii=True).encode("ascii"))
        for name in sorted(columns):
            digest.update(name.encode("ascii"))
            digest.update(np.ascontiguousarray(columns[name]).tobytes())
        return digest.hexdigest()

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, TemplateMiner):
            return NotImplemented
        if not (self.__sklearn_is_fitted__() and other.__sklearn_is_fitted__()):
            return self is other
        return self.fingerprint() == other.fingerprint()

    __hash__ = None  # type: ignore[assignment]  # a miner changes as it learns

    def __sklearn_is_fitted__(self) -> bool:
        return hasattr(self, "_learnt")

    def state(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """Return everything learnt: the columns of all tables, and JSON-ready data. `from_state` takes it back."""
        self._check_fitted()
        columns, about = self._learnt.state()
        parameters = {name: value for name, value in self.get_params(deep=False).items() if name != "macros"}
        return columns, {**about, "parameters": {**parameters, "macros": [macro.to_dict() for macro in self.macros]}}

    @classmethod
    def from_state(cls, columns: Mapping[str, Any], about: Mapping[str, Any]) -> TemplateMiner:
        """Build a miner from what `state` returned.

        Raises
        ------
        InputError
            If a parameter is out of its range.
        RecordError
            If something is missing or malformed.
        """
        with RecordFaults("TemplateMiner"):
            parameters = {"compare_names": False, **about["parameters"]}
            parameters["macros"] = tuple(Macro.from_dict(macro) for macro in parameters["macros"])
            miner = cls(**parameters)
            miner._begin()
            miner._learnt.replace(columns, about)
            return miner

    def _parameters(self) -> dict[str, Any]:
        """Return the parameters as a miner that was saved and loaded has them."""
        return {**self.get_params(deep=False), "macros": tuple(self.macros)}

    def _begin(self) -> None:
        for name, least in _LEAST.items():
            # As Python's own number: a saved miner is JSON.
            value = self._most_customers() if name == "rows_per_wording" else getattr(self, name)
            setattr(self, name, check_count(name, value, "TemplateMiner", least=least))
        if not isinstance(self.compare_names, bool):
            raise InputError("compare_names is neither True nor False", "TemplateMiner")
        if self._most_customers() < self.min_customers:
            raise InputError(
                "rows_per_wording is smaller than min_customers, so no wording could count as shared",
                "TemplateMiner",
                "Leave it out, and it is large enough.",
            )
        check_stream("macros", self.macros, "Macros", "TemplateMiner")
        for macro in self.macros:
            check_argument("each of macros", macro, Macro, "TemplateMiner")
        self._reader = WordingReader()
        self._maker = KeyMaker()
        self._macro_names: dict[int, str] = self._read_macros()
        self._learnt = self._new_learnt()
        self._likeness_index = None

    def _most_customers(self) -> int:
        """Return how many customers of a wording are kept: more than make it a frame, unless told otherwise."""
        return max(256, 2 * self.min_customers) if self.rows_per_wording is None else self.rows_per_wording

    def _new_learnt(self) -> Learnt:
        return Learnt(
            wording_rows=self.wording_rows,
            fragment_rows=self.fragment_rows,
            rows_per_wording=self._most_customers(),
            reply_words=self.reply_words,
            compare_names=self.compare_names,
        )

    def _sharing(self) -> Sharing:
        return Sharing(
            reader=self._reader,
            maker=self._maker,
            sentences=self._learnt.sentences,
            fragments=self._learnt.fragments,
            macro_names=self._macro_names,
            min_customers=self.min_customers,
        )

    def _check_fitted(self) -> None:
        if not self.__sklearn_is_fitted__():
            raise InputError("the miner has learnt nothing yet", "TemplateMiner", "Call fit with a corpus first.")

    def _read_macros(self) -> dict[int, str]:
        names: dict[int, str] = {}
        for macro in self.macros:
            keys = self._maker.make([self._reader.read(macro.text)])
            for key in (*keys.clause.tolist(), *keys.fragment.tolist()):
                if key:
                    names.setdefault(key, macro.name)
        return names
