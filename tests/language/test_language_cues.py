"""Every cue finds its positive example and passes over its negative one; tables of spellings that must not matter."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest

from authentica.conversation.reader import conversation_lexicon
from authentica.language.lexicon import load_lexicon
from authentica.language.patterns import compile_pattern
from authentica.language.tokens import Encoder, blank_english
from authentica.privacy.cues import privacy_lexicon

LEXICONS = (load_lexicon(), privacy_lexicon(), conversation_lexicon())
CUES = [(file, cue) for lexicon in LEXICONS for file, cues in lexicon.cues.items() for cue in cues]
ID = re.compile(r"[a-z]+(\.[a-z][a-z0-9_]*){1,2}")


@pytest.fixture(scope="module")
def find():
    """Return the (quote, cue) pairs that one lexicon file finds in a text."""
    nlp = blank_english()
    readers = {}
    for lexicon in LEXICONS:
        alphabet = lexicon.alphabet()
        encoder = Encoder(alphabet, lexicon.variants)
        readers |= {file: (encoder, lexicon.matcher(file, alphabet)) for file in lexicon.cues}

    def found(file, text):
        encoder, matcher = readers[file]
        tokens = encoder.encode(nlp.make_doc(text))
        return [(tokens.quote(m.start, m.end), m.cue) for m in matcher.find(tokens.code)]

    return found


@pytest.mark.parametrize(("file", "cue"), CUES, ids=[cue.id for _, cue in CUES])
def test_every_cue_keeps_its_examples(find, file, cue):
    assert cue.id in {name for _, name in find(file, cue.positive)}, cue.positive
    assert cue.id not in {name for _, name in find(file, cue.negative)}, cue.negative


@pytest.mark.parametrize(("file", "cue"), CUES, ids=[cue.id for _, cue in CUES])
def test_every_cue_is_well_named_and_its_example_survives_shouting_and_curly_apostrophes(find, file, cue):
    assert ID.fullmatch(cue.id), cue.id
    for variant in (cue.positive.upper(), cue.positive.replace("'", "’")):
        assert cue.id in {name for _, name in find(file, variant)} or "{cap}" in cue.pattern, variant


# Texts that say the same thing and must be found alike: the first spelling of each row is the reference.
SAME = [
    ("ownership", "ownership.act.done", ["I've cancelled it.", "I’ve cancelled it.", "Ive cancelled it.", "I have cancelled it.", "I HAVE CANCELLED IT.", "I've canceled it.", "i've cancelled it"]),
    ("ownership", "ownership.act.will", ["I'll send it.", "I’ll send it.", "I will send it.", "I WILL SEND IT", "i'll send it"]),
    ("ownership", "ownership.act.doing", ["I'm calling them.", "I’m calling them.", "Im calling them.", "I am calling them.", "I'M CALLING THEM."]),
    ("ownership", "ownership.generic.here_for", ["I'd be happy to assist.", "I’d be happy to assist.", "I would be happy to assist."]),
    ("ownership", "ownership.generic.look", ["We'll look into it.", "We’ll look into it.", "We will look into it.", "WE'LL LOOK INTO IT!"]),
    ("ownership", "ownership.act.passive_done", ["It's been refunded.", "It’s been refunded.", "It has been refunded."]),
    ("empathy", "empathy.apology.generic_inconvenience", ["We apologize for any inconvenience.", "We apologise for any inconvenience.", "WE APOLOGIZE FOR ANY INCONVENIENCE", "We appologize for any inconvinience.", "Sorry for the inconvenience"]),
    ("empathy", "empathy.apology.bare", ["Sorry!", "SORRY!", "sry!", "Soz!", "Sorrrry!", "sorryyyy", "sory."]),
    ("empathy", "empathy.feeling.understand", ["I understand your frustration.", "I can understand your frustration.", "I UNDERSTAND YOUR FRUSTRATION"]),
    ("empathy", "empathy.worry.reassure", ["Don't worry.", "Don’t worry.", "Dont worry.", "Do not worry.", "DON'T WORRY"]),
    ("boilerplate", "boilerplate.thanks.contact", ["Thank you for contacting us.", "Thanks for contacting us.", "thx for contacting us", "THANK YOU FOR CONTACTING US", "Thankyou for contacting us."]),
    ("boilerplate", "boilerplate.dm_us", ["Please DM us.", "Pls DM us.", "plz dm us", "PLEASE DM US!!!"]),
    ("expectations", "expectations.vague.soon", ["You hear from us soon.", "You hear from us ASAP.", "You hear from us a.s.a.p."]),
    ("expectations", "expectations.time.within", ["within 24 hours", "within 24 hrs", "WITHIN 24 HOURS", "within twenty hours"]),
    ("expectations", "expectations.time.day", ["tomorrow morning", "tmrw morning", "tommorow morning", "TOMORROW MORNING"]),
    ("scope", "scope.negation", ["We can't.", "We can’t.", "We cannot.", "We cant.", "We can not."]),
    ("scope", "scope.negation", ["We won't.", "We won’t.", "We will not.", "WE WON'T"]),
    ("customer", "customer.negated", ["It doesn't work.", "It doesn’t work.", "It doesnt work.", "It does not work.", "IT DOES NOT WORK"]),
]  # fmt: skip
SPELLINGS = [(file, cue, text) for file, cue, row in SAME for text in row]


@pytest.mark.parametrize(("file", "cue", "text"), SPELLINGS, ids=[f"{cue}: {text}" for _, cue, text in SPELLINGS])
def test_spelling_does_not_matter(find, file, cue, text):
    assert cue in {name for _, name in find(file, text)}


# (text, file, expected quotes of a cue).
QUOTES = [
    ("I've cancelled it. We have refunded you 😀", "ownership", "ownership.act.done", ["I've cancelled", "We have refunded"]),
    ("@ana_b I’m sorry to hear that.", "boilerplate", "boilerplate.sorry_hear", ["sorry to hear that"]),
    ("😡😡 so sorry 😡", "empathy", "empathy.apology.bare", ["so sorry"]),
    ("Sorry. Sorry. SORRY", "empathy", "empathy.apology.bare", ["Sorry", "Sorry", "SORRY"]),
    ("It reaches you in 3-5 days, or by Friday.", "expectations", "expectations.time.by_day", ["by Friday"]),
    ("Nothing of note.", "empathy", "empathy.apology.bare", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "file", "cue", "expected"), QUOTES, ids=[row[0] for row in QUOTES])
def test_cues_quote_the_text(find, text, file, cue, expected):
    assert [quote for quote, name in find(file, text) if name == cue] == expected


@pytest.mark.parametrize(
    ("variants", "cue", "file"),
    [
        (["I'd be happy to assist.", "I’d be happy to assist.", "I would be happy to assist."], "ownership.generic.here_for", "ownership"),
        (["I'd be worried too.", "I’d be worried too.", "I would be worried too."], "empathy.perspective.too", "empathy"),
        (["Your refund's been processed.", "Your refund’s been processed.", "Your refund has been processed."], "ownership.act.passive_done", "ownership"),
        (["That's frustrating.", "That’s frustrating.", "That is frustrating."], "empathy.feeling.that_is", "empathy"),
        (["That'd fix it.", "That’d fix it.", "That would fix it."], "expectations.step.should", "expectations"),
        (["It's done.", "It’s done.", "It is done."], "expectations.state.done", "expectations"),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)  # fmt: skip
def test_d_and_s_are_found_like_their_long_forms(find, variants, cue, file):
    """SpaCy's norms expand neither 'd nor 's, so the lexicon lists both forms."""
    for text in variants:
        assert cue in {name for _, name in find(file, text)}, text


def test_families_and_sources_are_named():
    for file, cue in CUES:
        assert cue.family, cue.id
        assert cue.source, cue.id
        name = file.removeprefix("conversation_")
        assert cue.id.split(".")[0] in (name, name.rstrip("s")), (file, cue.id)


def test_nothing_that_a_plain_search_finds_is_passed_over(read, lexicon):
    """The matcher searches only where a pattern's requirements are met; a search for every pattern finds no more."""
    alphabet = lexicon.alphabet()
    texts = [cue.positive for _, cue in CUES] + [f"{a.positive} {b.positive}" for (_, a), (_, b) in pairwise(CUES)]
    codes = {read(text).tokens.code for text in texts}
    for file, cues in lexicon.cues.items():
        matcher = lexicon.matcher(file, alphabet)
        patterns = [
            (cue.id, re.compile(compile_pattern(cue.pattern, alphabet, lexicon.classes), re.DOTALL)) for cue in cues
        ]
        for code in codes:
            plain = [(cue, *m.span()) for cue, pattern in patterns for m in pattern.finditer(code) if m.group()]
            assert matcher.find(code) == plain
