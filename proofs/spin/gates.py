"""What `make prove-long` asks of Spin."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proofs.explorer import worlds
from proofs.spin.__main__ import CONTROL, compared

if TYPE_CHECKING:
    from proofs.gates import Row


def spin_states(row: Row) -> None:
    """Spin stores as many states as the explorer in every named world, with no error; a search that forgets an event is caught."""
    known = worlds()
    for name, world in known.items():
        if world.spin:
            good, line = compared(name, world)
            row.items += 1
            row.says.append(line)
            row.wrong += [] if good else [name]
    row.wrong += [] if CONTROL in known and known[CONTROL].spin else [f"the world of the negative control, {CONTROL}, is not searched"]
