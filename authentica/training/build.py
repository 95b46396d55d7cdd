"""From a folder of labels to a model folder: train, measure out of fold, write the card and the manifest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from authentica.errors import LabelError
from authentica.features.encoder import encoder_sha256
from authentica.files import check_place
from authentica.language.lexicon import load_lexicon
from authentica.learners.store import check_model_folder, save_bundle
from authentica.schema.arguments import as_path
from authentica.training.agreement import agreement, in_table, rounded
from authentica.training.dataset import LabelledReply, read_labels
from authentica.training.intent import Intent
from authentica.training.jsonlines import json_lines
from authentica.training.labelfacts import counted, labels_facts
from authentica.training.lessons import read_lessons
from authentica.training.options import TrainingOptions
from authentica.training.pull import Pull, read_pull, save_pull
from authentica.training.teaching import learn_pull
from authentica.training.train import train_bundle
from authentica.version import __version__

__all__ = ["build_model"]

_CARD_PUBLIC = """

The models of levels, needs and outcome, and those of clauses of expectations, also learnt from {replies:,} public replies, labelled for this project by language
models to the same codebook: {named}. No text of them is part of the project; what they taught are gradients and a
calibration, `public.npz` beside the labels."""
_CARD_PHRASES = """

And from {phrases:,} single sentences, written by language models to a kind whose levels follow from the kind (`phrases.jsonl` beside the labels)."""
_CARD = """# Model card: {name}

Scores English customer-support replies for boilerplate, empathy, ownership, expectations and listening (levels 0, 1, 2), for what
the moment needs, the outcome, and flags. Linear in named features, a few of which a small network reads from a clause's words; written by
`authentica train`.

## Data
{data}

The clause encoder (sha256 `{encoder}`) is part of the library, not of this model. It was distilled from all-MiniLM-L6-v2 (Apache License 2.0),
fine-tuned on replies written for the project and on 1,000 labelled public ones, by what that encoder says of written and public clauses: Mozilla's support forums
(CC BY-SA 3.0), Stripe's developer chat, Taskmaster and HarperValley (CC BY 4.0), ABCD (MIT) and MultiDoGO (CDLA-Permissive 1.0). No text of them is in it.

## Agreement out of fold
Each reply is scored by a model that saw no reply of its conversation, contrast set or customer text, and measured by its independent
reading where it was read twice. 95 % bootstrap intervals.

| measure | value | 95 % interval | n |
|---|---|---|---|
{metrics}

"""
_INTENT = Intent(
    intended_use="""\
Coaching, quality sampling and dashboards over many replies. Read an agent's habits over weeks, not a single score.""",
    misuse="""\
Not for disciplining or ranking individuals on single messages, not for automatic decisions about people, not for customers' texts.""",
    limits="""\
English only; other languages are refused, not scored. Sarcasm, irony and claims about facts outside the text are not understood: a
promise is judged as written, not as kept. The replies it learnt from, and their labels, were written by a language model to a
codebook; agreement with people is lower than agreement among such annotators. Replies of registers far from e-mail, chat, phone, tweets,
reviews and forums are scored less reliably.""",
)


