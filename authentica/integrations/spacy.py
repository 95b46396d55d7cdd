"""The spaCy component ``authentica``: assesses each `Doc` as an agent's reply.

>>> import spacy
>>> nlp = spacy.blank("en")
>>> component = nlp.add_pipe("authentica")
>>> doc = nlp.make_doc("I've cancelled the second charge; the money is back by Friday.")
>>> doc.user_data["customer_text"] = "You charged me twice!!"
>>> doc = nlp(doc)
>>> doc._.authentica["ownership"].level
2
>>> [(span.text, span.label_, span.id_) for span in doc.spans["authentica"]][:1]
[("I've cancelled the second charge", 'ownership 2', 'ownership.act.done')]

``doc._.authentica`` is the `authentica.Assessment`, None for a Doc that was not assessed. Where a pipeline has several components,
give each a ``spans_key``, and `assessment_of` tells their assessments apart. ``doc.spans["authentica"]`` has a span for
each piece of evidence, in whole tokens, with the dimension and its level as label, the cue as id, and what each contributed in the
group's ``attrs["contributions"]``. displaCy draws them::

    displacy.render(doc, style="span", options=displacy_options())

What is known of the reply goes into ``doc.user_data`` before the component sees it: ``customer_text``, ``channel``, ``message_id``,
``conversation_id``, ``author_id``. `nlp.pipe` takes such Docs as well as strings.

The component works in any pipeline, wherever it stands, since it reads the text itself. spaCy finds it by an entry point, so nothing
need be imported; `nlp.to_disk` keeps its settings and the analyzer's fingerprint, never the model, and no pickle.
"""
# No `from __future__ import annotations`: spaCy reads the types of the factory's arguments at run time.

import json
import warnings
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup
from spacy.util import raise_error

from authentica.analyzer import AnalyzerRecipe
from authentica.config import AnalyzerConfig
from authentica.errors import InputError, ModelFormatError
from authentica.schema import DIMENSIONS, Assessment, Message, Reply
from authentica.schema.arguments import check_argument, check_count, check_stream

__all__ = ["AuthenticaComponent", "assessment_of", "displacy_options", "make_component", "register_extension"]

NAME = "authentica"

_FILE = "authentica.json"
_KEPT = ("channel", "message_id", "conversation_id", "author_id")
# A hue a dimension, paler for lower levels; black text on each has a contrast of at least 7 to 1.
_COLORS = {
    "boilerplate": ("#fde3e0", "#f8b8b0", "#f28b7f"),
    "empathy": ("#f6e3fa", "#e6b5f0", "#d48be5"),
    "ownership": ("#dff3e0", "#aedfb0", "#7cc980"),
    "expectations": ("#dfecfb", "#b0d0f5", "#82b4ee"),
    "listening": ("#fdf0d0", "#fadb94", "#f5c556"),
}


