"""`python -m proofs.mutate`: drops every assignment once. Exit 1 where nothing misses one and nobody says why it stands there."""

from __future__ import annotations

import sys

from proofs.live import live_rules
from proofs.mutation.effects import KEPT, forgotten


def main() -> int:
    """The command."""
    model = live_rules().model
    found = list(forgotten(model, model.events))
    missed = [(event, target) for event, target, broken in found if not broken]
    print(f"{len(found)} assignments dropped, {len(found) - len(missed)} noticed, {len(missed)} not")
    unexplained = [one for one in missed if one not in KEPT]
    for event, target in unexplained:
        print(f"  nothing misses {target} in {event}")
    return 1 if unexplained or not found else 0


if __name__ == "__main__":
    sys.exit(main())
