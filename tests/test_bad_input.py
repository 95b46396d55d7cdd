"""Bad input: a result or a clear refusal, never a crash and never a wrong score."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings, strategies as st

from authentica.schema import Assessment, Flag, Status

NO_TEXT = {
    "empty": "",
    "placeholder": "[deleted]",
    "file name": "image.png",
    "blank": " ",
    "blanks": " \t\n\r\u00a0\u2003 ",
    "controls": "\x00\x01\x07\x1b",
    "lone surrogates": "\udfff\ud800",
    "marks of direction": "\u200e\u200f\u202e",
    "zero width": "\u200b\ufeff",
    "newlines": "\n" * 1000,
    "punctuation": "?!...,;:",
    "handle": "@ana_b",
    "emoji": "😀😡🙏❤️👩‍👩‍👧‍👦🇬🇧",
    "one emoji": "😀",
    "one sign": "!",
}
SCORED = {
    "one letter": "k",
    "one digit": "7",
    "url": "https://example.com/help?id=5#top",
    "mail address": "help@example.com",
    "controls inside": "I've\x00 refunded\x1b[31m it\x07 today.",
    "surrogates inside": "I've refunded \ud83d it today \udfff.",
    "marks of direction inside": "I've \u202erefunded\u202c it.",
    "right to left words inside": "I've sent your order to שלום for you and it is there now.",
    "zero width inside": "I\u200b've re\ufefffunded it.",
    "combining": "I've refu\u0301nded it, so\u0308rry.",
    "quoted only": "> I've refunded it.",
    "greeting only": "Hello",
    "signature only": "^DW",
    "html": "<p>I've refunded it &amp; closed it.</p>",
    "json": '{"text": "I\'ve refunded it"}',
    "braces": "{} {0} {name} %s %d",
    "markup": "[bold]I've[/bold] refunded it [/]",
    "a long word": "a" * 10_000,
    "a long reply": "I've refunded it. " * 5_000,
    "tabs": "I've\trefunded\tit.",
    "carriage returns": "I've refunded it.\r\nGone.\rDone.",
    "full width": "Ｉ'ｖｅ refunded it.",
    "maths letters": "𝐈'𝐯𝐞 refunded it.",
}
UNSUPPORTED = {
    "German": "Vielen Dank für Ihre Nachricht, wir melden uns bei Ihnen, sobald die Bestellung da ist.",
    "French": "Merci pour votre message, nous allons vous répondre dans les plus brefs délais.",
    "Spanish": "Gracias por su mensaje, nosotros le vamos a responder lo antes posible con una solución.",
    "Italian": "Grazie per il suo messaggio, le risponderemo il prima possibile con una soluzione.",
    "Arabic": "شكرا لرسالتك. لقد ألغينا الطلب وسيعود المال إليك.",
    "Hebrew": "תודה על פנייתך. ביטלנו את ההזמנה.",
    "Japanese": "お問い合わせありがとうございます。ご注文をキャンセルしました。",
    "Chinese": "感谢您的来信。我们已经取消了订单。",
    "Russian": "Спасибо за ваше сообщение. Мы отменили заказ.",
    "Korean": "문의해 주셔서 감사합니다. 주문을 취소했습니다.",
    "Hindi": "आपके संदेश के लिए धन्यवाद।",
}


def check(a, text):
    assert a.text == text
    assert Assessment.from_dict(json.loads(a.to_json())) == a
    for score in a.dimensions:
        for e in score.spans:
            assert text[e.start : e.end] == e.text


@pytest.mark.parametrize("said", ["", "You charged me twice!!"])
@pytest.mark.parametrize("text", NO_TEXT.values(), ids=NO_TEXT.keys())
def test_no_text_is_not_scored(analyzer, text, said):
    a = analyzer.analyze(text, customer_text=said)
    assert a.status is Status.NO_TEXT
    assert a.flags == (Flag.NO_TEXT,)
    assert a.authenticity is None
    check(a, text)


@pytest.mark.parametrize("text", UNSUPPORTED.values(), ids=UNSUPPORTED.keys())
def test_another_language_is_flagged_and_not_scored(analyzer, text):
    a = analyzer.analyze(text, customer_text="You charged me twice!!")
    assert a.status is Status.UNSUPPORTED_LANGUAGE
    assert a.flags == (Flag.UNSUPPORTED_LANGUAGE,)
    assert a.authenticity is None
    assert a.dimensions == a.tips == a.missed == ()
    check(a, text)


@pytest.mark.parametrize("text", SCORED.values(), ids=SCORED.keys())
def test_odd_text_is_scored(analyzer, text):
    a = analyzer.analyze(text, customer_text=text)
    assert a.status is Status.SCORED
    assert 0 <= a.authenticity <= 100
    check(a, text)


@pytest.mark.parametrize(
    "said", [*NO_TEXT.values(), *UNSUPPORTED.values(), *SCORED.values()], ids=[*NO_TEXT, *UNSUPPORTED, *SCORED]
)
def test_any_customer_text_is_borne(analyzer, said):
    a = analyzer.analyze("I've refunded it today.", customer_text=said)
    assert a.scored
    check(a, "I've refunded it today.")


def test_marks_that_are_not_read_do_not_change_the_score(analyzer):
    plain = analyzer.analyze("I've cancelled the second charge.")
    marked = analyzer.analyze("I've cancelled the second charge.\u200b\x00\ud800")
    assert marked.authenticity == plain.authenticity


# A high and a low surrogate side by side are one character to JSON, so lone ones are drawn alone.
@settings(max_examples=200)
@given(
    st.text(st.characters(), max_size=60).filter(lambda text: not re.search("[\ud800-\udbff][\udc00-\udfff]", text)),
    st.text(st.characters(), max_size=30),
)
def test_any_string_at_all(analyzer, text, said):
    check(analyzer.analyze(text, customer_text=said), text)


@settings(max_examples=100)
@given(st.binary(max_size=80))
def test_any_bytes_read_as_text(analyzer, data):
    for text in (data.decode("latin-1"), data.decode("utf-8", "surrogateescape"), data.decode("utf-16", "replace")):
        check(analyzer.analyze(text), text)
