"""The page for a team lead: one HTML file made from scores, that opens from disk and asks the network for nothing.

Scores stream in once (`gather`): the figures are those of `authentica.coaching`, and beside them the wordings that were sent again
and again are counted (`scripts`). `wording` says figures in words, `charts` describes each chart and `drawing` makes it inline SVG, `marks`
cuts a reply where its evidence begins and ends, `sections` puts together what each part of the page shows, and `page` fills the templates.
No figure is estimated here.
"""

from __future__ import annotations

from authentica.report.gather import Findings, gather
from authentica.report.page import check_extra, render_page
from authentica.report.scripts import ScriptTally, ScriptUse

__all__ = ["Findings", "ScriptTally", "ScriptUse", "check_extra", "gather", "render_page"]
