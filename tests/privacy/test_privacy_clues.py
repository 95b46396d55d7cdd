"""What spares a text a search never spares it one that would have found something: each is compared with searching always."""

from __future__ import annotations

import re
from collections import defaultdict

import pytest
from hypothesis import assume, example, given, settings, strategies as st

from authentica.language.masks import MASK, WHOLE_MASKS
from authentica.language.tokens import Encoder
from authentica.language.zones import OWN_ZONES
from authentica.privacy import details, places, redaction
from authentica.privacy.clues import Clues
from authentica.privacy.cues import NAMING, PrivacyCues, privacy_lexicon
from authentica.privacy.readable import readable
from authentica.privacy.spans import WALL
from authentica.schema import DataKind

SENSITIVE = {
    DataKind.CARD,
    DataKind.IBAN,
    DataKind.NATIONAL_ID,
    DataKind.BIRTH_DATE,
    DataKind.ACCOUNT,
    DataKind.EMAIL,
    DataKind.PHONE,
    DataKind.ADDRESS,
}


class Everything(Clues):
    """Clues that rule nothing out."""

    def __init__(self, text):
        super().__init__(text)
        self.has_digit = True

    def has_word(self, words):
        return True

    def has_part(self, parts):
        return True

    def has(self, pattern):
        return True


# What details, masks and their neighbours are made of, cut so that joining it makes whole ones and halves.
PIECES = [
    "order", "account", "Account no. ", "ssn ", "passport", "card", "PAN ", "user id", "username: ", "zip ", "post code ", "a/c ",
    "tax id", "born on ", "date of birth: ", "DOB", "d.o.b. ", "bic", "SWIFT code: ", "swi\u017ft ", "\u212aundennummer ", "number plate ",
    "4242 4242 4242 4242", "020 7946 0123", "+1 (202) 555-0143", "GB82 WEST 1234 5698 7654 32", "AB12 3CD", "QQ 12 34 56 C",
    "123-45-6789", "12345678Z", "555-0101", "192.0.2.17", "2001:db8::8a2e:370:7334", "14", "9b", "3/4", "HB-209", "#4471", "1Z999AA10123456784",
    "MARNIER", "DEUTDEFF", "01/02/1990", "3 May 1991", "@", "@115712", "@mira_k", "@" + "a" * 30, "ana@example.com", "ana at example dot com",
    "ana [at] example.com", "(at)", " dot ", "https://example.com/reset?token=abcd1234", "www.example.com", "//", "Larkspur", " Close", " Lane",
    " street", " Road", " drive", "Flat 3, ", "PO Box ", "P.O.box", "Rue des Lilas", "Via Garibaldi", "c/ Luna", "Lindenstraße", "Kerkstraat", "Quayside",
    "Sector 44", ", Phase 2", "delivered to ", "I live at ", " 10 The Paddocks", "Leeds, ", " 2000", "K1A 0B1", "SW1A 1AA", "sw1a 1aa",
    "XXXX", "xxx", "***", "••", "[NAME]", "[PERSON_1]", "__cust__", "__e", "{{name}}", "<PHONE>", "###", "#", "_", "[", "<", "{",
    " ", " ", " ", ", ", ". ", "-", ":", "\n", "A", "z", "é", "1", "12", "😀", WALL,
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=12).map("".join)
LABELLED = st.one_of([st.from_regex(label.pattern.compiled) for label in details._LABELLED])
ADDRESSES = st.one_of([st.from_regex(lazy.compiled) for lazy, _ in places._ADDRESSES])
OTHERS = st.one_of(
    [
        st.from_regex(pattern)
        for pattern in (
            details._EMAIL,
            details._SPELLED_EMAIL,
            details._URL,
            details._IPV4,
            details._IPV6,
            details._IBAN,
            details._DIGITS,
            details._LONG_NUMBER,
            details._SSN,
            details._BIC,
            details._HASH_NUMBER,
            details._CARRIER_NUMBER,
            details._BIRTH,
            places._UK_POSTCODE,
            places._UK_POSTCODE_SMALL,
            places._CANADIAN_POSTCODE,
            details._HANDLE,
            *(lazy.compiled for lazy, _ in details._NATIONAL_SHAPES),
        )
    ]
)


