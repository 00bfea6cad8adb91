"""Writes the files in vectors/: what Python and JavaScript must agree on. Source: vectors.md. `python -m proofs.vectors [--check]`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from proofs.vectors import canon, entry, gate, note, passkey, receipt, rules, seal, tree

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from proofs.vectors.canon import Case

HERE = Path(__file__).parent.parent.parent / "vectors"
COMMAND = "python -m proofs.vectors"
LIMIT = 200 * 1024

# file -> what its cases say, where the rule stands, and who makes them
FILES: Mapping[str, tuple[str, str, Callable[[], list[Case]]]] = {
    "canon-accept": ("Values and the one byte string of each.", "log.md 2.2", canon.accept),
    "canon-refuse": ("Texts that are nobody's byte string, and why.", "log.md 2.2", canon.refuse),
    "act-digest": ("Lines, the digest that is signed, and its read-back words.", "log.md 2.3, phone.md 8", seal.act_digest),
    "passkey": ("Passkey assertions over the worked example, and whether they hold.", "log.md 2.3", passkey.cases),
    "device-key": (
        "Signatures of device keys over the worked example, and keys that are refused.",
        "log.md 2.3 and 4",
        seal.device_keys,
    ),
    "entry": ("Entries with their lines and leaf, and bytes that are none.", "log.md 2", entry.cases),
    "tree": ("Merkle trees: roots, proofs, tiles; and proofs that do not hold.", "log.md 5", tree.cases),
    "notes": ("Signed notes: who has signed, or why they are refused.", "log.md 5 and 7", note.notes),
    "receipts": ("Proofs that an entry stands in a log, and whether they hold.", "log.md 2.6", receipt.receipts),
    "rules": ("Rule sets, and digests of what is generated from each.", "phone.md 6 and interlock.md 2", rules.cases),
    "gate": (
        "Acts in states, and the rules that refuse them, in order. A case is its `like`, or else `usual`, with `change`; null = not told.",
        "phone.md 6 and interlock.md 2",
        gate.cases,
    ),
    "gate-facts": (
        "Acts of gate.json with one fact missing or of another sort: none of them opens. A case is its `like` in gate.json with `change`.",
        "phone.md 6 and interlock.md 2",
        gate.without,
    ),
    "words": ("The two read-back words of a digest, in both languages.", "phone.md 8, rule 5", seal.word_pairs),
}
MORE: Mapping[str, Callable[[], Mapping[str, object]]] = {
    "gate": gate.head,
    "words": lambda: {"lists_sha256_hex": seal.lists()},
}


def document(name: str) -> dict[str, object]:
    """One file as a value. Raises AssertionError where two cases have one name."""
    what, spec, make = FILES[name]
    cases = make()
    if len({case["name"] for case in cases}) != len(cases):
        raise AssertionError(f"{name}: a name stands twice")
    head: dict[str, object] = {"what": what, "spec": spec, "made_by": COMMAND, "cases": cases}
    return head | dict(MORE[name]()) if name in MORE else head


def text(name: str) -> str:
    """One file: two-space indent, sorted keys, ASCII, a newline at the end. Raises AssertionError beyond 200 KB."""
    made = json.dumps(document(name), indent=2, sort_keys=True) + "\n"
    if len(made) > LIMIT:
        raise AssertionError(f"{name}: {len(made)} bytes, at most {LIMIT}")
    return made


def differences(name: str, made: str) -> list[str]:
    """The names of the cases that are not as committed."""
    path = HERE / f"{name}.json"
    old = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"cases": []}
    new = json.loads(made)
    before, after = ({case["name"]: case for case in doc["cases"]} for doc in (old, new))
    names = [case for case in before | after if before.get(case) != after.get(case)]
    return names or ["(the head of the file)"] if old != new or not path.exists() else []


def main(arguments: list[str]) -> int:
    """Write all files; with --check only say which cases differ from what is committed."""
    HERE.mkdir(exist_ok=True)
    changed = 0
    for name in FILES:
        made = text(name)
        found = differences(name, made)
        changed += len(found)
        print(
            f"{name}.json: {len(json.loads(made)['cases'])} cases, {len(made) // 1024 + 1} KB",
            "differs: " + ", ".join(found) if found else "",
        )
        if "--check" not in arguments:
            (HERE / f"{name}.json").write_text(made, encoding="utf-8")
    return 1 if changed and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
