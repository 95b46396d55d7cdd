"""The analyzer: replies in, assessments out."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from authentica.commitments import CommitmentFinder, CommitmentTracker, commitments_of
from authentica.config import AnalyzerConfig
from authentica.conversation.reader import MessageReader
from authentica.conversation.tracker import ConversationTracker
from authentica.corpus import load_miner
from authentica.errors import InputError
from authentica.explain.attribution import Attribution, Attributor, trim_span
from authentica.explain.halves import join_halves
from authentica.explain.sentences import explain
from authentica.explain.templates import template_evidence, with_template
from authentica.explain.tips import write_tips
from authentica.features.clauses import clause_features
from authentica.features.replies import customer_features, reply_features, reply_wording
from authentica.language.clean import readable
from authentica.language.lexicon import load_lexicon
from authentica.language.reading import ReadingRoom, ReplyReading
from authentica.language.tokens import blank_english
from authentica.learners.scorer import ReplyScores, Scorer, expit, softmax
from authentica.learners.store import load_bundle, shipped_model_folder
from authentica.privacy import PrivacyFinder
from authentica.schema import (
    DIMENSIONS,
    NEEDS,
    Assessment,
    Conversation,
    ConversationAssessment,
    DimensionScore,
    Evidence,
    Flag,
    Message,
    Outcome,
    PrivacyFinding,
    PrivacyIssue,
    Reply,
    Status,
    TemplateUse,
    as_reply,
)
from authentica.version import __version__

if TYPE_CHECKING:
    from authentica.corpus import TemplateMiner
    from authentica.learners.bundle import ModelBundle

__all__ = ["Analyzer", "load"]

_PROBABILITY_DECIMALS = 6
_LARGEST_VOCABULARY = 150_000
_PUSHED_CUES = ("ownership.push.you_need", "ownership.push.third", "flag.deflection", "ownership.push.policy")
_OUTCOMES = tuple(Outcome)
_FLAGS_OF_ISSUES: Mapping[PrivacyIssue, tuple[Flag, ...]] = MappingProxyType(
    {
        PrivacyIssue.ASKS_PERSONAL_DATA: (Flag.ASKS_PERSONAL_DATA,),
        PrivacyIssue.ASKS_SECRET: (Flag.ASKS_PERSONAL_DATA,),
        PrivacyIssue.EXPOSES_PERSONAL_DATA: (Flag.EXPOSES_PERSONAL_DATA,),
        PrivacyIssue.EXPLAINS_DATA_USE: (Flag.EXPLAINS_DATA_USE,),
        PrivacyIssue.EXPLAINS_PROTECTION: (Flag.EXPLAINS_DATA_USE,),
    }
)
_FOUND_FLAGS = frozenset(flag for flags in _FLAGS_OF_ISSUES.values() for flag in flags)
_CUT_MARGIN = 0.05
_BOILERPLATE = DIMENSIONS.index("boilerplate")
_HIGH_IS_BAD = frozenset(["boilerplate"])


def load(
    model: str | Path = "default",
    *,
    config: AnalyzerConfig | None = None,
    templates: TemplateMiner | str | Path | None = None,
) -> Analyzer:
    """Load an analyzer.

    Parameters
    ----------
    model : str or Path, default="default"
        The name of a shipped model, or the folder of one that ``authentica train`` wrote.
    config : AnalyzerConfig, optional
        Options; the defaults where None.
    templates : TemplateMiner, str or Path, optional
        A fitted miner, or the folder of a saved one: what a reply shares with replies to other customers then counts as
        boilerplate, and says so.

    Returns
    -------
    Analyzer

    Raises
    ------
    SourceNotFoundError
        If there is no such model.
    ModelFormatError
        If its format is unknown or malformed.
    ModelTamperedError
        If a file is missing, extra, or altered.

    Examples
    --------
    >>> import authentica
    >>> analyzer = authentica.load()
    >>> a = analyzer.analyze("I've cancelled the second charge; the money is back by Friday.",
    ...                      customer_text="You charged me twice!!")
    >>> a["ownership"].level
    2
    """
    if config is not None and not isinstance(config, AnalyzerConfig):
        raise InputError(
            f"config must be an AnalyzerConfig, not a {type(config).__name__}",
            "load",
            "Use AnalyzerConfig.from_mapping.",
        )
    name = str(model)
    folder = shipped_model_folder(name) if name.isidentifier() and not Path(name).is_dir() else Path(name)
    bundle, manifest = load_bundle(folder)
    miner = load_miner(Path(templates)) if isinstance(templates, (str, Path)) else templates
    return Analyzer(bundle, manifest, config or AnalyzerConfig(), miner)


class Analyzer:
    """Assesses agent replies with one model; made by `load`.

    Parameters
    ----------
    bundle : ModelBundle
        The weights.
    manifest : dict
        The model's manifest, with its fingerprint.
    config : AnalyzerConfig
        Options.
    templates : TemplateMiner, optional
        A fitted miner.

    Attributes
    ----------
    config : AnalyzerConfig
        Options.
    manifest : dict
        The model's manifest.
    fingerprint : str
        Of the model, lexicons, options and library version: equal fingerprints give equal assessments.
    """

    def __init__(
        self,
        bundle: ModelBundle,
        manifest: dict[str, Any],
        config: AnalyzerConfig,
        templates: TemplateMiner | None = None,
    ) -> None:
        lexicon = load_lexicon()
        self.config = config
        self.manifest = manifest
        self._nlp = blank_english()
        self._message_reader = MessageReader(self._nlp.make_doc, config.longest_text_chars)
        self._commitments: CommitmentFinder | None = None
        self._room = ReadingRoom(lexicon)
        self._scorer = Scorer(bundle)
        self._attributor = Attributor(bundle)
        self._privacy = PrivacyFinder()
        self._templates = templates
        self._flags = tuple(Flag(name) for name in bundle.flags)
        self._level_cuts = [
            _strict_cuts(bundle.level_cuts[d], -strictness if dimension in _HIGH_IS_BAD else strictness)
            for d, dimension in enumerate(DIMENSIONS)
            for strictness in (config.strictness(dimension),)
        ]
        parts = (
            manifest["fingerprint"],
            lexicon.sha256,
            self._privacy.lexicon_sha256,
            self._message_reader.lexicon_sha256,
            config.fingerprint(),
            __version__,
            *(() if templates is None else (templates.fingerprint(),)),
        )
        self.fingerprint = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]

    def analyze(self, text: str | Message | Reply, customer_text: str | None = None) -> Assessment:
        """Assess one reply.

        Parameters
        ----------
        text : str, Message or Reply
            What the agent wrote.
        customer_text : str, optional
            What the customer wrote before it. Without it, needs and listening are judged from the reply alone.

        Raises
        ------
        InputError
            If an argument is not text.
        """
        if customer_text is not None:
            if isinstance(text, Reply) or not isinstance(customer_text, str):
                raise InputError(
                    "customer_text must be a string, given beside a string or a Message", "Analyzer.analyze"
                )
            text = Reply(
                message=text if isinstance(text, Message) else as_reply(text).message, customer_text=customer_text
            )
        return next(self.pipe((text,)))

    def pipe(self, replies: Iterable[str | Message | Reply | tuple[str, str | None]]) -> Iterator[Assessment]:
        """Assess a stream of replies, in order, in constant memory.

        Parameters
        ----------
        replies : iterable of str, Message, Reply or (text, customer_text) pairs
            Read in batches of ``config.batch_size``.

        Yields
        ------
        Assessment
            One for each reply.

        Raises
        ------
        InputError
            If `replies` is no stream.
        RecordError
            If one of them is no reply; those before it in its batch are not assessed either.
        """
        if isinstance(replies, (str, bytes)) or not hasattr(replies, "__iter__"):
            raise InputError(
                f"a stream of replies is needed, not a {type(replies).__name__}",
                "Analyzer.pipe",
                "Put one reply in a list.",
            )
        stream = iter(replies)
        while batch := [as_reply(item) for item in islice(stream, self.config.batch_size)]:
            if len(self._nlp.vocab) > _LARGEST_VOCABULARY:
                # spaCy's vocabulary and tokenizer cache keep every word ever met; a new pipeline keeps memory constant.
                # Its memory zones would do so too, but forget after each batch what makes the tokenizer fast.
                self._nlp = blank_english()
            yield from [self._assess(reply) for reply in batch]

    def analyze_conversation(self, conversation: Conversation) -> ConversationAssessment:
        """Assess every agent reply of a conversation in its context, and what only shows across its messages.

        Raises
        ------
        InputError
            If the argument is no Conversation.
        """
        if not hasattr(conversation, "replies"):
            raise InputError(
                f"a Conversation is needed, not a {type(conversation).__name__}", "Analyzer.analyze_conversation"
            )
        tracker = self.follow(conversation.conversation_id)
        for message in conversation.messages:
            tracker.add(message)
        return tracker.assessment()

    def follow(self, conversation_id: str | None = None) -> ConversationTracker:
        """Return a tracker for a conversation that is still going on; give it each message as it comes."""
        if self._commitments is None:
            self._commitments = CommitmentFinder(longest_text_chars=self.config.longest_text_chars)
        commitments = CommitmentTracker(self._commitments, conversation_id=conversation_id)
        return ConversationTracker(self._message_reader, self.analyze, commitments, conversation_id)

    def read(self, reply: Reply) -> ReplyReading:
        """Return the reading of a reply (tokens, zones, clauses, cues) that its assessment rests on."""
        make_doc, limit = self._nlp.make_doc, self.config.longest_text_chars
        text, customer_text = reply.message.text, reply.customer_text
        customer = self._room.read_customer(make_doc(readable(customer_text, limit)), customer_text)
        return self._room.read(make_doc(readable(text, limit)), customer, text)

    def _assess(self, reply: Reply) -> Assessment:
        text = reply.message.text
        if not text or text.isspace():
            return self._unscored(reply, Status.NO_TEXT, Flag.NO_TEXT)
        reading = self.read(reply)
        if not reading.tokens.code.strip():
            return self._unscored(reply, Status.NO_TEXT, Flag.NO_TEXT)
        if not reading.english:
            return self._unscored(reply, Status.UNSUPPORTED_LANGUAGE, Flag.UNSUPPORTED_LANGUAGE)
        clause_rows = clause_features(reading)
        scores = self._scorer.score(
            clause_rows, reply_features(reading), customer_features(reading), reply_wording(reading)
        )
        return self._assessment(reply, reading, clause_rows, scores)

    def _assessment(
        self, reply: Reply, reading: ReplyReading, clause_rows: list[dict[str, float]], scores: ReplyScores
    ) -> Assessment:
        bundle = self._scorer.bundle
        use = self._template_use(reply)
        copied = template_evidence(use)
        if copied:
            raised = scores.level_logits.copy()
            raised[_BOILERPLATE] += math.fsum(e.contribution for e in copied)
            scores = replace(scores, level_logits=raised)
        needs = {
            need: round(expit(logit), _PROBABILITY_DECIMALS)
            for need, logit in zip(NEEDS, scores.need_logits.tolist(), strict=True)
        }
        outcomes = _rounded(softmax(scores.outcome_logits))
        weighted = [p * w for p, w in zip(outcomes, bundle.outcome_weights.tolist(), strict=True)]
        outcome = _OUTCOMES[weighted.index(max(weighted))]
        flags = tuple(
            flag
            for flag, logit, cut in zip(
                self._flags, scores.flag_logits.tolist(), bundle.flag_cuts.tolist(), strict=True
            )
            if expit(logit) >= cut
        )
        privacy = self._privacy.find(reading, reply.message.channel)
        flags = _with_findings(flags, privacy)
        flag_evidence = _flag_evidence(flags, reading, privacy)
        pushed = _pushed(reading)
        dimensions = []
        for d, dimension in enumerate(DIMENSIONS):
            probabilities = _level_probabilities(scores.level_logits[d])
            expected = probabilities[1] + 2.0 * probabilities[2]
            level = int(np.searchsorted(self._level_cuts[d], expected, side="right"))
            parts: Attribution = self._attributor.attribute(dimension, level, reading, clause_rows, scores)
            if d == _BOILERPLATE:
                parts = with_template(parts, copied)
            needed = needs.get(dimension)
            called_for = None if needed is None else needed >= self.config.missed_probability
            dimensions.append(
                DimensionScore(
                    dimension=dimension,
                    level=level,
                    probabilities=probabilities,
                    needed=needed,
                    base=parts.base,
                    logit=parts.logit,
                    evidence=parts.evidence,
                    explanation=explain(dimension, level, parts.evidence, called_for, pushed),
                )
            )
        halves = join_halves(
            {score.dimension: score.probabilities for score in dimensions},
            needs,
            dict(zip((o.value for o in _OUTCOMES), outcomes, strict=True)),
        )
        missed = tuple(
            score.dimension
            for score in dimensions
            if score.needed is not None and score.level == 0 and score.needed >= self.config.missed_probability
        )
        if len(reply.message.text) > self.config.longest_text_chars:
            flags = (*flags, Flag.TRUNCATED)
        return self._record(
            reply,
            status=Status.SCORED,
            authenticity=round(halves.authenticity, 2),
            behaviour=round(halves.behaviour, _PROBABILITY_DECIMALS),
            desire=round(halves.desire, _PROBABILITY_DECIMALS),
            outcome=outcome,
            outcome_probabilities=dict(zip(_OUTCOMES, outcomes, strict=True)),
            dimensions=tuple(dimensions),
            flags=flags,
            flag_evidence=flag_evidence,
            missed=missed,
            tips=write_tips(missed, reading, flags, pushed),
            privacy=privacy,
            commitments=commitments_of(reply, reading),
            template=use,
        )

    def _template_use(self, reply: Reply) -> TemplateUse | None:
        if self._templates is None:
            return None
        return self._templates.use_of(
            reply.message.text, customer_id=reply.customer_id, conversation_id=reply.conversation_id
        )

    def _unscored(self, reply: Reply, status: Status, flag: Flag) -> Assessment:
        return self._record(
            reply,
            status=status,
            authenticity=None,
            behaviour=None,
            desire=None,
            outcome=None,
            outcome_probabilities={},
            dimensions=(),
            flags=(flag,),
            flag_evidence=(),
            missed=(),
            tips=(),
        )

    def _record(self, reply: Reply, **found: Any) -> Assessment:
        message = reply.message
        return Assessment(
            text=message.text,
            message_id=message.message_id,
            conversation_id=reply.conversation_id,
            author_id=message.author_id,
            channel=message.channel,
            created_at=message.created_at,
            model=self.fingerprint,
            **found,
        )


def _strict_cuts(cuts: NDArray[np.float64], shift: float) -> NDArray[np.float64]:
    """Return a dimension's cuts moved by a team's strictness, each still between its two levels."""
    return np.clip(cuts + shift, np.arange(2) + _CUT_MARGIN, np.arange(1, 3) - _CUT_MARGIN) if shift else cuts


def _rounded(probabilities: list[float]) -> list[float]:
    """Round probabilities and let the largest take the remainder, so that they still sum to 1."""
    rounded = [round(p, _PROBABILITY_DECIMALS) for p in probabilities]
    top = rounded.index(max(rounded))
    rounded[top] = round(1.0 - sum(p for i, p in enumerate(rounded) if i != top), _PROBABILITY_DECIMALS)
    return rounded


def _level_probabilities(step_logits: Any) -> tuple[float, float, float]:
    some = expit(float(step_logits[0]))
    full = min(some, expit(float(step_logits[1])))
    zero, one, two = _rounded([1.0 - some, some - full, full])
    return zero, one, two


def _with_findings(flags: tuple[Flag, ...], privacy: tuple[PrivacyFinding, ...]) -> tuple[Flag, ...]:
    """Return the flags with those on personal data taken from the findings, which see more than the classifier does."""
    found = {flag for finding in privacy for flag in _FLAGS_OF_ISSUES.get(finding.issue, ())}
    return tuple(flag for flag in Flag if flag in found or (flag in flags and flag not in _FOUND_FLAGS))


def _flag_evidence(
    flags: tuple[Flag, ...], reading: ReplyReading, privacy: tuple[PrivacyFinding, ...]
) -> tuple[Evidence, ...]:
    raised = {f"flag.{flag.value}" for flag in flags}
    found = []
    for finding in privacy:
        for cue in (f"flag.{flag.value}" for flag in _FLAGS_OF_ISSUES.get(finding.issue, ())):
            if cue in raised:
                raised.discard(cue)
                found.append(replace(finding.evidence[0], cue=cue))
    for match in reading.cues:
        if match.cue in raised:
            raised.discard(match.cue)
            first, last = trim_span(reading, match.start, match.end)
            start, end = reading.tokens.starts[first], reading.tokens.ends[last - 1]
            found.append(
                Evidence(start=start, end=end, text=reading.tokens.text[start:end], cue=match.cue, contribution=0.0)
            )
    return tuple(found)


def _pushed(reading: ReplyReading) -> str | None:
    for wanted in _PUSHED_CUES:
        for match in reading.cues:
            if match.cue == wanted:
                first, last = trim_span(reading, match.start, match.end)
                return " ".join(reading.tokens.quote(first, last).split())
    return None