@settings(max_examples=150)
@given(TEXTS | LABELLED | ADDRESSES | OTHERS)
@example("swi\u017ft code: DEUTDEFF")
def test_details_are_the_same_as_without_clues(text):
    always = [found for finder, _ in details._FINDERS for found in finder(Everything(text))]
    assert details.find_details(text) == always


@settings(max_examples=150)
@given(TEXTS | LABELLED | ADDRESSES | OTHERS)
@example("@" + "a" * 29 + "account 12345678")
@example("ana@example.com 4242 4242 4242 4242,020 7946 0123")
def test_nothing_sensitive_is_passed_over(text):
    assume(readable(text).text == text)  # what is read otherwise is another test's
    walled = redaction._wall_up_masks(text)
    found = redaction._find(walled, (details.find_details,))
    # An address without a number is nobody's door, and no finding.
    sensitive = [
        f
        for f in found
        if f.kind in SENSITIVE and (f.kind is not DataKind.ADDRESS or any(map(str.isdecimal, text[f.start : f.end])))
    ]
    assert set(sensitive) <= set(redaction.find_sensitive_data(text)) <= set(found)


@settings(max_examples=150)
@given(TEXTS | st.from_regex(MASK) | st.lists(st.sampled_from((*WHOLE_MASKS, "@12", "a", "x", "X", " "))).map("".join))
def test_masks_are_those_of_the_list(text):
    assert redaction._wall_up_masks(text) == MASK.sub(lambda mask: WALL * len(mask.group()), text)


@pytest.fixture(scope="module")
def cues():
    return PrivacyCues()


@pytest.fixture(scope="module")
def find_all():
    """Search with every cue, whatever words a reply has."""
    lexicon = privacy_lexicon()
    alphabet = lexicon.alphabet()
    encoder, matcher = Encoder(alphabet, lexicon.variants), lexicon.matcher("privacy", alphabet)

    def find(reading):
        by_family = defaultdict(list)
        for match in matcher.find(encoder.recode(reading.tokens).code):
            if reading.zones[match.start] in OWN_ZONES and match.start not in reading.borrowed:
                by_family[match.cue.split(".")[1]].append(match)
        return by_family

    return find


_PATTERN_WORDS = re.compile(r"[a-z'’@#%:/.-]+|\{[a-z]+\}")
SAID = st.lists(
    st.sampled_from(
        sorted(
            {
                word
                for cue in privacy_lexicon().cues["privacy"]
                for text in (cue.positive, cue.negative, " ".join(_PATTERN_WORDS.findall(cue.pattern)))
                for word in text.split()
            }
            | {
                "passssword",
                "NAME",
                "16",
                "100",
                "%",
                ".",
                "?",
                "!",
                ",",
                "\n",
                '"',
                "https://example.com",
                "@ana",
                "😀",
            }
        )
    ),
    max_size=14,
).map(" ".join)
EXAMPLES = [text for cue in privacy_lexicon().cues["privacy"] for text in (cue.positive, cue.negative)]


@settings(max_examples=250)
@given(SAID | st.tuples(st.sampled_from(EXAMPLES), st.sampled_from(EXAMPLES)).map(" ".join))
@example("They were namely late. I have sent a code.")
def test_cues_are_the_same_as_when_all_are_looked_for(cues, find_all, read, text):
    reading = read(text)
    found, expected = cues.find(reading, cues.encode(reading)) if cues.may_find(reading) else {}, find_all(reading)
    if NAMING.isdisjoint(expected):
        expected = {family: matches for family, matches in expected.items() if family in found}
        assert set(expected) <= {"protection", "claim", "marketing", "third_party", "choice"}
    assert dict(found) == dict(expected)
