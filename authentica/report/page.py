"""The page itself: templates filled with every value escaped, and a policy under which only the page's own script can run."""

from __future__ import annotations

import base64
import hashlib
from importlib import import_module, resources
from typing import Any

from authentica.coaching import CoachingSummary
from authentica.coaching.words import OUTCOME_WORDS, dimension_words
from authentica.errors import MissingExtraError
from authentica.report.gather import Findings
from authentica.report.scripts import ScriptUse
from authentica.report.sections import sections_of
from authentica.report.words import harmless
from authentica.schema import DIMENSIONS
from authentica.schema.arguments import check_argument, check_stream
from authentica.version import __version__

__all__ = ["TITLE", "check_extra", "render_page"]

TITLE = "Coaching report"


def check_extra() -> None:
    """Make sure that what the page needs is installed, before any work is done.

    Raises
    ------
    MissingExtraError
        If it is not.
    """
    for module, name in (("jinja2", "jinja2"), ("vl_convert", "vl-convert-python")):
        try:
            import_module(module)
        except ImportError:
            raise MissingExtraError.of(name, "report") from None


def render_page(findings: Findings, *, title: str = TITLE) -> str:
    """Return the page, as HTML that needs no other file.

    Parameters
    ----------
    findings : Findings
        What `gather` returned.
    title : str, default="Coaching report"
        Its heading. The page says no time of its own: name it here where it should have one.

    Returns
    -------
    str
        The same for the same findings. It can be encoded as UTF-8 whatever messages hold.

    Raises
    ------
    MissingExtraError
        If the templating or the charting library is not installed.
    """
    check_extra()
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    def safe(value: Any) -> Any:
        """Take from every text that is written what could mislead; the library then escapes it."""
        return harmless(value) if isinstance(value, str) and not isinstance(value, Markup) else value

    check_argument("findings", findings, Findings, "render_page")
    check_argument("findings.summary", findings.summary, CoachingSummary, "render_page")
    check_stream("findings.scripts", findings.scripts, "ScriptUses", "render_page")
    for use in findings.scripts:
        check_argument("each of findings.scripts", use, ScriptUse, "render_page")
    check_argument("title", title, str, "render_page")
    style, script = _part("page.css"), _part("page.js")
    environment = Environment(
        loader=PackageLoader("authentica.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=safe,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html").render(
        title=title,
        version=__version__,
        findings=findings,
        summary=findings.summary,
        sections=sections_of(findings),
        dimensions=[(name, dimension_words(name)) for name in DIMENSIONS],
        marks=[(name, dimension_words(name)) for name in (*DIMENSIONS, "privacy")],
        outcomes=list(OUTCOME_WORDS.items()),
        style=Markup(style),  # noqa: S704 - files of this package
        script=Markup(script),  # noqa: S704
        drawn=Markup,  # charts: rebuilt from what SVG needs, see drawing
        policy=(
            f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'; "
            "require-trusted-types-for 'script'; trusted-types 'none'"
        ),
    )


def _part(name: str) -> str:
    return (resources.files("authentica.report") / "templates" / name).read_text(encoding="utf-8")


def _hash(content: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(content.encode('utf-8')).digest()).decode('ascii')}'"
