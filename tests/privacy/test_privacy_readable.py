"""What is hidden inside a detail hides it from nobody: unseen characters, entities, other blanks; and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given, strategies as st

from authentica.privacy import find_privacy, redact
from authentica.privacy.readable import readable
from authentica.privacy.spans import Found
from authentica.schema import DataKind

UNSEEN = ["\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\u200e", "\u202c", "\u034f", "\ufe0f"]
PIECES = [*UNSEEN, "&#64;", "&#x40;", "&nbsp;", "&amp;amp;#64;", "&amp;", "&", "#", ";", "64", "a", "é", "e\u0301", " ", "\u00a0", "&foo;", "&notit;"]  # fmt: skip


@pytest.mark.parametrize("unseen", UNSEEN)
@pytest.mark.parametrize(
    ("detail", "mask"),
    [
        ("020 7946 0123", "[PHONE]"),
        ("4111 1111 1111 1111", "[CARD]"),
        ("ana@example.com", "[EMAIL]"),
        ("14 Oak Road", "[ADDRESS]"),
        ("GB82 WEST 1234 5698 7654 32", "[IBAN]"),
    ],
)
def test_an_unseen_character_anywhere_in_a_detail_hides_it_not(unseen, detail, mask):
    for at in range(1, len(detail)):
        assert redact(f"It is {detail[:at]}{unseen}{detail[at:]}, thanks.").text == f"It is {mask}, thanks."
    assert redact(f"It is {unseen.join(detail)}, thanks.").text == f"It is {mask}, thanks."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mail ana&#64;example.com or bo&#x40;example&period;com.", "Mail [EMAIL] or [EMAIL]."),
        ("Mail ana&amp;#64;example.com.", "Mail [EMAIL]."),
        ("Ring &#48;&#50;&#48; 7946&nbsp;0123.", "Ring [PHONE]."),
        ("Card 4111&shy;1111&ZeroWidthSpace;1111&#8203;1111", "Card [CARD]"),
        ("Hi&nbsp;Tamsin, thanks", "Hi&nbsp;[NAME], thanks"),
        ("Hi\u202fTamsin,\tthanks", "Hi\u202f[NAME],\tthanks"),
        ("Ring 0\ufe0f\u20e32\ufe0f\u20e30\ufe0f\u20e3 7946 0123!", "Ring [PHONE]!"),
        ("Hi Zo\u200be\u0308\u200b!", "Hi [NAME]\u200b!"),
        ("R&D &lt;3 &foo; &notit; 4 &amp; 5", "R&D &lt;3 &foo; &notit; 4 &amp; 5"),
        ("It is [NA\u200bME] again", "It is [NA\u200bME] again"),
    ],
)
def test_what_is_read_is_redacted_and_the_rest_stays_as_written(text, expected):
    assert redact(text).text == expected


def test_findings_see_them_and_point_at_what_was_written():
    text = "Your card 4111\u200b1111&nbsp;1111 1111 was charged."
    (finding,) = find_privacy(text)
    assert finding.data == (DataKind.CARD,)
    (evidence,) = finding.evidence
    assert text[evidence.start : evidence.end] == evidence.text == "4111\u200b1111&nbsp;1111 1111"


def test_a_plain_text_is_read_as_it_is():
    assert readable("Plain text.") == ("Plain text.", (), ())
    assert readable("Zoë & co").text == "Zoë & co"


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_every_character_leads_back_in_order(text):
    read = readable(text)
    places = [read.to_written(Found(at, at + 1, DataKind.NAME)) for at in range(len(read.text))]
    reached = 0
    for place in places:
        assert reached <= place.start < place.end <= len(text)
        reached = place.end
    for character, place in zip(read.text, places, strict=True):
        written = text[place.start : place.end]
        assert written == character or written.startswith("&") or (written.isspace() and character == " ")


@pytest.mark.usefixtures("hang_guard")
@pytest.mark.parametrize("seed", ["&", "&amp;", "&#", "&amp;amp", "\u200b", "a\u200b", "&nbsp;", "&a"])
def test_long_texts_do_not_hang(seed):
    text = seed * (1_000_000 // len(seed))
    assert readable(text).to_written(Found(0, 0, DataKind.NAME)).start == 0
