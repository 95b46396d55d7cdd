"""From a base model and a team's labels to a model folder: adapt, measure both out of fold, write the card and the manifest."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict
from pathlib import Path
from typing import Any

from authentica.config import AnalyzerConfig
from authentica.errors import InputError
from authentica.features.encoder import encoder_sha256
from authentica.files import real_path
from authentica.language.lexicon import load_lexicon
from authentica.learners.places import model_folder
from authentica.learners.store import changed_since, check_model_folder, load_bundle, save_bundle
from authentica.schema.arguments import as_path, check_argument
from authentica.training.adapt import Adaptation, AdaptOptions, Predictions, adapt_model
from authentica.training.agreement import agreement, in_table, rounded
from authentica.training.dataset import one_reading_each, read_labels
from authentica.training.intent import Intent
from authentica.training.labelfacts import (
    counted,
    labels_facts,
    learnt_hashes,
    learnt_replies,
    learnt_reply_hashes,
    tells_replies,
)
from authentica.training.metrics import Measure
from authentica.training.sameness import kept_together, reply_hash, reply_hashes
from authentica.version import __version__

__all__ = ["build_adapted_model"]

_FEWEST_MEASURED = 20
_DECIMALS = 6
"""More than are shown: what is rounded twice may differ from what is rounded once."""

_CARD = """# Model card: {name}

The model {base_name} adapted to a team's own labels, by `authentica train --base`. It scores English customer-support replies for
boilerplate, empathy, ownership, expectations and listening (levels 0, 1, 2), for what the moment needs, the outcome, and flags. Linear
in named features, the base's; only the weights differ.

## Data
Base: {base_name}, fingerprint `{base}`; its own card tells what it learnt from.
Labels: {data}

{notes}

## Agreement with the team's labels out of fold
The base, and models adapted without the reply's conversation and its wording; replies that the base says it learnt from are left out. 95 % bootstrap
intervals over conversations.

| measure | base | 95 % interval | adapted | 95 % interval | n |
|---|---|---|---|---|---|
{metrics}

"""
_INTENT = Intent(
    intended_use="""\
Coaching, quality sampling and dashboards over many replies of the team that labelled. Read an agent's habits over weeks, not a single score.""",
    misuse="""\
Not for disciplining or ranking individuals on single messages, not for automatic decisions about people, not for customers' texts. Scores of
differently adapted models are not comparable: do not rank teams by their own models.""",
    limits="""\
Those of the base, and the labels': what the reviewers did not agree on, the model cannot know. Labels that were picked because the base was
wrong on them make a model that is right on such replies and may be worse on the rest; label a random sample too.""",
)


