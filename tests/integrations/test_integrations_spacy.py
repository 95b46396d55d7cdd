"""The spaCy component: in any pipeline, through bytes, disk and processes, and drawn by displaCy."""

from __future__ import annotations

import copy
import pickle
import subprocess
import sys

import pytest
import spacy
from hypothesis import given, settings, strategies as st
from spacy import displacy
from spacy.tokens import Doc, DocBin
from spacy.tokens.underscore import Underscore

import authentica
from authentica.analyzer import AnalyzerRecipe
from authentica.corpus import TemplateMiner, save_miner
from authentica.errors import InputError, ModelFormatError
from authentica.integrations.spacy import AuthenticaComponent, assessment_of, displacy_options, register_extension

ASKED = "Your shop billed me twice and my rent is due!"
REPLIES = (
    "I've cancelled the second charge, Ottilie; the money is back by Friday.",
    "We apologize for any inconvenience. Please DM us your account details so we can look into this.",
    "",
    "Sorry! 😀\n\nI'll ring the depot   myself at noon.\u200b",
)


@pytest.fixture(scope="module")
def nlp():
    pipeline = spacy.blank("en")
    pipeline.add_pipe("authentica")
    return pipeline


def doc_of(pipeline, text, **known):
    doc = pipeline.make_doc(text)
    doc.user_data.update(known)
    return doc


@pytest.mark.parametrize("text", REPLIES)
def test_a_doc_has_the_assessment_of_its_text_and_what_the_customer_wrote(nlp, analyzer, text):
    assert nlp(text)._.authentica == analyzer.analyze(text)
    doc = nlp(doc_of(nlp, text, customer_text=ASKED))
    expected = analyzer.analyze(text, customer_text=ASKED)
    assert doc._.authentica == expected
    spans = [(f"{s.dimension} {s.level}", e) for s in expected.dimensions for e in s.spans]
    group = doc.spans["authentica"]
    assert [(span.label_, span.id_) for span in group] == [(label, e.cue) for label, e in spans]
    assert group.attrs["contributions"] == [e.contribution for _, e in spans]
    for span, (_, e) in zip(group, spans, strict=True):
        assert span.start_char <= e.start < e.end <= span.end_char
    assert bool(spans) is bool(text)


def test_what_is_known_of_the_reply_reaches_the_assessment(nlp):
    known = {"channel": "twitter", "message_id": 7, "conversation_id": "c1", "author_id": "a1"}
    found = nlp(doc_of(nlp, "Please send us your e-mail address.", **known))._.authentica
    assert (found.channel, found.message_id, found.conversation_id, found.author_id) == ("twitter", "7", "c1", "a1")
    assert found.privacy[0].public


def test_any_tokenizer_gets_whole_tokens_around_the_evidence(nlp):
    class Coarse:
        """Cuts at spaces only, so that evidence begins and ends within tokens."""

        def __init__(self, vocab):
            self.vocab = vocab

        def __call__(self, text):
            return Doc(self.vocab, words=text.split(" "), spaces=[True] * text.count(" ") + [False])

    other = spacy.blank("de")
    other.tokenizer = Coarse(other.vocab)
    other.add_pipe("authentica")
    fine, coarse = nlp(REPLIES[0]), other(REPLIES[0])
    assert coarse._.authentica == fine._.authentica
    assert "the money is back by Friday." in {span.text for span in coarse.spans["authentica"]}
    for wide, narrow in zip(coarse.spans["authentica"], fine.spans["authentica"], strict=True):
        assert wide.start_char <= narrow.start_char < narrow.end_char <= wide.end_char


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=60))
def test_no_text_breaks_a_pipeline(nlp, text):
    doc = nlp(text + " We apologize for any inconvenience, Ida. " + text)
    for span in doc.spans["authentica"]:
        assert span.text in doc.text


def test_displacy_draws_the_evidence(nlp):
    doc = nlp(doc_of(nlp, REPLIES[0], customer_text=ASKED))
    html = displacy.render(doc, style="span", options=displacy_options(), jupyter=False)
    assert "ownership 2" in html
    assert "expectations 2" in html
    assert displacy_options()["colors"]["ownership 2"] in html
    assert set(displacy_options()["colors"]) >= {span.label_ for span in doc.spans["authentica"]}


