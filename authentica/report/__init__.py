"""The page for a team lead: one HTML file made from scores, that opens from disk and asks the network for nothing.

Scores stream in once (`gather`): the figures are those of `authentica.coaching`, and beside them the wordings that were sent again
and again are counted (`scripts`). `wording` says figures in words. `charts` describes each chart, `drawing` makes it inline SVG, and `panels` puts
title and table to it. `marks` cuts a reply where its evidence begins and ends, and `cards` shows it with its levels. `sections` is all that the
page says, and `page` fills the templates.
No figure is estimated here.
"""

from __future__ import annotations

from authentica.report.gather import Findings, gather
from authentica.report.page import check_extra, render_page
from authentica.report.scripts import ScriptTally, ScriptUse

__all__ = ["Findings", "ScriptTally", "ScriptUse", "check_extra", "gather", "render_page"]
