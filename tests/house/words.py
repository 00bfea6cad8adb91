"""Words that the generated pages share: how hard a rule is, and how a source was read."""

from __future__ import annotations

from collections.abc import Iterable

from chamberflag.interlock.fieldrules import Citation

SHOWN = {"R": "read in the issuing body's text", "r": "read second-hand"}
SEVERITIES = {
    "refuse": "refused until the cause is cleared",
    "hold": "refused, and held until named people close it",
    "warn": "recorded after a signed acknowledgement with a reason",
    "log": "recorded only",
}


def sources(citations: Iterable[Citation]) -> str:
    """What a rule rests on: only texts that were read are cited, everything else is a product rule."""
    cited = [f"{c.title}{', ' + c.clause if c.clause else ''} ({SHOWN[c.confidence]})" for c in citations if c.confidence in SHOWN]
    return "; ".join(dict.fromkeys(cited)) or "product rule"
