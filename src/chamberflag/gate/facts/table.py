"""All facts by name. `rulepacks/facts.toml` declares them; a test compares the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.gate.facts import (
    ammunition,
    counts,
    declaration,
    handover,
    incident,
    inspection,
    meeting,
    misfire,
    people,
    records,
    risk,
    storage,
    use,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from chamberflag.gate.moment import Moment

FACTS: Mapping[str, Callable[[Moment], bool | int | str | None]] = {
    **storage.FACTS,
    **ammunition.FACTS,
    **inspection.FACTS,
    **declaration.FACTS,
    **handover.FACTS,
    **use.FACTS,
    **misfire.FACTS,
    **meeting.FACTS,
    **people.FACTS,
    **risk.FACTS,
    **counts.FACTS,
    **incident.FACTS,
    **records.FACTS,
}
