"""What a template adds to boilerplate: words that were sent to many others are a script, whatever they sound like."""

from __future__ import annotations

import math
from dataclasses import replace

from authentica.learners.scorer import ReplyScores
from authentica.schema import DIMENSIONS, Evidence, TemplateUse

__all__ = ["with_template"]

_TEMPLATE_CUE = "boilerplate.template"
# Log-odds for a reply all of which others were sent too: enough to call it canned unless its wording speaks strongly against
# it. Chosen, not learnt: a script is a habit of a corpus, and no single labelled reply shows one.
_WHOLE_REPLY_LOGIT = 4.0
_ROUND = 9
_STEPS = range(2 * DIMENSIONS.index("boilerplate"), 2 * DIMENSIONS.index("boilerplate") + 2)


def with_template(scores: ReplyScores, use: TemplateUse | None) -> ReplyScores:
    """Return the scores of a reply with boilerplate raised by what it shares with replies to other customers.

    Permitted zones (greetings, legal notices, identity checks) contribute nothing and are left out.
    """
    held = [] if use is None else [span for span in use.spans if span.permitted is None]
    length = sum(span.end - span.start for span in held)
    if use is None or not length:
        return scores
    whole = _WHOLE_REPLY_LOGIT * use.held_share
    template = tuple(
        Evidence(
            start=span.start,
            end=span.end,
            text=span.text,
            cue=_TEMPLATE_CUE,
            contribution=round(whole * (span.end - span.start) / length, _ROUND),
        )
        for span in held
    )
    added = math.fsum(e.contribution for e in template)
    logits = [logit + added if step in _STEPS else logit for step, logit in enumerate(scores.level_logits)]
    return replace(scores, level_logits=logits, template=template)