def build_adapted_model(
    labels: str | Path,
    folder: str | Path,
    *,
    base: str | Path = "default",
    name: str | None = None,
    options: AdaptOptions | None = None,
) -> tuple[str, dict[str, Any]]:
    """Adapt a model to labels and write its folder.

    Parameters
    ----------
    labels : str or Path
        A label file or a folder of them.
    folder : str or Path
        Where the adapted model goes; not the base's folder.
    base : str or Path, default="default"
        The name of a shipped model, or the folder of one.
    name : str, optional
        The new model's name; that of its folder where None.
    options : AdaptOptions, optional
        How strongly the base is held to.

    Returns
    -------
    fingerprint : str
        The sha256 of the manifest.
    about : dict
        What the manifest says of base, data and metrics; ``about["notes"]`` tells what stays as the base has it.

    Raises
    ------
    InputError
        If the folder is the base's own, or an argument of another type.
    SourceNotFoundError, ModelFormatError, ModelTamperedError
        If the base cannot be loaded.
    LabelError
        If the labels break the codebook, or are too few to learn from.
    OutputError
        If the folder cannot be written; one that never could be is refused before anything is learnt.
    """
    where = "build_adapted_model"
    labels, folder = as_path("labels", labels, where), as_path("folder", folder, where)
    check_argument("base", base, (str, Path), where)
    check_argument("name", name, (str, type(None)), where)
    check_argument("options", options, (AdaptOptions, type(None)), where)
    options = options or AdaptOptions()
    base_folder = model_folder(base)
    if real_path(folder) == real_path(base_folder):
        raise InputError("the adapted model would overwrite its base", str(folder), "Name another folder.")
    check_model_folder(folder)
    bundle, manifest = load_bundle(base_folder)
    hashes = {"lexicon_sha256": load_lexicon().sha256, "encoder_sha256": encoder_sha256()}
    changed = changed_since(manifest, **hashes)
    name = name or Path(real_path(folder)).name
    found = adapt_model(bundle, list(read_labels(labels)), options, name=name)
    notes = [*found.notes]
    if changed is not None:
        notes.append(f"base: it was trained with other {changed} than this release has")
    data = {**labels_facts(labels, found.replies), "reply_hashes": sorted(reply_hashes(found.replies))}
    learnt = learnt_replies(manifest.get("about"), labels)
    before, after = (_metrics(found, predicted, learnt) for predicted in (found.base, found.adapted))
    is_told = tells_replies(manifest.get("about"))
    if not is_told:
        notes.append(
            "the base was adapted by an older release and does not tell to which replies: on those, agreement of both is too high"
        )
    if learnt:
        notes.append(_of_learnt(found, learnt, is_measured=bool(after)))
    about = {
        "library_version": __version__,
        **hashes,
        "base": {
            "name": manifest["name"],
            "fingerprint": manifest["fingerprint"],
            "label_hashes": sorted(learnt_hashes(manifest.get("about"))),
            "reply_hashes": sorted(learnt_reply_hashes(manifest.get("about"))) if is_told else None,
        },
        "options": asdict(options),
        "data": data,
        "licence": "as the base's; the labels are the team's own",
        "notes": notes,
        "metrics_out_of_fold": rounded(after, _DECIMALS),
        "metrics_out_of_fold_base": rounded(before, _DECIMALS),
        **_INTENT.facts(),
    }
    card = _CARD.format(
        name=name,
        base_name=manifest["name"],
        base=manifest["fingerprint"],
        data=f"{counted(data)}; sha256 of the label files: `{data['sha256']}`.",
        notes="\n".join(f"- {note}" for note in notes) or "Everything was adapted.",
        metrics="\n".join(
            f"| {key} | {in_table(before[key])} | {in_table(measure)} | {measure.n:,} |"
            for key, measure in after.items()
        ),
    )
    card += _INTENT.card()
    return save_bundle(bundle=found.bundle, folder=folder, about=about, card=card), about


def _metrics(adaptation: Adaptation, predicted: Predictions, learnt: Collection[str]) -> dict[str, Measure]:
    """Measure on the conversations of which the base has learnt nothing."""
    if not adaptation.is_held_out:
        return {}
    seen = {reply.group for reply in adaptation.replies if reply_hash(reply) in learnt}
    rows = [row for row, reply in enumerate(adaptation.replies) if reply.group not in seen]
    found = agreement(
        kept_together([adaptation.replies[row] for row in rows]),
        levels=predicted.levels[rows],
        needs=predicted.needs[rows] >= AnalyzerConfig().missed_probability,
        outcome=predicted.outcome[rows],
    )
    return found.named(_FEWEST_MEASURED)


def _of_learnt(adaptation: Adaptation, learnt: Collection[str], *, is_measured: bool) -> str:
    once = one_reading_each(adaptation.replies)
    count = sum(reply_hash(adaptation.replies[row]) in learnt for row in once)
    so = (
        "agreement is measured on the conversations of the others"
        if is_measured
        else "what the adapted model is worth is not measured; adapt the model that the base was made from to all labels, or evaluate with others"
    )
    return f"the base learnt from {count:,} of these {len(once):,} replies: {so}"
