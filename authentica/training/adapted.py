"""From a base model and a team's labels to a model folder: adapt, measure both out of fold, write the card and the manifest."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

from authentica.errors import InputError
from authentica.features.encoder import encoder_sha256
from authentica.files import real_path
from authentica.language.lexicon import load_lexicon
from authentica.learners.places import model_folder
from authentica.learners.store import changed_since, check_model_folder, load_bundle, save_bundle
from authentica.schema.arguments import as_path
from authentica.training.adapt import Adaptation, AdaptOptions, Predictions, adapt_model
from authentica.training.agreement import agreement, in_table, rounded
from authentica.training.dataset import read_labels
from authentica.training.intent import Intent
from authentica.training.labelfacts import counted, labels_facts, learnt_hashes
from authentica.training.metrics import Measure
from authentica.version import __version__

__all__ = ["build_adapted_model"]

_FEWEST_MEASURED = 20
_CARD = """# Model card: {name}

The model {base_name} adapted to a team's own labels, by `authentica train --base`. It scores English customer-support replies for
boilerplate, empathy, ownership, expectations and listening (levels 0, 1, 2), for what the moment needs, the outcome, and flags. Linear
in named features, the base's; only the weights differ.

## Data
Base: {base_name}, fingerprint `{base}`; its own card tells what it learnt from.
Labels: {data}

{notes}

## Agreement with the team's labels out of fold
The base, and models adapted without the reply's conversation. 95 % bootstrap intervals over conversations.

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
        If the folder is the base's own.
    SourceNotFoundError, ModelFormatError, ModelTamperedError
        If the base cannot be loaded.
    LabelError
        If the labels break the codebook, or are too few to learn from.
    OutputError
        If the folder cannot be written; one that never could be is refused before anything is learnt.
    """
    folder = as_path("folder", folder, "build_adapted_model")
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
    data = labels_facts(labels, found.replies)
    before, after = (_metrics(found, found.base), _metrics(found, found.adapted)) if found.is_held_out else ({}, {})
    about = {
        "library_version": __version__,
        **hashes,
        "base": {
            "name": manifest["name"],
            "fingerprint": manifest["fingerprint"],
            "label_hashes": sorted(learnt_hashes(manifest["about"])),
        },
        "options": asdict(options),
        "data": data,
        "licence": "as the base's; the labels are the team's own",
        "notes": notes,
        "metrics_out_of_fold": rounded(after),
        "metrics_out_of_fold_base": rounded(before),
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


def _metrics(adaptation: Adaptation, predicted: Predictions) -> dict[str, Measure]:
    found = agreement(
        adaptation.replies,
        levels=predicted.levels,
        needs=predicted.needs >= adaptation.bundle.need_cuts,
        outcome=predicted.outcome,
    )
    return found.named(_FEWEST_MEASURED)
