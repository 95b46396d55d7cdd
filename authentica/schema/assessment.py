"""What comes out: the assessment of a reply and its parts."""

from __future__ import annotations

import enum
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from importlib import resources
from typing import Annotated, Any

from authentica.errors import NotScoredError
from authentica.schema.arguments import kind_of_value
from authentica.schema.commitments import Commitment
from authentica.schema.evidence import Evidence
from authentica.schema.fields import check_version
from authentica.schema.privacy import PrivacyFinding
from authentica.schema.record import OneOf, Record, Share, Within, read, written
from authentica.schema.templates import TemplateUse

__all__ = [
    "DIMENSIONS",
    "HIGH_IS_BAD",
    "NEEDS",
    "SCHEMA_VERSION",
    "Assessment",
    "DimensionScore",
    "Flag",
    "Outcome",
    "Status",
    "Tip",
    "assessment_schema",
]

SCHEMA_VERSION = 3
"""Of `Assessment.to_dict`. Version 1 had no findings, version 2 no reasons for the outcome; both are still read."""

_READ_VERSIONS = (1, 2, 3)

DIMENSIONS = ("boilerplate", "empathy", "ownership", "expectations", "listening")
"""The dimensions that have a level, in the order of every table and record."""

HIGH_IS_BAD = ("boilerplate",)
"""The dimensions whose higher levels are worse; of the others they are better."""

NEEDS = ("empathy", "ownership", "expectations")
"""The dimensions that a moment may or may not call for."""


class Outcome(str, enum.Enum):
    """Where the customer is after the reply."""

    SOMEWHERE = "somewhere"
    BY = "by"
    BLOCKED = "blocked"
    OUTTA_HERE = "outta_here"


class Flag(str, enum.Enum):
    """What else holds of a reply.

    ``deflection``: pushes the matter to the customer or somebody else without helping. ``policy_block``: refuses by a rule, without an
    alternative. ``hollow_apology``: an apology with no fault, no cause and no repair. ``personal_detail``: takes up something of this
    case alone (a name, place, time, product, the customer's words); a good sign. ``asks_personal_data``: asks for a name, address,
    account, card or the like. ``explains_data_use``: says why, or how it is protected. ``exposes_personal_data``: repeats sensitive
    data. ``hand_off``: moves the customer to another channel or team. ``human_voice``: reads like a particular person.
    ``unsupported_language`` and ``no_text``: why a reply was not scored. ``truncated``: only its beginning was read.
    """

    DEFLECTION = "deflection"
    POLICY_BLOCK = "policy_block"
    HOLLOW_APOLOGY = "hollow_apology"
    PERSONAL_DETAIL = "personal_detail"
    ASKS_PERSONAL_DATA = "asks_personal_data"
    EXPLAINS_DATA_USE = "explains_data_use"
    EXPOSES_PERSONAL_DATA = "exposes_personal_data"
    HAND_OFF = "hand_off"
    HUMAN_VOICE = "human_voice"
    UNSUPPORTED_LANGUAGE = "unsupported_language"
    NO_TEXT = "no_text"
    TRUNCATED = "truncated"


class Status(str, enum.Enum):
    """Whether a reply was scored, and if not, why not: ``no_text`` is one without a word: empty, emoji alone, "[deleted]"."""

    SCORED = "scored"
    UNSUPPORTED_LANGUAGE = "unsupported_language"
    NO_TEXT = "no_text"


