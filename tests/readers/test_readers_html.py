"""HTML bodies to text, and offsets back into them."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from authentica.readers.html import html_to_text, looks_like_html

CASES = [
    ("<p>Hi Ana,</p>\n<p>all is well.</p>", "Hi Ana,\n\nall is well."),
    ("a<br>b<BR/>c", "a\nb\nc"),
    ("a<br><br>b<br>", "a\n\nb"),
    ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
    ("<div>a</div><div>b</div>", "a\nb"),
    ("<div>one\n   two</div>", "one two"),
    ("<p>I <b>have</b> <i>re</i>funded it</p>", "I have refunded it"),
    ("<p>We can&#39;t &amp; won&rsquo;t&nbsp;say</p>", "We can't & won’t say"),
    ("<p>&bogus; R&D &copy2024 2 &lt; 3 &#x41;</p>", "&bogus; R&D &copy2024 2 < 3 A"),
    ("<p>?a=1&lang=en&reg=2</p>", "?a=1&lang=en&reg=2"),
    ("To do:<ul><li>one</li><li>two</li></ul>bye", "To do:\n\n- one\n- two\n\nbye"),
    ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
    ("<html><head><title>T</title><style>p{}</style></head><body>x</body></html>", "x"),
    ("<head><meta charset=x><body>x", "x"),
    ("a<script>var x = '<p>no</p>';</script><br>b", "a\nb"),
    ("<br>a<script>never closed", "a"),
    ("a<!-- not <b>this</b> -->b<br>", "ab"),
    ("<br>a<!-- never closed", "a never closed"),
    ("<p>new</p><blockquote>old<br>older</blockquote>after", "new\n\n> old\n> older\n\nafter"),
    (
        '<div>new</div><div class="gmail_quote">On Tue:<blockquote>old</blockquote></div>x',
        "new\n> On Tue:\n\n> old\n\nx",
    ),
    (
        '<div>new</div><div id="divRplyFwdMsg"><b>From:</b> Ana<br></div><div>old</div><table><tr><td>older</table>',
        "new\n> From: Ana\n> old\n\n> older",
    ),
    ('<div>new</div><div id="x_divRplyFwdMsg">From: Ana</div></div>old', "new\n> From: Ana\n> old"),
    ('new<div class="x_gmail_quote">old</div>after', "new\n> old\nafter"),
    ('new<div class="freshdesk_quote">old</div>after', "new\n> old\nafter"),
    ('new<div class="front-blockquote">old</div>after', "new\n> old\nafter"),
    ('new<div class="zmail_extra">old</div>after', "new\n> old\nafter"),
    ("<pre>a\n  b</pre>", "a\n  b"),
    ("Please <b>help</b>\n\nme", "Please help\n\nme"),
    ("x <ann@example.com> <https://a.example/b><br>", "x <ann@example.com> <https://a.example/b>"),
    ('<a title="1 > 2" href="#">link</a><br>', "link"),
    ("<p>broken <b", "broken <b"),
    ("</div></blockquote></p>x<p", "x<p"),
    ("<o:p></o:p>x<br>", "x"),
    ("", ""),
    ("<img src=x>", ""),
]


@pytest.mark.parametrize(("source", "expected"), CASES)
def test_text(source, expected):
    text, offsets = html_to_text(source)
    assert text == expected
    assert offsets.source_length == len(source)


def test_offsets_find_the_words():
    source = "<p>Hello   <b>Ana</b>,</p><p>that&rsquo;s &pound;40 back.</p>"
    text, offsets = html_to_text(source)
    for word in ("Hello", "Ana", "40 back."):
        start = text.index(word)
        at, end = offsets.to_source(start, start + len(word))
        assert source[at:end] == word
    start = text.index("that’s")
    at, end = offsets.to_source(start, start + 6)
    assert source[at:end] == "that&rsquo;s"


TAGS = (
    "<p>", "</p>", "<div>", "</div>", "<br>", "<b>", "</b>", "<li>", "<ul>", "</ul>", "<blockquote>",
    "</blockquote>", "<pre>", "</pre>", "<!--", "-->", "<script>", "</script>", "<head>", "</head>", "<body>",
    "<td>", "<div\tclass='gmail_quote'>", "&amp;", "&lt", "&nbsp;", "&#39;", "&#", "<", ">", "</", "<!",
)  # fmt: skip

MARKUP = st.lists(
    st.one_of(
        st.sampled_from(TAGS),
        st.text(alphabet=" \n\tab\xa0é😀\ud800", max_size=6),
        st.text(max_size=6),
    ),
    max_size=30,
).map("".join)


@settings(max_examples=200, deadline=None)
@given(MARKUP)
def test_every_segment_is_a_copy(source):
    text, offsets = html_to_text(source)
    end = at_end = 0
    for start, at, length in offsets.segments:
        assert length > 0
        assert text[start : start + length] == source[at : at + length]
        assert start >= end
        assert at >= at_end
        end, at_end = start + length, at + length
    assert end <= len(text)
    assert offsets.source_length == len(source)
    assert isinstance(looks_like_html(source), bool)


@pytest.mark.usefixtures("hang_guard")
@pytest.mark.parametrize(
    "unit",
    ["<a ", "<!--", "<head>", "&", "<div>", "</blockquote>", "<a '", "<", '<a x="y', "<br>", "&#", "<title>", "<p>x"],
)
def test_a_megabyte_of_anything_does_not_hang(unit):
    source = unit * (1_000_000 // len(unit))
    text, offsets = html_to_text(source)
    assert len(text) <= len(source)
    assert offsets.source_length == len(source)
    assert isinstance(looks_like_html(source + ">"), bool)


@pytest.mark.parametrize(
    "text",
    [
        "<p>Hi</p>", "  <div class='x'>Hi", "Hi<br>there", "Hi<br/>there", "see <a href='x'>this</a>",
        "a <b>bold</b> word",
        "<!DOCTYPE html><html></html>", "x <strong>y</strong>", "<ul><li>x</li></ul>",
    ],
)  # fmt: skip
def test_html_is_recognised(text):
    assert looks_like_html(text)


@pytest.mark.parametrize(
    "text",
    [
        "", "plain", "a < b and c > d", "<3 <3 >:)", "if x<b then y>c", "put a <div> on the page", "the <script> tag",
        "use `<b>x</b>` here", "mail <ann@example.com>", "Map<String, Object> m = new HashMap<String, Object>();",
        'return ( <div className="x">hi</div> );', "<username>/Library",
        "&lt;b&gt;", "</b> closes <b", "<?php echo 1 ?>",
        "secret<>publishable", ">_<",
    ],
)  # fmt: skip
def test_plain_text_is_left_alone(text):
    assert not looks_like_html(text)
