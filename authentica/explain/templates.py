"""What a template adds to boilerplate: words that were sent to many others are a script, whatever they sound like."""

from __future__ import annotations

import math

from authentica.explain.attribution import Attribution
from authentica.schema import Evidence, TemplateUse

__all__ = ["template_evidence", "with_template"]

_TEMPLATE_CUE = "boilerplate.template"
# Log-odds for a reply all of which others were sent too: enough to call it canned unless its wording speaks strongly against
# it. Chosen, not learnt: a script is a habit of a corpus, and no single labelled reply shows one.
_WHOLE_REPLY_LOGIT = 4.0
_ROUND = 9


def template_evidence(use: TemplateUse | None) -> tuple[Evidence, ...]:
    """Return the spans that count against a reply; their contributions are log-odds of boilerplate.

    Permitted zones (greetings, legal notices, identity checks) contribute nothing and are left out.
    """
    held = [] if use is None else [span for span in use.spans if span.permitted is None]
    length = sum(span.end - span.start for span in held)
    if use is None or not length:
        return ()
    whole = _WHOLE_REPLY_LOGIT * use.held_share
    return tuple(
        Evidence(
            start=span.start,
            end=span.end,
            text=span.text,
            cue=_TEMPLATE_CUE,
            contribution=round(whole * (span.end - span.start) / length, _ROUND),
        )
        for span in held
    )


def with_template(parts: Attribution, evidence: tuple[Evidence, ...]) -> Attribution:
    """Add a template's evidence to what the model says of boilerplate; base and contributions still add up exactly.

    What was sent to many others is canned by itself.
    """
    if not evidence:
        return parts
    placed = [e for e in parts.evidence if e.start is not None]
    rest = [e for e in parts.evidence if e.start is None]
    together = (*sorted((*placed, *evidence), key=lambda e: -e.contribution), *rest)
    telling = [*(parts.telling if parts.is_told else ()), *evidence]
    return Attribution(
        parts.base,
        math.fsum([parts.base, *(e.contribution for e in together)]),
        together,
        tuple(sorted(telling, key=lambda e: -e.contribution)),
    )
