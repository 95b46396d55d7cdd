"""What exports write in place of a message."""

from __future__ import annotations

import pytest

from authentica.language.placeholders import is_placeholder


@pytest.mark.parametrize(
    "text",
    [
        "[deleted]", "[removed]", "[Message deleted]", "This message was deleted", "This message has been deleted.",
        "You deleted this message", "message deleted by sender", "[image]", "[Attachment]", "<Media omitted>", "image omitted",
        "[voice message]", "(no text)", "[unsupported message]", "image.png", "IMG_2031.JPEG", "invoice-2026-03.pdf",
        "image (1).png", "Screenshot 2026-03-02 at 10.11.12.png", "#N/A", "#REF!", "#NAME?", "NaN", "null", "None", "<NA>",
        '<img src="x.png">', '<img src="x.png" alt="a lamp"/>', " [image]\n\n[image] \n", "[image]\nimage.png",
    ],
)  # fmt: skip
def test_placeholders(text):
    assert is_placeholder(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "  ", "I deleted the message.", "Your message was deleted because it held a link.", "None of them is here yet.",
        "See invoice.pdf", "I attached image.png for you.", "file attached see invoice.pdf", "[image] Here is the lamp.",
        "[image]\nThis is the one.", "Deleted.", "Removed", "Image", "support@acme.png", "https://acme.example/a.png", "Done.",
        "[today] it ships", "I've sent it <img src='x.png'>", "n/a for this plan", "Files.", "The photo was deleted",
    ],
)  # fmt: skip
def test_replies(text):
    assert not is_placeholder(text)


@pytest.mark.parametrize("piece", ["[", "<img ", "image .", "a", "this message ", "[image]\n", "no "])
@pytest.mark.usefixtures("hang_guard")
def test_any_text_is_looked_at_at_once(piece):
    for size in (20, 190, 1_000_000):
        assert not is_placeholder((piece * size)[:size] + "!")
