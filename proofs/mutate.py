"""`python -m proofs.mutate [EVENT ...]`: every mistake in the effects of these events, or of all, and of the rules that stand at them.

Says what nobody would notice and exits 1 where nobody says why. docs/proof.md tells how to mend it.
"""

from __future__ import annotations

import sys

from proofs.gates import run, table
from proofs.live import base
from proofs.mutation.gates import effect_mutation, rule_slips


def main(events: list[str]) -> int:
    """The command."""
    unknown = [name for name in events if name not in base().model.events]
    if unknown:
        print(f"no event is called {', '.join(unknown)}", file=sys.stderr)
        return 2
    chosen = frozenset(events or base().model.events)
    rows = run({"effects": effect_mutation(chosen), "rules": rule_slips(chosen)})
    print(table(rows))
    return 0 if not any(row.wrong for row in rows) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
