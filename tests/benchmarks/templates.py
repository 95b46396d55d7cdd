"""Template mining measured: near copies found beside other tools, and a million messages. Run by hand; no test collects it.

    python tests/benchmarks/templates.py sample EXPORT --size 2000 > sample.json      write a sample of agents' replies
    python tests/benchmarks/templates.py reference sample.json                        all pairs (needs rapidfuzz)
    python tests/benchmarks/templates.py authentica|minhash|drain3 sample.json        recall at precision 0.95, time, memory
    python tests/benchmarks/templates.py million EXPORT [--messages 1000000]          time and memory of one fit

Two replies are near copies if the token-level similarity (rapidfuzz's normalised indel similarity) of their words, with links, handles
and numbers masked by the plain expression below and not by the miner's own, is at least 0.8. Judged per reply: has it a near
copy in the sample? Each tool gives each reply a number; the threshold is swept, and the best recall with a precision of 0.95 reported.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import resource
import sys
import time
from pathlib import Path

MASK = re.compile(r"https?://\S+|\S+@\S+|@\w+|\S*\d\S*")
WORD = re.compile(r"<\w+>|[^\W_]+(?:['’][^\W_]+)*")


def words_of(text):
    return WORD.findall(MASK.sub(" <x> ", text).lower())


def agents_replies(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["author_role"] == "agent":
                yield row["text"]


def peak_mb():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def resident_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() / 2**20


def write_sample(options):
    # Masked, all replies of links and numbers alone are the same: they are left out, for every tool alike.
    texts = [text for text in agents_replies(options.source) if set(words_of(text)) - {"<x>"}]
    if options.without:
        # Samples that a choice was made on are left out, with every copy of what is in them.
        seen = {text for path in options.without for text in json.loads(Path(path).read_text())}
        texts = [text for text in texts if text not in seen]
    json.dump(random.Random(options.seed).sample(texts, min(options.size, len(texts))), sys.stdout)


def reference(options):
    import numpy as np
    from rapidfuzz.distance import Indel

    texts = json.loads(Path(options.source).read_text())
    table = {}
    # One character a word: the similarity of strings is then that of word sequences.
    coded = ["".join(chr(0x10000 + table.setdefault(w, len(table))) for w in words_of(text)) for text in texts]
    best = np.zeros(len(texts))
    for i, one in enumerate(coded):
        for j in range(i):
            score = Indel.normalized_similarity(one, coded[j], score_cutoff=0.5) if one and coded[j] else 0.0
            best[i], best[j] = max(best[i], score), max(best[j], score)
    Path(options.source).with_suffix(".truth.json").write_text(json.dumps(best.tolist()))
    report("reference", {"near_copies": int((best >= 0.8).sum()), "exact": int((best == 1).sum()), "of": len(texts)})


def judge(name, options, scores, started, before):
    truth = json.loads(Path(options.source).with_suffix(".truth.json").read_text())
    seconds, memory = time.perf_counter() - started, peak_mb() - before
    wanted = [best >= 0.8 for best in truth]
    found = (0.0, None, None)
    for threshold in sorted(set(scores)):
        chosen = [score >= threshold and score > 0 for score in scores]
        right = sum(c and w for c, w in zip(chosen, wanted, strict=True))
        if any(chosen) and right / sum(chosen) >= 0.95:
            found = max(found, (right / sum(wanted), right / sum(chosen), threshold), key=lambda f: f[0])
    exact = [score for score, best in zip(scores, truth, strict=True) if best == 1]
    at = found[2]
    report(
        name,
        {
            "recall_at_precision_0.95": round(found[0], 4),
            "precision": found[1] and round(found[1], 4),
            "threshold": at,
            "recall_of_exact_copies": round(sum(s >= at for s in exact) / len(exact), 4)
            if exact and at is not None
            else None,
            "seconds": round(seconds, 2),
            "peak_mb_above_start": round(memory, 1),
        },
    )


def authentica(options):
    from authentica.corpus import TemplateMiner
    from authentica.schema import Message, Reply

    texts = json.loads(Path(options.source).read_text())
    items = [Reply(message=Message(text=text), conversation_id=str(n)) for n, text in enumerate(texts)]
    before, started = peak_mb(), time.perf_counter()
    miner = TemplateMiner(min_customers=1).fit(items)
    scores = [miner.likeness_of(text, conversation_id=str(n)) for n, text in enumerate(texts)]
    judge("authentica", options, scores, started, before)


def minhash(options):
    from datasketch import MinHash, MinHashLSH

    texts = json.loads(Path(options.source).read_text())
    before, started = peak_mb(), time.perf_counter()
    index, hashes = MinHashLSH(threshold=0.4, num_perm=128), []
    for n, text in enumerate(texts):
        words = words_of(text)
        made = MinHash(num_perm=128)
        shingles = {" ".join(words[i : i + 3]) for i in range(max(1, len(words) - 2))}
        made.update_batch([shingle.encode() for shingle in shingles])
        hashes.append(made)
        index.insert(n, made)
    scores = []
    for n, made in enumerate(hashes):
        scores.append(max((made.jaccard(hashes[m]) for m in index.query(made) if m != n), default=0.0))
    judge("datasketch MinHashLSH", options, scores, started, before)


def drain3(options):
    from drain3 import TemplateMiner
    from drain3.template_miner_config import TemplateMinerConfig

    texts = json.loads(Path(options.source).read_text())
    truth = json.loads(Path(options.source).with_suffix(".truth.json").read_text())
    best, at, seconds = 0.0, None, 0.0
    before = peak_mb()
    for similarity in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9):
        started = time.perf_counter()
        config = TemplateMinerConfig()
        config.drain_sim_th = similarity
        miner = TemplateMiner(config=config)
        ids = [miner.add_log_message(" ".join(words_of(text)) or "-")["cluster_id"] for text in texts]
        seconds = time.perf_counter() - started
        chosen = [ids.count(i) > 1 for i in ids]
        right = sum(c and t >= 0.8 for c, t in zip(chosen, truth, strict=True))
        if any(chosen) and right / sum(chosen) >= 0.95 and right / sum(t >= 0.8 for t in truth) > best:
            best, at = right / sum(t >= 0.8 for t in truth), similarity
    report(
        "drain3",
        {
            "recall_at_precision_0.95": round(best, 4),
            "threshold": at,
            "seconds_of_one": round(seconds, 2),
            "peak_mb_above_start": round(peak_mb() - before, 1),
        },
    )


def million(options):
    from authentica.corpus import TemplateMiner
    from authentica.schema import Message, Reply

    texts = list(agents_replies(options.source))
    vocabulary = sorted({word for text in texts[:2000] for word in text.split()})
    chance = random.Random(11)
    resident = {}

    def items():
        for n in range(options.messages):
            if n % max(1, options.messages // 10) == 0:
                resident[n] = round(resident_mb())
            words = chance.choice(texts).split(" ")
            for _ in range(chance.randrange(4)):
                place = chance.randrange(len(words))
                words[place : place + chance.randrange(2)] = [chance.choice(vocabulary)]
            yield Reply(message=Message(text=" ".join(words), author_id=f"a{n % 97}"), conversation_id=f"c{n // 2}")

    # Processor time: a million messages are long enough for other work on the machine to show.
    started = time.process_time()
    made = sum(1 for _ in items())
    making = time.process_time() - started
    chance.seed(11)
    before, started = peak_mb(), time.process_time()
    miner = TemplateMiner().fit(items())
    fitted = time.process_time() - started - making
    fitted_peak, started = peak_mb(), time.process_time()
    frames = miner.frames()
    framed, started = time.process_time() - started, time.process_time()
    asked = random.Random(12).sample(texts, min(1_000, len(texts)))
    alike = sum(miner.likeness_of(text) >= 0.8 for text in asked)
    likeness = time.process_time() - started
    columns, about = miner.state()
    report(
        "million",
        {
            "messages": made,
            "fit_processor_seconds_without_making_texts": round(fitted, 1),
            "messages_per_second": round(made / fitted),
            "frames": len(frames),
            "frames_seconds": round(framed, 1),
            "likeness_of_seconds_for_1000": round(likeness, 1),
            "of_1000_with_near_copies": alike,
            "rows": [len(columns["wording_key"]), len(columns["fragment_key"]), len(columns["reply_key"])],
            "resident_mb_after": resident,
            "peak_mb_of_fit": round(fitted_peak),
            "levels": [about["wording_level"], about["fragment_level"]],
            "peak_mb": round(peak_mb()),
            "peak_mb_above_start": round(peak_mb() - before),
            "stated_limit_mb": round(miner.memory_limit_bytes / 2**20),
        },
    )


def report(name, figures):
    print(json.dumps({name: figures}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["sample", "reference", "authentica", "minhash", "drain3", "million"])
    parser.add_argument("source")
    parser.add_argument("--size", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--without", nargs="*", metavar="SAMPLE", help="samples whose texts are not drawn again")
    parser.add_argument("--messages", type=int, default=1_000_000)
    given = parser.parse_args()
    commands = {"sample": write_sample, "reference": reference, "authentica": authentica, "minhash": minhash}
    {**commands, "drain3": drain3, "million": million}[given.what](given)
