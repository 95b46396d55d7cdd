"""The analyzer: replies in, assessments out."""

from __future__ import annotations

import hashlib
import math
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from authentica.commitments import CommitmentFinder, CommitmentTracker
from authentica.commitments.finder import commitments_of
from authentica.config import AnalyzerConfig
from authentica.conversation.reader import MessageReader
from authentica.conversation.tracker import ConversationTracker
from authentica.corpus import load_miner
from authentica.errors import InputError, ModelError
from authentica.explain.attribution import Attribution, Attributor, unexplained
from authentica.explain.courtesies import asking_of, beside_the_matter
from authentica.explain.flags import asked_secret, flag_evidence, pushed_away
from authentica.explain.halves import join_halves
from authentica.explain.outcomes import explain_outcome, flag_evidence_of_model, outcome_evidence, wall_of
from authentica.explain.quotes import CustomerQuotes
from authentica.explain.sentences import doubt_of, explain
from authentica.explain.templates import template_evidence, with_template
from authentica.explain.tips import write_tips
from authentica.explain.told import troubles
from authentica.features.encoder import load_encoder
from authentica.features.replies import ReplyMeasures, measure
from authentica.folders import MANIFEST
from authentica.language.lexicon import load_lexicon
from authentica.language.reading import ReadingRoom, ReplyReading
from authentica.learners.bundle import ModelBundle
from authentica.learners.places import is_shipped, model_folder
from authentica.learners.scorer import MomentSums, ReplyScores, Scorer
from authentica.learners.store import changed_since, load_bundle
from authentica.learners.verdicts import Judge, Verdict
from authentica.privacy import PrivacyFinder
from authentica.privacy.flags import with_found_flags
from authentica.schema import (
    DIMENSIONS,
    Assessment,
    Conversation,
    ConversationAssessment,
    DimensionScore,
    Evidence,
    Flag,
    Message,
    Outcome,
    Reply,
    Role,
    Status,
    TemplateUse,
    as_reply,
)
from authentica.schema.arguments import check_argument, check_stream
from authentica.schema.messages import check_conversation
from authentica.version import __version__

if TYPE_CHECKING:
    from authentica.corpus import TemplateMiner

__all__ = ["Analyzer", "load", "load_shared"]

_PROBABILITY_DECIMALS = 6
_REPLIES_AT_ONCE = 16
_MOST_SHARED = 8
"""Analyzers that a process keeps of those it shares: some 40 MB and a fifth of a second each, in the default model."""
_OUTCOMES = tuple(Outcome)
_OUTCOME_NAMES = tuple(outcome.value for outcome in Outcome)
# Where a customer tells of no trouble that words show, a need of empathy that the model is not clear about is there once in two times (development
# labels 13 of 26, contrast replies 27 of 57; where they tell of one, 36 of 51 and 90 of 124), so it counts for none.
_UNSURE_NEED, _CLEAR_NEED, _UNTOLD_NEED = 0.5, 0.75, 0.49
# Below this, or where the customer is left like that, general words are not good enough.
_LOW_AUTHENTICITY = 40.0
_LEFT_ALONE = (Outcome.BLOCKED, Outcome.OUTTA_HERE)
_LISTENING = DIMENSIONS.index("listening")
_BOILERPLATE = slice(0, 2)
"""Among a reply's step log-odds."""

