"""What a verifier asks an installed Chamberflag of a pack: `python -I -m chamberflag.app.judging PACK N`.

Decides the first N entries again; says whether the rules are those installed here and, where they are not, what these would have decided;
makes the report again and compares. Signatures and files are the caller's matter: this is started by whoever has checked them. Prints one
JSON document.
"""

from __future__ import annotations

import json
import sys
import zipfile
from itertools import islice
from typing import TYPE_CHECKING

from chamberflag.pack import rendered
from chamberflag.pack.installed import Otherwise, shipped
from chamberflag.pack.opened import Pack
from chamberflag.pack.replay import STEP, Replay
from chamberflag.store.shipped import rule_texts

if TYPE_CHECKING:
    from collections.abc import Sequence


def run(path: str, count: int) -> dict[str, object]:
    """The answer for a pack and its first `count` entries."""
    with zipfile.ZipFile(path) as archive:
        pack = Pack(archive)
        replay = Replay(pack.rules)
        for index, data in islice(pack.entries(), count):
            if not replay.take(index, data):
                break
        ours = shipped(pack, rule_texts())
        others = Otherwise(rule_texts(), ours)
        if not all(ours.values()):
            others.follow(pack, replay.decided)
        compared, told = rendered.compare(pack)
    foreign = [(STEP, "rules.not_shipped", digest, "") for digest, known in ours.items() if not known]
    return {
        "decisions_replayed": replay.decided,
        "decisions_differ": replay.differ,
        "decisions_differ_installed": others.differ,
        "shipped": ours,
        "report": "compared" if compared else "not_compared",
        "findings": [*replay.findings, *foreign, *others.findings, *told],
    }


def main(arguments: Sequence[str]) -> int:
    """PACK and the number of entries."""
    path, count = arguments
    sys.stdout.write(json.dumps(run(path, int(count))) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
