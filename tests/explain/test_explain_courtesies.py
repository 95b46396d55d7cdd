"""What a reply wants of its customer: nothing, something beside what it says, or only an answer."""

from __future__ import annotations

import pytest

from authentica.explain.courtesies import Asking, asking_of, beside_the_matter


@pytest.mark.parametrize(
    ("text", "asking"),
    [
        ("Of course! Could you give me the number of the lamp please?", Asking.ONLY),
        ("Does it hum in every room or only upstairs? And which lamp is it?", Asking.ONLY),
        ("So sorry about your lamp. What colour is it? Have a great day!", Asking.ONLY),
        ("I've sent a lamp. What colour is it?", Asking.SAYS),
        ("Please restart the lamp.", Asking.SAYS),
        ("You can call the lamp desk.", Asking.SAYS),
        ("Did you know you can buy two lamps?", Asking.NOTHING),
        ("Your lamp is on its way. Is there anything else I can help you with?", Asking.NOTHING),
        ("Your lamp is being looked at by our potters.", Asking.NOTHING),
        ("Thank you for writing!", Asking.NOTHING),
    ],
)
def test_what_a_reply_wants(read, text, asking):
    reading = read(text, "My lamp hums.")
    assert asking_of(reading, beside_the_matter(reading)) is asking
