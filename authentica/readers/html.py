"""Turn an HTML body into plain text that still points into the HTML.

The text is found with one linear scan, not with `html.parser`: that module's reading of broken markup differs between
patch releases of Python, and takes quadratic time on some of it, while here the same input must give the same offsets
anywhere.
"""

from __future__ import annotations

import html
import re

from authentica.schema import OffsetMap, Segment

__all__ = ["html_to_text", "looks_like_html"]

_ATTRIBUTES = r"(?=[\s/>])(?:[^<>\"']|\"[^\"<]*\"|'[^'<]*')*>"
_LENIENT_ATTRIBUTES = r"(?=[\s/>])[^<>]*>"
_NAME = r"[a-zA-Z][a-zA-Z0-9]*(?:[:-][a-zA-Z0-9]+)*"
_TOKEN = re.compile(
    rf"(?P<comment><!--)"
    rf"|<(?P<close>/?)(?P<name>{_NAME})(?P<attributes>{_ATTRIBUTES}|{_LENIENT_ATTRIBUTES})"
    r"|<[!?][^<>]*>"
    r"|(?P<entity>&(?:#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[a-zA-Z][a-zA-Z0-9]{1,31};"
    r"|(?:amp|lt|gt|quot|nbsp)(?![a-zA-Z0-9])))"
)
_RUN = re.compile(r"[^ \t\r\n\f]+(?: [^ \t\r\n\f]+)*|[ \t\r\n\f]+")  # words with single spaces stay as they are

_DROPPED = frozenset(("script", "style", "head", "title", "template"))
_PARAGRAPHS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote", "pre", "dl"))
_BLOCKS = frozenset(
    ("div", "li", "tr", "hr", "address", "article", "aside", "body", "dd", "dt", "footer", "form", "header", "html",
     "main", "nav", "section", "center", "fieldset", "figure", "caption", "thead", "tbody", "tfoot")
)  # fmt: skip
_QUOTE_CLASS = re.compile(
    r"""(?:class|id)\s*=\s*["']?[^"'>=]*\b(?:x_)*"""  # Outlook on the web puts x_ before the names of mails that it shows
    r"""(?:gmail_quote|gmail_extra|moz-cite-prefix|yahoo_quoted|protonmail_quote|freshdesk_quote|front-blockquote|zmail_extra"""
    r"""|(?P<last>divRplyFwdMsg))\b""",
    re.IGNORECASE,
)

_CODE = re.compile(r"<[a-zA-Z][^<>]*(?:=\{|\bclassName=)|<\?php")
_CODE_SPAN = re.compile(r"`[^`\n]*`")
_WHOLE = re.compile(
    r"\s*<(?:!doctype\s+html|html|head|body|div|p|span|table|ul|ol|font|blockquote)\b[^<>]*>", re.IGNORECASE
)
_LAYOUT = re.compile(
    r"<(?:br|p|div|ul|ol|li|table|tr|td|blockquote|h[1-6]|pre|body|html|section|article|center)[\s/>]", re.IGNORECASE
)
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_OPENING = re.compile(
    r"<(?P<name>p|div|span|b|i|u|strong|em|ul|ol|li|table|td|blockquote|h[1-6]|font|center)"
    r"(?:\s+[a-zA-Z-]+\s*=[^<>]*|\s*)>"
    r"|<(?P<link>a)\s(?=[^<>]*>)[^<>]*?href\s*=[^<>]*>",
    re.IGNORECASE,
)


def looks_like_html(text: str) -> bool:
    """Tell whether a cell holds HTML rather than plain text with a stray ``<``.

    HTML is what begins with an ordinary tag, has a ``<br>``, or opens and closes one of the tags that editors write.
    Words about tags (``<script>``, or any tag between backticks) are plain text, and so are program code, "5 < 7" and
    "<3".

    Examples
    --------
    >>> looks_like_html("Hi Ana,<br>it's done."), looks_like_html("a < b > c, thanks <3")
    (True, False)
    """
    if "<" not in text or ">" not in text:
        return False
    if "`" in text:
        text = _CODE_SPAN.sub(" ", text)
    if _CODE.search(text):
        return False
    if _WHOLE.match(text) or _BREAK.search(text):
        return True
    lower = text.lower()
    closed_at: dict[str, int] = {}
    for found in _OPENING.finditer(text):
        name = (found["name"] or found["link"]).lower()
        if name not in closed_at:
            closed_at[name] = lower.rfind(f"</{name}>")
        if closed_at[name] >= found.end():
            return True
    return False


