"""Facts of the rule group use."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from chamberflag.gate.moment import Moment

FACTS: dict[str, Callable[[Moment], bool | int | str | None]] = {}
