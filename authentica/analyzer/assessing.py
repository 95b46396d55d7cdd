"""The analyzer: replies in, assessments out."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any

from authentica.commitments import CommitmentFinder, CommitmentTracker
from authentica.commitments.finder import commitments_of
from authentica.config import AnalyzerConfig
from authentica.conversation.reader import MessageReader
from authentica.conversation.tracker import ConversationTracker
from authentica.errors import InputError
from authentica.explain.explainer import Explainer, JudgedReply, Reasons, scores_alone
from authentica.features.encoder import load_encoder
from authentica.features.replies import ReplyMeasures, measure
from authentica.language.lexicon import load_lexicon
from authentica.language.placeholders import is_placeholder
from authentica.language.reading import ReadingRoom, ReplyReading
from authentica.language.told import troubles
from authentica.learners.bundle import ModelBundle
from authentica.learners.scorer import ReplyScores, Scorer
from authentica.learners.templates import with_template
from authentica.learners.verdicts import Judge, Verdict
from authentica.privacy import PrivacyFinder
from authentica.schema import (
    DIMENSIONS,
    Assessment,
    Conversation,
    ConversationAssessment,
    DimensionScore,
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

__all__ = ["Analyzer"]

_PROBABILITY_DECIMALS = 6
_REPLIES_AT_ONCE = 16


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
    again : callable, optional
        Makes the same in any process, given its fingerprint; None where something of it is in this one only.

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
    Pickled, as joblib and multiprocessing do, it is its recipe, and a process that receives it loads that once.
    """

    def __init__(
        self,
        bundle: ModelBundle,
        manifest: dict[str, Any],
        config: AnalyzerConfig,
        templates: TemplateMiner | None = None,
        again: Callable[[str], Analyzer] | None = None,
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
        self._privacy = PrivacyFinder()
        self._templates = templates
        self._again = again
        self._judge = Judge(bundle, dict(config.level_strictness), config.missed_probability)
        self._explain = (
            Explainer(self._scorer, config.missed_probability).explain if config.explanations else scores_alone
        )
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
        if self._again is None:
            raise InputError(
                "an analyzer whose model or miner is in memory cannot go to another process",
                "Analyzer",
                "Save the miner (authentica.corpus.save_miner) and name its folder to authentica.load, or load it in each process.",
            )
        return self._again, (self.fingerprint,)

    def _assess_reply(self, reply: Reply) -> tuple[Assessment, ReplyReading | None]:
        readings = self._read((reply,))
        return next(self._assess((reply,), readings)), readings[0]

    def _read(self, replies: Sequence[Reply]) -> list[ReplyReading | None]:
        return [self.read(reply) if reply.message.text.strip() else None for reply in replies]

    def _assess(self, replies: Sequence[Reply], readings: Sequence[ReplyReading | None]) -> Iterator[Assessment]:
        # Step by step, not reply by reply: a step's code and tables then stay in the processor's caches.
        statuses = [_status(reply, reading) for reply, reading in zip(replies, readings, strict=True)]
        read = [
            (reply, reading)
            for reply, reading, status in zip(replies, readings, statuses, strict=True)
            if reading is not None and status is Status.SCORED
        ]
        measured = measure([reading for _, reading in read], self._encoder)
        scores = self._scorer.score(measured)
        judged = [
            self._judged(reply, reading, measures, found)
            for (reply, reading), measures, found in zip(read, measured, scores, strict=True)
        ]
        explained = zip(judged, self._explain(judged), strict=True)
        for reply, status in zip(replies, statuses, strict=True):
            yield self._scored(reply, *next(explained)) if status is Status.SCORED else self._unscored(reply, status)

    def _judged(self, reply: Reply, reading: ReplyReading, measures: ReplyMeasures, scores: ReplyScores) -> JudgedReply:
        template = self._template_use(reply)
        scores = with_template(scores, template)
        privacy = self._privacy.find(reading, reply.message.channel)
        verdict = self._judge.judge(scores, is_trouble_told=bool(troubles(reading.customer)), privacy=privacy)
        commitments = commitments_of(reply, reading, measures.promises)
        return JudgedReply(reading, measures, scores, verdict, privacy, commitments, template, reply.message.channel)

    def _template_use(self, reply: Reply) -> TemplateUse | None:
        if self._templates is None:
            return None
        return self._templates.use_of(
            reply.message.text, customer_id=reply.customer_id, conversation_id=reply.conversation_id
        )

    def _scored(self, reply: Reply, found: JudgedReply, reasons: Reasons) -> Assessment:
        verdict, halves = found.verdict, found.verdict.halves
        is_cut = len(reply.message.text) > self.config.longest_text_chars
        return self._record(
            reply,
            status=Status.SCORED,
            authenticity=round(halves.authenticity, 2),
            behaviour=round(halves.behaviour, _PROBABILITY_DECIMALS),
            desire=round(halves.desire, _PROBABILITY_DECIMALS),
            outcome=verdict.outcome,
            outcome_probabilities=dict(zip(Outcome, verdict.outcome_probabilities, strict=True)),
            outcome_evidence=reasons.outcome_evidence,
            outcome_explanation=reasons.outcome_explanation,
            dimensions=_dimension_scores(verdict, reasons),
            flags=(*verdict.flags, Flag.TRUNCATED) if is_cut else verdict.flags,
            flag_evidence=reasons.flag_evidence,
            missed=verdict.missed,
            tips=reasons.tips,
            privacy=found.privacy,
            commitments=found.commitments,
            template=found.template,
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


def _status(reply: Reply, reading: ReplyReading | None) -> Status:
    if reading is None or not reading.has_words or is_placeholder(reply.message.text):
        return Status.NO_TEXT
    return Status.SCORED if reading.english else Status.UNSUPPORTED_LANGUAGE


def _dimension_scores(verdict: Verdict, reasons: Reasons) -> tuple[DimensionScore, ...]:
    found = zip(DIMENSIONS, verdict.levels, verdict.probabilities, reasons.parts, reasons.sentences, strict=True)
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