def html_to_text(source: str) -> tuple[str, OffsetMap]:
    """Return the plain text of an HTML body, and where its characters stand in it.

    Blocks and ``<br>`` become line breaks, paragraphs are set apart by one blank line, list items begin with "- ",
    entities are decoded, white space is collapsed outside ``<pre>`` (unless no tag at all breaks lines), and comments,
    scripts, styles and the head are dropped. Lines of a quoted mail begin with "> ". Broken markup never raises: what
    is no tag stays as text. For every segment of the map, ``text[start:start + length] == source[at:at + length]``.

    Examples
    --------
    >>> text, offsets = html_to_text("<p>It&#39;s <b>done</b>.</p>")
    >>> text, offsets.to_source(5, 9)
    ("It's done.", (15, 19))
    """
    writer = _Writer(source)
    never_closed: set[str] = set()
    quotes: dict[str, list[bool]] = {"div": [], "blockquote": []}
    pre_depth = 0 if _LAYOUT.search(source) else 1  # plain text with a few tags in it keeps its line breaks
    position = 0
    while found := _TOKEN.search(source, position):
        writer.copy(position, found.start(), is_pre=pre_depth > 0)
        position = found.end()
        if found["comment"]:
            end = -1 if "-->" in never_closed else source.find("-->", position)
            if end < 0:
                never_closed.add("-->")
            else:
                position = end + 3
        elif found["entity"]:
            writer.decode(found.start(), found.end())
        elif found["name"]:
            name, is_close = found["name"].lower(), found["close"] == "/"
            if name in _DROPPED and not is_close:
                position = _after_dropped(source, position, name, never_closed)
            elif name in quotes:
                writer.break_line(2 if name == "blockquote" else 1)
                stack = quotes[name]
                if not is_close:
                    marked = _QUOTE_CLASS.search(found["attributes"])
                    stack.append(name == "blockquote" or marked is not None)
                    writer.quote_depth += stack[-1]
                    if marked and marked["last"]:
                        writer.quote_depth += 1  # only the head of the old mail stands within; the mail itself follows
                elif stack:
                    writer.quote_depth -= stack.pop()
            elif name == "br":
                writer.break_hard()
            elif name in _PARAGRAPHS or name in _BLOCKS:
                writer.break_line(2 if name in _PARAGRAPHS else 1)
                if name == "pre":
                    pre_depth = max(0, pre_depth + (-1 if is_close else 1))
                elif name == "li" and not is_close:
                    writer.begin_item()
            elif name in ("td", "th"):
                writer.space()
    writer.copy(position, len(source), is_pre=pre_depth > 0)
    return writer.finish()


def _after_dropped(source: str, position: int, name: str, never_closed: set[str]) -> int:
    """Return where reading goes on after the opening tag of an element whose content is not text."""
    if name not in never_closed:
        closing = "body" if name == "head" else ""
        pattern = rf"</{name}\s*>" + (rf"|(?=<{closing}[\s>])" if closing else "")
        if end := re.compile(pattern, re.IGNORECASE).search(source, position):
            return end.end()
        never_closed.add(name)
    return len(source) if name in ("script", "style") else position


class _Writer:
    """Builds the text and its segments; white space and line breaks wait until something follows them."""

    def __init__(self, source: str) -> None:
        self.quote_depth = 0
        self._source = source
        self._parts: list[str] = []
        self._length = 0
        self._segments: list[Segment] = []
        self._breaks = 0  # line breaks due before the next word
        self._has_space = False
        self._space_at: int | None = None
        self._item = False

    def copy(self, start: int, end: int, *, is_pre: bool) -> None:
        """Take over a run of the source."""
        if is_pre:
            self._copy_lines(start, end)
            return
        for found in _RUN.finditer(self._source, start, end):
            if found.group()[0] in " \t\r\n\f":
                at = self._source.find(" ", found.start(), found.end())
                self.space(at if at >= 0 else None)
            else:
                self._write_pending()
                self._append_copy(found.start(), found.end())

    def _copy_lines(self, start: int, end: int) -> None:
        for line in self._source[start:end].splitlines(keepends=True):
            bare = line.rstrip("\r\n")
            if bare:
                self._write_pending()
                self._append_copy(start, start + len(bare))
            if bare != line:
                self.break_hard()
            start += len(line)

    def decode(self, start: int, end: int) -> None:
        """Write what an entity stands for; one that stands for nothing stays as it is."""
        token = self._source[start:end]
        plain = html.unescape(token)
        if plain == token:
            self._write_pending()
            self._append_copy(start, end)
        elif plain.isspace():
            self.space()
        elif plain:
            self._write_pending()
            self._append_made(plain)

    def space(self, at: int | None = None) -> None:
        """Remember a space, and where it stands in the source if it stands there."""
        if not self._has_space:
            self._space_at = at
        self._has_space = True

    def break_line(self, count: int) -> None:
        """Ask that the next word begin a line (1), or a line after a blank one (2)."""
        self._breaks = max(self._breaks, count)
        self._item = False

    def break_hard(self) -> None:
        """End a line, even an empty one."""
        self._breaks += 1

    def begin_item(self) -> None:
        """Mark the next word as the first of a list item."""
        self._item = True

    def finish(self) -> tuple[str, OffsetMap]:
        """Return the text and the map."""
        return "".join(self._parts), OffsetMap(segments=tuple(self._segments), source_length=len(self._source))

    def _write_pending(self) -> None:
        is_line_start = self._breaks > 0 or not self._length
        if self._breaks and self._length:
            self._append_made("\n" * min(self._breaks, 2))
        if is_line_start:
            made = ("> " if self.quote_depth else "") + ("- " if self._item else "")
            if made:
                self._append_made(made)
        elif self._has_space:
            if self._space_at is None:
                self._append_made(" ")
            else:
                self._append_copy(self._space_at, self._space_at + 1)
        self._breaks = 0
        self._has_space = self._item = False

    def _append_made(self, text: str) -> None:
        self._parts.append(text)
        self._length += len(text)

    def _append_copy(self, start: int, end: int) -> None:
        self._parts.append(self._source[start:end])
        last = self._segments[-1] if self._segments else None
        if last is not None and last.start + last.length == self._length and last.at + last.length == start:
            self._segments[-1] = Segment(last.start, last.at, last.length + end - start)
        else:
            self._segments.append(Segment(self._length, start, end - start))
        self._length += end - start