_Parts = tuple[Sequence[Sequence[float]], MomentSums]
"""What each clause of a reply adds to the score of each dimension, and what adds to its outcome and flags."""


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
        One serves any number of replies; of them it keeps single words, in tables that do not grow without bound.

    Raises
    ------
    InputError
        If an argument is of another type.
    SourceNotFoundError
        If there is no such model or miner.
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
    check_argument("model", model, (str, Path), "load")
    if config is not None:
        check_argument("config", config, AnalyzerConfig, "load", todo="Use AnalyzerConfig.from_mapping.")
    if templates is not None and not isinstance(templates, (str, Path)) and not hasattr(templates, "use_of"):
        raise InputError(
            f"templates must be a miner or the folder of a saved one, not a {type(templates).__name__}", "load"
        )
    bundle, manifest = load_bundle(model_folder(model))
    miner = load_miner(Path(templates)) if isinstance(templates, (str, Path)) else templates
    analyzer = Analyzer(bundle, manifest, config or AnalyzerConfig(), miner)
    if templates is None or isinstance(templates, (str, Path)):
        analyzer._origin = (
            str(model) if is_shipped(model) else str(model_folder(model).absolute()),
            config,
            None if templates is None else str(Path(templates).absolute()),
        )
    # What ships is rebuilt with the release; a model of the caller's own may have been trained with another.
    changed = None if is_shipped(model) else changed_since(manifest, **analyzer.feature_sha256)
    if changed is not None:
        warnings.warn(
            f"{str(model)[:200]}: the model was trained with other {changed} than this release has, and so reads features that it did "
            "not learn from: its levels may differ from those it was measured with. Train it again.",
            UserWarning,
            stacklevel=2,
        )
    return analyzer


def load_shared(model: str, config: AnalyzerConfig | None = None, templates: str | None = None) -> Analyzer:
    """Return the one analyzer of this process for these arguments; loaded when it is first asked for, or its folders have changed.

    Parameters
    ----------
    model, config, templates
        See `load`; folders by their absolute paths.
    """
    folders = [folder for folder in (model, templates) if folder is not None]
    return _load_shared(model, config, templates, tuple(_manifest(Path(folder)) for folder in folders))


@lru_cache(maxsize=_MOST_SHARED)
def _load_shared(
    model: str,
    config: AnalyzerConfig | None,
    templates: str | None,
    manifests: tuple[bytes | None, ...],  # noqa: ARG001 - part of the key
) -> Analyzer:
    return load(model, config=config, templates=templates)


def _manifest(folder: Path) -> bytes | None:
    """Return a folder's manifest, which holds the hashes of its files; None for a shipped model's name."""
    try:
        return (folder / MANIFEST).read_bytes()
    except (OSError, ValueError):  # whatever is wrong with it, loading will say
        return None