class AuthenticaComponent:
    """Assesses Docs; made by ``nlp.add_pipe("authentica", config={...})``.

    Parameters
    ----------
    name : str
        Its name in the pipeline.
    recipe : AnalyzerRecipe
        The analyzer it loads; components of one process with equal recipes share it.
    spans_key : str, default="authentica"
        Where in ``doc.spans`` the evidence goes.

    Raises
    ------
    InputError
        If another extension ``doc._.authentica`` is registered.
    """

    def __init__(self, name: str, recipe: AnalyzerRecipe, spans_key: str = NAME) -> None:
        register_extension()
        self.name = name
        self.spans_key = spans_key
        self._recipe = recipe
        self._analyzer = recipe.analyzer()
        self._error_handler: Callable[..., Any] = raise_error

    def __call__(self, doc: Doc) -> Doc:
        """Assess a Doc and annotate it."""
        return self.annotate(doc, self.assess(doc))

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 256) -> Iterator[Doc]:
        """Assess a stream of Docs in batches, in order; what fails goes to the pipeline's error handler, as in spaCy's own.

        Parameters
        ----------
        stream : iterable of Doc
            Read as it is needed.
        batch_size : int, default=256
            Docs that are held at once.

        Yields
        ------
        Doc
            Annotated.
        """
        check_stream("stream", stream, "Docs", "AuthenticaComponent.pipe")
        check_count("batch_size", batch_size, "AuthenticaComponent.pipe")
        docs_left = iter(stream)
        while docs := list(islice(docs_left, batch_size)):
            try:
                found = list(self._analyzer.pipe([_reply(doc) for doc in docs]))
            except Exception:
                yield from self._one_by_one(docs)  # which shows what fails
            else:
                yield from map(self.annotate, docs, found)

    def assess(self, doc: Doc) -> Assessment:
        """Return the assessment of a Doc's text, without annotating it.

        Raises
        ------
        InputError
            If ``doc.user_data["customer_text"]`` is not text.
        """
        return self._analyzer.analyze(_reply(doc))

    def annotate(self, doc: Doc, assessment: Assessment) -> Doc:
        """Put an assessment of its text on a Doc.

        Parameters
        ----------
        doc : Doc
            Changed in place: ``doc._.authentica``, and a span group of the evidence.
        assessment : Assessment
            Of the Doc's text.

        Returns
        -------
        Doc
            The same.
        """
        check_argument("doc", doc, Doc, "AuthenticaComponent.annotate")
        check_argument("assessment", assessment, Assessment, "AuthenticaComponent.annotate")
        # As JSON, since Docs go to other processes and to disk with plain data only.
        kept: dict[Any, Any] = doc.user_data
        kept[_key(self.spans_key)] = assessment.to_json()
        spans, contributions = [], []
        for score in assessment.dimensions:
            for evidence in score.spans:
                span = doc.char_span(
                    evidence.start or 0,
                    evidence.end or 0,
                    label=f"{score.dimension} {score.level}",
                    span_id=evidence.cue,
                    alignment_mode="expand",
                )
                if span is not None:
                    spans.append(span)
                    contributions.append(evidence.contribution)
        doc.spans[self.spans_key] = SpanGroup(
            doc, name=self.spans_key, spans=spans, attrs={"contributions": contributions}
        )
        return doc

    def set_error_handler(self, error_handler: Callable[..., Any]) -> None:
        """Set what is called with (name, component, docs, error) where Docs of `pipe` fail."""
        self._error_handler = error_handler

    def get_error_handler(self) -> Callable[..., Any]:
        """Return what `set_error_handler` has set; by default, the error is raised."""
        return self._error_handler

    def to_bytes(self, *, exclude: Iterable[str] = ()) -> bytes:  # noqa: ARG002 - spaCy passes it
        """Return which analyzer this is, as JSON."""
        about = {
            "model": self._recipe.model,
            "templates": self._recipe.templates,
            "fingerprint": self._analyzer.fingerprint,
        }
        return json.dumps(about, sort_keys=True).encode("ascii")

    def from_bytes(self, data: bytes, *, exclude: Iterable[str] = ()) -> "AuthenticaComponent":  # noqa: ARG002
        """Compare with what `to_bytes` wrote; warns where the analyzer is not the one that the pipeline was saved with.

        Parameters
        ----------
        data : bytes
            What `to_bytes` returned.
        exclude : iterable of str
            Not used; spaCy passes it.

        Returns
        -------
        AuthenticaComponent
            Itself.

        Raises
        ------
        ModelFormatError
            If it is something else.
        """
        try:
            about = json.loads(data)
            saved, model = str(about["fingerprint"]), str(about["model"])
        except (ValueError, TypeError, KeyError, RecursionError):
            raise ModelFormatError("what was saved of the component cannot be read", self.name) from None
        if saved != self._analyzer.fingerprint:
            warnings.warn(
                f"the pipeline was saved with the analyzer {saved} (model {model}), and now has "
                f"{self._analyzer.fingerprint} (model {self._recipe.model}): levels may differ. "
                "Load the same model and release, or save the pipeline again.",
                UserWarning,
                stacklevel=2,
            )
        return self

    def to_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> None:
        """Write what `to_bytes` returns into a folder, made if absent."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / _FILE).write_bytes(self.to_bytes(exclude=exclude))

    def from_disk(self, path: str | Path, *, exclude: Iterable[str] = ()) -> "AuthenticaComponent":
        """Compare with what `to_disk` wrote; see `from_bytes`. A file that is missing is a ModelFormatError, too."""
        try:
            data = (Path(path) / _FILE).read_bytes()
        except OSError:
            raise ModelFormatError(f"{_FILE} is missing", str(path), "Save the pipeline again.") from None
        return self.from_bytes(data, exclude=exclude)

    def __reduce__(self) -> tuple[Any, ...]:
        # A worker process loads the analyzer itself.
        state = {} if self._error_handler is raise_error else {"_error_handler": self._error_handler}
        return type(self), (self.name, self._recipe, self.spans_key), state

    def _one_by_one(self, docs: list[Doc]) -> Iterator[Doc]:
        for doc in docs:
            try:
                found = self.assess(doc)
            except Exception as error:
                self._error_handler(self.name, self, [doc], error)
            else:
                yield self.annotate(doc, found)


@Language.factory(
    NAME,
    assigns=["doc._.authentica", "doc.spans"],
    default_config={"model": "default", "templates": None, "options": {}, "spans_key": NAME},
)
def make_component(
    nlp: Language,  # noqa: ARG001 - spaCy passes it
    name: str,
    model: str,
    templates: str | None,
    options: dict[str, Any],
    spans_key: str,
) -> AuthenticaComponent:
    """Make the component; spaCy calls it with the settings of ``nlp.add_pipe("authentica", config={...})``.

    Parameters
    ----------
    nlp : Language
        The pipeline.
    name : str
        Of the component in it.
    model : str
        See `authentica.load`.
    templates : str or None
        The folder of a saved miner.
    options : dict
        Of `authentica.config.AnalyzerConfig`, such as ``{"missed_probability": 0.7}``.
    spans_key : str
        Where in ``doc.spans`` the evidence goes.
    """
    return AuthenticaComponent(
        name, AnalyzerRecipe.of(model, AnalyzerConfig.from_mapping(options), templates), spans_key
    )


def register_extension() -> None:
    """Register ``doc._.authentica``, for Docs that are read back where no pipeline was loaded; components do it themselves.

    Raises
    ------
    InputError
        If another extension has that name.
    """
    if not Doc.has_extension(NAME):
        Doc.set_extension(NAME, getter=_assessment_of)
        return
    getter = Doc.get_extension(NAME)[2]
    if (getattr(getter, "__module__", None), getattr(getter, "__name__", None)) != (__name__, _assessment_of.__name__):
        raise InputError(
            "another extension doc._.authentica is registered",
            "spaCy",
            'Remove it with Doc.remove_extension("authentica"), or register it under another name.',
        )


def displacy_options(spans_key: str = NAME) -> dict[str, Any]:
    """Return options for ``displacy.render(doc, style="span", options=...)``: a hue a dimension, stronger for higher levels."""
    colors = {
        f"{dimension} {level}": color for dimension in DIMENSIONS for level, color in enumerate(_COLORS[dimension])
    }
    return {"spans_key": spans_key, "colors": colors}


def assessment_of(doc: Doc, spans_key: str = NAME) -> Assessment | None:
    """Return the assessment whose evidence is in ``doc.spans[spans_key]``; None where no component put one there.

    Parameters
    ----------
    doc : Doc
        Of a pipeline with the component.
    spans_key : str, default="authentica"
        The component's setting, where a pipeline has several.
    """
    check_argument("doc", doc, Doc, "assessment_of")
    kept: dict[Any, Any] = doc.user_data
    stored = kept.get(_key(spans_key), kept.get(NAME))
    return None if stored is None else Assessment.from_dict(json.loads(stored))


def _assessment_of(doc: Doc) -> Assessment | None:
    """Return the assessment under the default key, else the first that a component put there."""
    kept: dict[Any, Any] = doc.user_data
    key = next((key for key in (_key(NAME), NAME, *filter(_is_ours, kept)) if key in kept), None)
    return None if key is None else Assessment.from_dict(json.loads(kept[key]))


def _is_ours(key: Any) -> bool:
    return (
        isinstance(key, tuple)
        and len(key) == 4
        and key[0] == "._."
        and isinstance(key[1], str)
        and key[1].startswith(f"{NAME}.")
    )


def _key(spans_key: str) -> tuple[str, str, None, None]:
    # In the form of spaCy's own: of others, `Doc.from_docs` prints the value when it leaves them out. Docs that were stored earlier have
    # the plain name as key.
    return ("._.", NAME if spans_key == NAME else f"{NAME}.{spans_key}", None, None)


def _reply(doc: Doc) -> Reply:
    check_argument("doc", doc, Doc, "AuthenticaComponent")
    customer_text = doc.user_data.get("customer_text")
    if customer_text is not None and not isinstance(customer_text, str):
        raise InputError(f"the customer_text of a Doc is a {type(customer_text).__name__}, not text", "doc.user_data")
    kept = {field: None if (value := doc.user_data.get(field)) is None else str(value) for field in _KEPT}
    return Reply(
        message=Message(
            text=doc.text, channel=kept["channel"], message_id=kept["message_id"], author_id=kept["author_id"]
        ),
        customer_text=customer_text or "",
        conversation_id=kept["conversation_id"],
    )