def build_model(
    labels: str | Path,
    folder: str | Path,
    *,
    name: str = "default",
    options: TrainingOptions | None = None,
    public: str | Path | None = None,
) -> tuple[str, dict[str, Any]]:
    """Train a model on labels and write its folder.

    What lies beside the folder of labels is learnt from as well (`authentica.training.lessons`).

    Parameters
    ----------
    labels : str or Path
        A label file or a folder of them.
    folder : str or Path
        Where the model goes.
    name : str, default="default"
        The model's name.
    options : TrainingOptions, optional
        Hyperparameters.
    public : str or Path, optional
        Labelled replies that may teach but not stand in the project, each row with its ``corpus`` and ``licence``. What they
        pull is learnt anew and written to ``public.npz`` beside the folder of labels. Without them, the pull that lies there is used.

    Returns
    -------
    fingerprint : str
        The sha256 of the manifest.
    about : dict
        What the manifest says of data and metrics.

    Raises
    ------
    SourceNotFoundError, InputError, LabelError
        See `authentica.training.dataset.read_labels`.
    OutputError
        If the folder or the pull cannot be written; what never could be is refused before anything is learnt.
    """
    labels, folder = as_path("labels", labels, "build_model"), as_path("folder", folder, "build_model")
    options = options or TrainingOptions()
    check_model_folder(folder)
    replies = list(read_labels(labels))
    if not all(reply.is_whole for reply in replies):
        raise LabelError(
            "some rows say that only a part of their labels was judged", str(labels), "Train with --base instead."
        )
    around = labels.resolve().parent
    lessons = read_lessons(replies, around)
    file_of_pull = around / "public.npz"
    if public is not None:
        check_place(file_of_pull)
        save_pull(_learn(lessons.shown, as_path("public", public, "build_model"), options), file_of_pull)
    pull, pull_sha256 = read_pull(file_of_pull) if file_of_pull.is_file() else (None, None)
    bundle, held_out = train_bundle(lessons.shown, name=name, options=options, pull=pull)
    held_out = {kind: values[: len(replies)] for kind, values in held_out.items()}
    metrics = agreement(
        replies,
        levels=bundle.named_levels(held_out["levels"]),
        needs=held_out["needs"] >= bundle.need_cuts,
        outcome=bundle.named_outcomes(held_out["outcome"]),
    ).named()
    data = labels_facts(labels, replies)
    about = {
        "library_version": __version__,
        "lexicon_sha256": load_lexicon().sha256,
        "options": {key: value for key, value in asdict(options).items() if key != "jobs"},
        "data": data,
        "encoder_sha256": encoder_sha256(),
        **{f"{file}_sha256": sha256 for file, sha256 in lessons.sha256.items()},
        "public_replies": None if pull is None else {**pull.about, "sha256": pull_sha256},
        "licence": "MIT; all training replies that ship were written for authentica (see data/README.md)",
        "metrics_out_of_fold": rounded(metrics),
        **_INTENT.facts(),
    }
    card = _CARD.format(
        name=name,
        encoder=about["encoder_sha256"],
        data=f"{counted(data)}, written and labelled by language models for this project; MIT licence. sha256 of the label files: "
        f"`{data['sha256']}`."
        + (_CARD_PHRASES.format(phrases=lessons.phrase_count) if lessons.phrase_count else "")
        + ("" if pull is None else _CARD_PUBLIC.format(named="; ".join(_named(pull)), replies=pull.about["replies"])),
        metrics="\n".join(f"| {key} | {in_table(measure)} | {measure.n:,} |" for key, measure in metrics.items()),
    )
    card += _INTENT.card()
    return save_bundle(bundle, folder, about, card), about


def _learn(shown: Sequence[LabelledReply], public: Path, options: TrainingOptions) -> Pull:
    replies = list(read_labels(public))
    if not public.is_file():
        raise LabelError("replies of others stand in one file, and this is a folder", str(public))
    named = [(row.get("corpus"), row.get("licence")) for _, row in json_lines(public)]
    if not all(isinstance(name, str) for names in named for name in names):
        raise LabelError(
            "a reply of others names no 'corpus' and 'licence'", str(public), "Say whose it is in each row."
        )
    corpora = Counter(named)
    about = {
        "replies": len(named),
        "corpora": [
            {"corpus": corpus, "licence": licence, "replies": count}
            for (corpus, licence), count in sorted(corpora.items())
        ],
    }
    return learn_pull(shown, replies, about=about, options=options)


def _named(pull: Pull) -> list[str]:
    return [f"{part['corpus']} ({part['licence']}) {part['replies']:,}" for part in pull.about["corpora"]]