def _load_again(fingerprint: str, model: str, config: AnalyzerConfig | None, templates: str | None) -> Analyzer:
    """Return the analyzer that was sent here from another process."""
    analyzer = load_shared(model, config, templates)
    if analyzer.fingerprint != fingerprint:
        raise ModelError(
            f"the analyzer that was sent has the fingerprint {fingerprint}, what is loaded here {analyzer.fingerprint}",
            model,
            "Install the same release, and give the same model and templates to every process.",
        )
    return analyzer


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
    feature_sha256 : dict of str to str
        What makes features, as a model's manifest names it: the hashes of the lexicons and of the clause encoder.
    fingerprint : str
        Of the model, lexicons, clause encoder, options, library version and fitted miner: equal fingerprints give equal assessments.

    Notes
    -----
    Pickled, as joblib and multiprocessing do, it is what `load` was given, and a process that receives it loads it once.
    """

    _origin: tuple[str, AnalyzerConfig | None, str | None] | None = None
    """What `load_shared` needs to make the same; None where something of it is in this process only."""

    def __init__(
        self,
        bundle: ModelBundle,
        manifest: dict[str, Any],
        config: AnalyzerConfig,
        templates: TemplateMiner | None = None,
    ) -> None:
        check_argument("bundle", bundle, ModelBundle, "Analyzer", todo="Make analyzers with authentica.load.")
        check_argument("manifest", manifest, dict, "Analyzer", todo="Make analyzers with authentica.load.")
        check_argument("config", config, AnalyzerConfig, "Analyzer")
        lexicon = load_lexicon()
        self.config = config
        self.manifest = manifest
        self._room = ReadingRoom(lexicon)
        self._commitments = CommitmentFinder(longest_text_chars=config.longest_text_chars, room=self._room)
        self._message_reader = MessageReader(config.longest_text_chars)
        self._encoder = load_encoder()
        self.feature_sha256 = {"lexicon_sha256": lexicon.sha256, "encoder_sha256": self._encoder.sha256}
        self._scorer = Scorer(bundle)
        self._attributor = Attributor(bundle)
        self._privacy = PrivacyFinder()
        self._templates = templates
        # Half-way from what counts as missed to certainty: where a need is only likely, general words are often enough.
        self._clearly_needed = (1.0 + config.missed_probability) / 2.0
        self._judge = Judge(bundle, dict(config.level_strictness))
        parts = (
            manifest["fingerprint"],
            lexicon.sha256,
            self._encoder.sha256,
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

        Returns
        -------
        Assessment
            With levels where ``scored`` is true; a reply without text or in another language has the reason as a flag.

        Raises
        ------
        InputError
            If `text` is none of these, or by its role no agent's; or `customer_text` is no string, or given beside a Reply, which has
            its own.
        RecordError
            If a field of a Message or Reply is of another type.
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
            If `replies` is no stream, or one of them is no reply, or by its role no agent's.
        RecordError
            If a field of one of them is of another type. In either case those before it in its batch are not assessed either.
        """
        todo = "Put one reply in a list; frames and mappings of columns are for authentica.score_frame."
        check_stream("replies", replies, "replies", "Analyzer.pipe", todo=todo)
        stream = iter(replies)
        while batch := [_agent_reply(item) for item in islice(stream, self.config.batch_size)]:
            for start in range(0, len(batch), _REPLIES_AT_ONCE):
                some = batch[start : start + _REPLIES_AT_ONCE]
                yield from list(self._assess(some, self._read(some)))

    def analyze_conversation(self, conversation: Conversation) -> ConversationAssessment:
        """Assess every agent reply of a conversation in its context, and what only shows across its messages.

        Parameters
        ----------
        conversation : Conversation
            Its messages in the order they were written.

        Returns
        -------
        ConversationAssessment
            With an assessment for each agent message.

        Raises
        ------
        InputError
            If the argument is no Conversation.
        RecordError
            If a field of it, or of one of its messages, is of another type.
        """
        check_conversation(conversation, "Analyzer.analyze_conversation")
        tracker = self.follow(conversation.conversation_id)
        for message in conversation.messages:
            tracker.add(message)
        return tracker.assessment()

    def follow(self, conversation_id: str | None = None) -> ConversationTracker:
        """Follow a conversation that is still going on.

        Parameters
        ----------
        conversation_id : str, optional
            Put on the assessments.

        Returns
        -------
        ConversationTracker
            Give it each message as it comes; its `assessment` is that of the messages so far.

        Raises
        ------
        RecordError
            If the id is no string.
        """
        commitments = CommitmentTracker(self._commitments, conversation_id=conversation_id)
        return ConversationTracker(self._message_reader, self._assess_reply, commitments, conversation_id)

    def read(self, reply: Reply) -> ReplyReading:
        """Return the reading of a reply (tokens, zones, clauses, cues) that its assessment rests on.

        Raises
        ------
        InputError
            If it is no Reply, or by its role no agent's.
        RecordError
            If a field of it is of another type.
        """
        check_argument("reply", reply, Reply, "Analyzer.read")
        message = _agent_reply(reply).message
        return self._room.read_reply(message.text, reply.customer_text, self.config.longest_text_chars)

    def __copy__(self) -> Analyzer:
        return self  # nothing of it changes

    def __deepcopy__(self, memo: dict[int, Any]) -> Analyzer:
        return self

    def __reduce__(self) -> tuple[Any, ...]:
        if self._origin is None:
            raise InputError(
                "an analyzer whose model or miner is in memory cannot go to another process",
                "Analyzer",
                "Save the miner (authentica.corpus.save_miner) and name its folder to authentica.load, or load it in each process.",
            )
        return _load_again, (self.fingerprint, *self._origin)

    def _assess_reply(self, reply: Reply) -> tuple[Assessment, ReplyReading | None]:
        readings = self._read((reply,))
        return next(self._assess((reply,), readings)), readings[0]

    def _read(self, replies: Sequence[Reply]) -> list[ReplyReading | None]:
        return [self.read(reply) if reply.message.text.strip() else None for reply in replies]

    def _assess(self, replies: Sequence[Reply], readings: Sequence[ReplyReading | None]) -> Iterator[Assessment]:
        # Step by step, not reply by reply: a step's code and tables then stay in the processor's caches.
        statuses = [_status(reading) for reading in readings]
        read = [
            reading
            for reading, status in zip(readings, statuses, strict=True)
            if reading is not None and status is Status.SCORED
        ]
        measured = measure(read, self._encoder)
        scores = self._scorer.score(measured)
        parts = self._parts(measured, scores) if self.config.explanations else [None] * len(scores)
        scored = zip(read, measured, scores, parts, strict=True)
        for reply, status in zip(replies, statuses, strict=True):
            if status is Status.SCORED:
                yield self._assessment(reply, *next(scored))
            else:
                yield self._unscored(reply, status)

    def _parts(self, measured: Sequence[ReplyMeasures], scores: Sequence[ReplyScores]) -> Iterator[_Parts]:
        """Return what each clause of some replies adds to their levels and moments."""
        credits = self._scorer.credits(scores)
        levels = iter(self._attributor.by_clause(scores, credits))
        for reply, moments in zip(measured, self._scorer.moment_sums(measured, scores, credits), strict=True):
            yield list(islice(levels, len(reply.clauses))), moments

    def _assessment(
        self, reply: Reply, reading: ReplyReading, measures: ReplyMeasures, scores: ReplyScores, added: _Parts | None
    ) -> Assessment:
        use = self._template_use(reply)
        copied = template_evidence(use)
        if copied:
            raised = [logit + math.fsum(e.contribution for e in copied) for logit in scores.level_logits[_BOILERPLATE]]
            scores = replace(scores, level_logits=[*raised, *scores.level_logits[_BOILERPLATE.stop :]])
        verdict = self._judge.judge(scores)
        if _UNSURE_NEED <= verdict.needs["empathy"] < _CLEAR_NEED and not troubles(reading.customer):
            verdict.needs["empathy"] = _UNTOLD_NEED
        outcomes = verdict.outcome_probabilities
        halves = join_halves(
            dict(zip(DIMENSIONS, verdict.probabilities, strict=True)),
            verdict.needs,
            dict(zip(_OUTCOME_NAMES, outcomes, strict=True)),
        )
        called_for = {need: needed >= self.config.missed_probability for need, needed in verdict.needs.items()}
        missed = tuple(
            [d for d, level in zip(DIMENSIONS, verdict.levels, strict=True) if level == 0 and called_for.get(d)]
        )
        privacy = self._privacy.find(reading, reply.message.channel)
        flags = with_found_flags(verdict.flags, privacy)
        commitments = commitments_of(reply, reading, measures.promises)
        if added is not None:
            by_clause, moments = added
            # Where nobody was to take the case on, nothing was pushed away.
            pushed = pushed_away(reading, is_deflected=Flag.DEFLECTION in flags) if called_for["ownership"] else None
            parts = self._attributor.attribute(verdict.levels, reading, measures, scores, by_clause)
            parts[0] = with_template(parts[0], copied)
            is_heard = verdict.levels[_LISTENING] > 0
            sentences = [
                explain(
                    dimension,
                    level,
                    part.telling,
                    called_for.get(dimension),
                    pushed,
                    is_heard,
                    doubt_of(dimension, level, chances, part.is_told),
                )
                for dimension, level, chances, part in zip(
                    DIMENSIONS, verdict.levels, verdict.probabilities, parts, strict=True
                )
            ]
            said = CustomerQuotes(reading.customer)
            beside = beside_the_matter(reading)
            because = outcome_evidence(verdict.outcome, outcomes, reading, moments, beside)
            shown = flag_evidence(flags, reading, privacy)
            shown_flags = [flag for flag in flags if any(e.cue == f"flag.{flag.value}" for e in shown)]
            others = [flag for flag in flags if flag not in shown_flags]
            poor = halves.authenticity < _LOW_AUTHENTICITY
            low = poor or verdict.outcome in _LEFT_ALONE
            # An outcome that is named though another is likelier is no reason by itself to say what to do instead.
            sure = poor or verdict.outcome is _OUTCOMES[outcomes.index(max(outcomes))]
            general = _general_words(verdict, parts, self._clearly_needed) if low else {}
            reasons: dict[str, Any] = {
                "outcome_evidence": because,
                "outcome_explanation": explain_outcome(verdict.outcome, outcomes, because, said, beside.is_all),
                "flag_evidence": (
                    *shown,
                    *flag_evidence_of_model(others, self._scorer.bundle.flags, reading, moments, beside),
                ),
                # Advice speaks only of what words show: a flag without any is a classifier's guess.
                "tips": write_tips(
                    missed,
                    said,
                    shown_flags,
                    pushed,
                    asked_secret(privacy),
                    general,
                    commitments,
                    wall_of(verdict.outcome, because, shown, reading) if sure else None,
                    asking_of(reading, beside),
                ),
            }
        else:
            parts, sentences = unexplained(scores), [""] * len(DIMENSIONS)
            reasons = {"flag_evidence": (), "tips": ()}
        return self._record(
            reply,
            status=Status.SCORED,
            authenticity=round(halves.authenticity, 2),
            behaviour=round(halves.behaviour, _PROBABILITY_DECIMALS),
            desire=round(halves.desire, _PROBABILITY_DECIMALS),
            outcome=verdict.outcome,
            outcome_probabilities=dict(zip(_OUTCOMES, outcomes, strict=True)),
            dimensions=_dimension_scores(verdict, parts, sentences),
            flags=(*flags, Flag.TRUNCATED) if len(reply.message.text) > self.config.longest_text_chars else flags,
            missed=missed,
            privacy=privacy,
            template=use,
            commitments=commitments,
            **reasons,
        )

    def _template_use(self, reply: Reply) -> TemplateUse | None:
        if self._templates is None:
            return None
        return self._templates.use_of(
            reply.message.text, customer_id=reply.customer_id, conversation_id=reply.conversation_id
        )

    def _unscored(self, reply: Reply, status: Status) -> Assessment:
        return self._record(
            reply,
            status=status,
            authenticity=None,
            behaviour=None,
            desire=None,
            outcome=None,
            outcome_probabilities={},
            dimensions=(),
            flags=(Flag(status.value),),
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


def _agent_reply(item: Any) -> Reply:
    """Turn what is given into a reply; one that a customer, a bot or a system wrote would get a score that means nothing."""
    reply = as_reply(item)
    if reply.message.role is not Role.AGENT:
        raise InputError(
            f"a message of the role {reply.message.role.value!r} is no agent's reply",
            "Analyzer",
            "Give conversation.replies(), or the whole conversation to analyze_conversation.",
        )
    return reply


def _status(reading: ReplyReading | None) -> Status:
    if reading is None or not reading.has_words:
        return Status.NO_TEXT
    return Status.SCORED if reading.english else Status.UNSUPPORTED_LANGUAGE


def _dimension_scores(
    verdict: Verdict, parts: Iterable[Attribution], sentences: Iterable[str]
) -> tuple[DimensionScore, ...]:
    found = zip(DIMENSIONS, verdict.levels, verdict.probabilities, parts, sentences, strict=True)
    return tuple(
        [
            DimensionScore(
                dimension=dimension,
                level=level,
                probabilities=probabilities,
                needed=verdict.needs.get(dimension),
                base=part.base,
                logit=part.logit,
                evidence=part.evidence,
                explanation=sentence,
            )
            for dimension, level, probabilities, part, sentence in found
        ]
    )


def _general_words(verdict: Verdict, parts: Sequence[Attribution], clearly_needed: float) -> dict[str, Evidence]:
    """Return the dimensions that are shown in general words alone where the moment clearly called for them, with these words."""
    return {
        dimension: first
        for dimension, level, part in zip(DIMENSIONS, verdict.levels, parts, strict=True)
        if level == 1 and verdict.needs.get(dimension, 0.0) >= clearly_needed
        for first in part.evidence[:1]
        if first.text is not None
    }