@dataclass(frozen=True, slots=True, kw_only=True)
class DimensionScore(Record):
    """One dimension of one reply.

    Attributes
    ----------
    dimension : str
        One of `DIMENSIONS`.
    level : int
        0, 1 or 2, in the codebook's sense.
    probabilities : tuple of float
        Of the three levels; they sum to 1.
    score : float
        Expected level divided by 2, in 0..1.
    needed : float or None
        Probability that the moment calls for this dimension; None for boilerplate and listening. Of empathy it is 0.49 where the
        model has 0.5 to 0.75 and no words of the customer tell of trouble: a need that shows nowhere is missed only where
        `AnalyzerConfig.missed_probability` is below 0.5.
    base : float
        The model's score before any evidence, in log-odds.
    logit : float
        The model's score: ``base + sum(e.contribution for e in evidence)``.
    evidence : tuple of Evidence
        Every reason, strongest first within those that have a place in the reply, then those that have none.
    explanation : str
        One or two plain sentences. They begin with "Perhaps" where another level is likelier than the one that is named, or no clause
        by itself speaks for level 2 rather than 1. Where the analyzer gives no reasons (`AnalyzerConfig.explanations`), this and `evidence` are
        empty, and `base` is all of `logit`.
    """

    dimension: Annotated[str, OneOf(DIMENSIONS)]
    level: Annotated[int, Within(0, 2)]
    probabilities: tuple[Share, Share, Share]
    needed: Share | None
    base: float
    logit: float
    evidence: tuple[Evidence, ...]
    explanation: str

    @property
    def score(self) -> float:
        """Expected level divided by 2, in 0..1."""
        return (self.probabilities[1] + 2.0 * self.probabilities[2]) / 2.0

    @property
    def spans(self) -> tuple[Evidence, ...]:
        """The evidence that has a place in the reply."""
        return tuple(e for e in self.evidence if e.start is not None)

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data."""
        return {
            "dimension": self.dimension,
            "level": self.level,
            "probabilities": list(self.probabilities),
            "score": self.score,
            "needed": self.needed,
            "base": self.base,
            "logit": self.logit,
            "evidence": [e.to_dict() for e in self.evidence],
            "explanation": self.explanation,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Tip(Record):
    """What to say instead: where a need is missed or met in general words, something stops the customer, or a secret is asked for.

    Attributes
    ----------
    dimension : str
        The dimension that is missed or stayed general, ``ownership`` for what stops the customer, ``privacy`` where the reply asks for
        a secret.
    text : str
        The advice, specific to this case.
    """

    dimension: Annotated[str, OneOf((*NEEDS, "privacy"))]
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Record):
    """What authentica says of one reply.

    Attributes
    ----------
    text : str
        The reply, as given. ``text[e.start:e.end] == e.text`` for all evidence with a place.
    status : Status
        `Status.SCORED`, or why there is no score. Everything from `authenticity` to `dimensions` is empty or None
        for a reply that was not scored.
    authenticity : float or None
        0..100: behaviour and desire joined so that neither makes up for the lack of the other.
    behaviour, desire : float or None
        The two halves, 0..1.
    outcome : Outcome or None
        Where the customer is after this reply. Not always the likeliest: rare outcomes are named before they are, as each model weighs.
    outcome_probabilities : mapping of Outcome to float
        Calibrated; they sum to 1; empty for a reply that was not scored.
    outcome_evidence : tuple of Evidence
        What speaks for the outcome and against the others, in log-odds: clauses, strongest first, then what has no place in the reply.
    outcome_explanation : str
        One sentence in the codebook's words that quotes them. It begins with "Perhaps" where another outcome is likelier, and says
        which, and where none has a probability of one half. Both are empty
        for a reply that was not scored, and where the analyzer gives no reasons (`AnalyzerConfig.explanations`).
    dimensions : tuple of DimensionScore
        In the order of `DIMENSIONS`; index the assessment by name to get one.
    flags : tuple of Flag
        What the codebook names; a `Flag` equals its name, so ``"hand_off" in a.flags`` works.
    flag_evidence : tuple of Evidence
        Where flags were seen; `Evidence.cue` is ``flag.<name>``. First those that a finding on personal data or the clause of a cue shows
        (contribution 0), then, for those that only the model sees, the clause that adds most to the flag's log-odds.
    missed : tuple of str
        Dimensions that were needed and not shown.
    tips : tuple of Tip
        First one where a secret is asked for, of the dimension "privacy", then one for each missed dimension, in the order of `missed`.
        Until there are two, and where the reply is low (authenticity under 40, or `blocked` or `outta_here`), then one for what the
        moment clearly called for and the reply says in general words alone, what helps most first. Where the customer is stopped or
        leaves, one, of the dimension "ownership", on the words that do so: on a rule beside another tip, on other words where there is
        none. The customer's words are quoted in one tip only. Empty where the analyzer gives no reasons (`AnalyzerConfig.explanations`).
    message_id, conversation_id, author_id, channel : str or None
        Taken over from the message.
    created_at : datetime or None
        Taken over from the message.
    model : str
        Fingerprint of model, lexicons, configuration, library version and fitted miner.
    privacy : tuple of PrivacyFinding
        What the reply does with personal data.
    commitments : tuple of Commitment
        Who will do what by when.
    template : TemplateUse or None
        What the reply shares with replies to other customers; None where the analyzer has no fitted miner.
    """

    text: str
    status: Status
    authenticity: Annotated[float, Within(0.0, 100.0)] | None
    behaviour: Share | None
    desire: Share | None
    outcome: Outcome | None
    outcome_probabilities: Mapping[Outcome, Share] = field(hash=False)
    outcome_evidence: tuple[Evidence, ...] = ()
    outcome_explanation: str = ""
    dimensions: tuple[DimensionScore, ...]
    flags: tuple[Flag, ...]
    flag_evidence: tuple[Evidence, ...]
    missed: tuple[Annotated[str, OneOf(NEEDS)], ...]
    tips: tuple[Tip, ...]
    message_id: str | None
    conversation_id: str | None
    author_id: str | None
    channel: str | None
    created_at: datetime | None
    model: str
    privacy: tuple[PrivacyFinding, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    template: TemplateUse | None = None

    def __getitem__(self, dimension: str) -> DimensionScore:
        """Return one dimension's score.

        Raises
        ------
        NotScoredError
            If the reply was not scored, or there is no such dimension. It is also a KeyError.
        """
        for score in self.dimensions:
            if score.dimension == dimension:
                return score
        if self.status is not Status.SCORED:
            raise NotScoredError(
                f"the reply has no levels: its status is {self.status.value!r}",
                None,
                "Check .status before reading levels.",
            )
        shown = repr(dimension[:40]) if isinstance(dimension, str) else f"that is {kind_of_value(dimension)}"
        raise NotScoredError(f"there is no dimension {shown}", None, f"Use one of {', '.join(DIMENSIONS)}.")

    @property
    def scored(self) -> bool:
        """Whether the reply has levels."""
        return self.status is Status.SCORED

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready data in the published schema."""
        return {"schema_version": SCHEMA_VERSION} | written(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Assessment:
        """Read back what `to_dict` wrote.

        Raises
        ------
        RecordError
            If the schema version is unknown, or a field is missing, has another type, or a value that it cannot have.
        """
        version = check_version(data, cls.__name__, _READ_VERSIONS)
        if version < 2:
            data = {**data, "privacy": [], "commitments": [], "template": None}
        if version < 3:
            data = {**data, "outcome_evidence": [], "outcome_explanation": ""}
        return read(cls, data)


def assessment_schema() -> dict[str, Any]:
    """Return the published JSON Schema (draft 2020-12) of `Assessment.to_dict`."""
    path = resources.files("authentica") / "schemas" / f"assessment-{SCHEMA_VERSION}.schema.json"
    schema: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return schema