@pytest.mark.parametrize("color", displacy_options()["colors"].values())
def test_labels_can_be_read_on_their_colours(color):
    """WCAG 2.2: contrast of black on the colour, at least 7 to 1."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    assert (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) + 0.05) / 0.05 >= 7


def test_pipe_is_batched_by_the_analyzer_and_keeps_the_order(nlp, monkeypatch):
    sizes = []
    real = authentica.Analyzer.pipe

    def watched(self, replies):
        replies = list(replies)
        sizes.append(len(replies))
        return real(self, replies)

    monkeypatch.setattr(authentica.Analyzer, "pipe", watched)
    texts = [f"I've sent box {n} again." for n in range(10)]
    docs = list(nlp.pipe((doc_of(nlp, text, customer_text=ASKED) for text in texts), batch_size=4))
    assert sizes == [4, 4, 2]
    assert [doc._.authentica.text for doc in docs] == texts


def test_a_doc_that_fails_goes_to_the_error_handler_and_no_other(nlp):
    def stream():
        for n, asked in enumerate((ASKED, 5, None, "Hello?")):
            yield doc_of(nlp, f"I've sent box {n} again.", customer_text=asked)

    with pytest.raises(InputError, match="is a int, not text"):
        list(nlp.pipe(stream()))
    failed = []
    own = spacy.blank("en")
    own.add_pipe("authentica")
    own.set_error_handler(lambda name, component, docs, error: failed.append((name, len(docs), type(error))))
    assert [doc.text[14] for doc in own.pipe(stream())] == ["0", "2", "3"]
    assert failed == [("authentica", 1, InputError)]


def test_two_processes_give_what_one_gives(nlp):
    def docs():
        return (doc_of(nlp, text, customer_text=ASKED) for text in REPLIES)

    def facts(found):
        return [
            (doc._.authentica, [(s.start, s.end, s.label_, s.id_) for s in doc.spans["authentica"]]) for doc in found
        ]

    assert facts(nlp.pipe(docs(), n_process=2, batch_size=1)) == facts(nlp.pipe(docs()))


def test_docs_survive_bytes_and_bins(nlp):
    doc = nlp(doc_of(nlp, REPLIES[0], customer_text=ASKED))
    again = Doc(nlp.vocab).from_bytes(doc.to_bytes())
    (binned,) = DocBin(docs=[doc], store_user_data=True).get_docs(nlp.vocab)
    for twin in (again, binned, copy.copy(doc), doc.copy()):
        assert twin._.authentica == doc._.authentica
        assert [s.label_ for s in twin.spans["authentica"]] == [s.label_ for s in doc.spans["authentica"]]
    assert spacy.blank("en")("Sure.")._.authentica is None


def test_settings_are_used_and_kept_on_disk_without_pickle_or_model(tmp_path, analyzer):
    habit = "Your boiler is with our fitter until the weekend."
    miner = TemplateMiner(min_customers=2).fit([f"{habit} {name}" for name in ("Ida", "Bo", "Cleo", "Dan")])
    save_miner(miner, tmp_path / "habits")
    config = {
        "options": {"missed_probability": 0.9, "level_strictness": {"empathy": 0.2}},
        "templates": str(tmp_path / "habits"),
        "spans_key": "why",
    }
    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    nlp.add_pipe("authentica", name="judge", config=config, first=True)
    found = nlp(habit)
    assert found._.authentica.template.share > 0
    assert found._.authentica.model != analyzer.fingerprint
    nlp.to_disk(tmp_path / "pipeline")
    files = sorted(p.name for p in (tmp_path / "pipeline" / "judge").iterdir())
    assert files == ["authentica.json"]
    again = spacy.load(tmp_path / "pipeline")
    assert again.pipe_names == nlp.pipe_names == ["judge", "sentencizer"]
    assert again(habit)._.authentica == found._.authentica
    assert list(again(habit).spans) == ["why"]
    assert spacy.blank("en").from_config(nlp.config).from_bytes(nlp.to_bytes())(habit)._.authentica == (
        found._.authentica
    )
    with pytest.warns(UserWarning, match="levels may differ"):
        spacy.load(tmp_path / "pipeline", config={"components.judge.templates": None})
    for content in (b"", b"[]", b"{}", b"\xff"):
        (tmp_path / "pipeline" / "judge" / "authentica.json").write_bytes(content)
        with pytest.raises(ModelFormatError, match="cannot be read"):
            spacy.load(tmp_path / "pipeline")
    (tmp_path / "pipeline" / "judge" / "authentica.json").unlink()
    with pytest.raises(ModelFormatError, match="is missing"):
        spacy.load(tmp_path / "pipeline")


def test_wrong_settings_are_refused():
    nlp = spacy.blank("en")
    with pytest.raises(InputError, match="unknown option 'missed'"):
        nlp.add_pipe("authentica", config={"options": {"missed": 1}})
    with pytest.raises(authentica.AuthenticaError, match="nowhere"):
        nlp.add_pipe("authentica", config={"model": "nowhere"})
    with pytest.raises(ValueError, match="modle"):
        nlp.add_pipe("authentica", config={"modle": "default"})
    assert nlp.pipe_names == []


def test_a_pickled_component_is_its_recipe_and_loads_it_again():
    component = AuthenticaComponent("judge", AnalyzerRecipe(), "why")
    component.set_error_handler(print)
    stored = pickle.dumps(component)
    assert len(stored) < 1_000
    twin = pickle.loads(stored)
    assert (twin.name, twin.spans_key, twin.get_error_handler()) == ("judge", "why", print)


def test_another_extension_of_that_name_is_not_overwritten():
    mine = Underscore.doc_extensions["authentica"]
    try:
        Doc.set_extension("authentica", default="other", force=True)
        with pytest.raises(InputError, match=r"another extension doc\._\.authentica"):
            spacy.blank("en").add_pipe("authentica")
        assert Doc.get_extension("authentica")[0] == "other"
    finally:
        Underscore.doc_extensions["authentica"] = mine
    register_extension()
    assert Underscore.doc_extensions["authentica"] == mine


def test_two_components_and_other_pipelines_do_not_meet(nlp):
    plain = spacy.blank("en")
    assert plain("Sure.").user_data == {}
    assert list(plain("Sure.").spans) == []
    strict = spacy.blank("en")
    strict.add_pipe("authentica", config={"options": {"level_strictness": {"boilerplate": 0.4}}})
    first = nlp(REPLIES[1])
    model = first._.authentica.model
    assert strict(REPLIES[1])._.authentica.model != model
    assert first._.authentica.model == nlp(REPLIES[1])._.authentica.model == model


def test_components_of_one_pipeline_do_not_contradict_each_other():
    pipeline = spacy.blank("en")
    pipeline.add_pipe("authentica")
    options = {"level_strictness": {"empathy": 0.4, "ownership": 0.4}}
    pipeline.add_pipe("authentica", name="strict", config={"options": options, "spans_key": "strict"})
    for doc in (pipeline(REPLIES[3]), *pipeline.pipe([REPLIES[3]])):
        for twin in (doc, Doc(pipeline.vocab).from_bytes(doc.to_bytes())):
            found, strict = assessment_of(twin), assessment_of(twin, "strict")
            assert twin._.authentica == found
            assert found.model == pipeline.get_pipe("authentica").assess(doc).model
            assert strict == pipeline.get_pipe("strict").assess(doc)
            assert strict.model != found.model
            for key, one in (("authentica", found), ("strict", strict)):
                spans = [f"{s.dimension} {s.level}" for s in one.dimensions for _ in s.spans]
                assert [span.label_ for span in twin.spans[key]] == spans
    alone = spacy.blank("en")
    alone.add_pipe("authentica", config={"spans_key": "why"})
    doc = alone(REPLIES[0])
    assert doc._.authentica == assessment_of(doc, "why") != assessment_of(doc)


def test_a_doc_that_was_stored_with_the_plain_key_is_read(nlp, analyzer):
    expected = analyzer.analyze(REPLIES[0])
    doc = doc_of(nlp, REPLIES[0], authentica=expected.to_json())
    assert doc._.authentica == assessment_of(doc) == assessment_of(doc, "why") == expected


def test_merging_docs_shows_no_reply(nlp):
    docs = [nlp(REPLIES[0]), nlp(REPLIES[1])]
    with pytest.warns(UserWarning, match="Skipping") as caught:
        merged = Doc.from_docs(docs)
    assert merged._.authentica is None
    assert not any("charge" in str(warning.message) or "apologize" in str(warning.message) for warning in caught)


ENTRY_POINT = """
import sys
import spacy
assert not any(name.startswith("authentica") for name in sys.modules)
nlp = spacy.blank("en")
from spacy.tokens import Doc
assert not Doc.has_extension("authentica")
nlp.add_pipe("authentica")
doc = nlp("We apologize for any inconvenience. Please DM us.")
print(doc._.authentica["boilerplate"].level, doc.spans["authentica"][0].label_)
nlp.to_disk(sys.argv[1])
print(spacy.load(sys.argv[1])("Sure, done!")._.authentica.status.value)
"""


def test_spacy_finds_it_by_the_entry_point_of_the_project(root, environment, tmp_path):
    """A distribution with the project's entry points, of whose code nothing is imported before it is asked for."""
    tomllib = pytest.importorskip("tomllib", reason="Python reads TOML from 3.11 on")
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    info = tmp_path / "path" / "authentica_entry_points-0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: authentica-entry-points\nVersion: 0\n", "utf-8")
    lines = [
        f"[{group}]\n" + "".join(f"{name} = {value}\n" for name, value in points.items())
        for group, points in project["entry-points"].items()
    ]
    (info / "entry_points.txt").write_text("\n".join(lines), "utf-8")
    environment = {**environment, "PYTHONPATH": f"{environment['PYTHONPATH']}:{tmp_path / 'path'}"}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ENTRY_POINT, str(tmp_path / "pipeline")],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split("\n") == ["2 boilerplate 2", "scored", ""]
