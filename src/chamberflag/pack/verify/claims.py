"""report/timeline.json against the entries: every claim about an entry says what the entry says, in the order of the log. Step 13.

Of a claim about an entry all is compared but its sentence; of gaps, access and looks only that the entries and instants they name are those
of the log. Sentences, and whether all of these are told, only Chamberflag can say: it makes the report again.
"""

from __future__ import annotations

import bisect
import json
from array import array
from collections.abc import Iterator
from typing import Any, cast

from chamberflag.pack.verify.canon import CODEC
from chamberflag.pack.verify.findings import Findings
from chamberflag.pack.verify.keys import Key

TIMELINE = "report/timeline.json"
DERIVED = {
    "access": {"at", "claim", "kind", "leaves", "until"},
    "gap": {"at", "claim", "kind", "leaves", "until", "why"},
    "last_look": {"at", "claim", "kind", "leaves"},
}
BEHIND = b"]}\n"
NOBODY = "a key of nobody on record"


def said(index: int, act: dict[str, Any], box: dict[str, Any], keys: dict[str, Key]) -> dict[str, Any]:
    """What an entry says, as a claim about it has to say it. keys: that count behind the entry."""
    signed = [(keys[s["kid"]].person if s["kid"] in keys else "", s["role"].replace("_", " ")) for s in act["signers"]]
    return {
        "act": act["type"],
        "at": box["recv"],
        "claimed": act["at"],
        "decision": box["decision"],
        "items": [row["id"] for row in act["subj"]],
        "late": box["late"],
        "leaves": [index],
        "refused": box["decision"] == "refuse" and not box.get("done"),
        "rules": list(dict.fromkeys(why["rule"] for why in box["why"])),
        "signed": [f"{person or NOBODY} ({role})" for person, role in signed],
        "who": list(dict.fromkeys(person for person, _ in signed if person)),
    }


class Claims:
    """The claims of a pack, one a line, read beside the walk and never held."""

    def __init__(self, lines: Iterator[bytes], origin: str, size: int, findings: Findings) -> None:
        """lines: of the file, each with its end."""
        self.compared = 0
        self._lines, self._findings = lines, findings
        self._indexes, self._instants = array("q"), array("q")
        head = json.dumps({"format": 1, "origin": origin, "size": size}, ensure_ascii=False, separators=(",", ":"))
        first = next(lines, b"")
        self._good = first == f'{head[:-1]},"claims":[\n'.encode()
        if not first:
            findings.add(13, "report.missing", TIMELINE)
        elif not self._good:
            self._false("its first line")
        self._next = next(lines, b"")

    def entry(self, index: int, told: dict[str, Any]) -> None:
        """The next claim is about this entry. told: what the entry says; nothing where it cannot be read, and then nothing is compared."""
        if not self._good:
            return
        line = self._take()
        if not told:
            return
        self._indexes.append(index)
        self._instants.append(told["at"])
        self.compared += 1
        claim = _value(line)
        kind = claim.get("kind")
        wanted = {**told, "claim": claim.get("claim"), "kind": kind}
        good = isinstance(claim.get("claim"), str) and isinstance(kind, str) and kind not in DERIVED
        if not good or (kind == "refused") != told["refused"] or not _spelled(wanted, line):
            self._false(f"entry {index}")

    def finish(self) -> None:
        """What follows the claims about entries."""
        number = self.compared
        while self._good and self._next not in {BEHIND, b""}:
            number += 1
            claim = _value(line := self._take())
            if not self._derived(claim) or not _spelled(claim, line):
                self._false(f"claim {number}")
            self.compared += 1
        if self._good and (self._next != BEHIND or next(self._lines, b"")):
            self._false("its end")

    def _derived(self, claim: dict[str, Any]) -> bool:
        """Whether a claim is one of a gap, an access or a look, and its ends are entries of this pack at these instants."""
        kind, leaves, until = claim.get("kind"), claim.get("leaves"), claim.get("until")
        if (
            not isinstance(kind, str)
            or set(claim) != DERIVED.get(kind)
            or not isinstance(claim["claim"], str)
            or not isinstance(leaves, list)
        ):
            return False
        named = cast("list[Any]", leaves)
        instants = [self._instant(n) for n in named]
        return -1 not in instants and claim["at"] in instants and (until is None or until in instants)

    def _instant(self, index: Any) -> int:  # noqa: ANN401 - what was decoded
        """The box's instant of an entry of this pack, -1 where there is none."""
        at = bisect.bisect_left(self._indexes, index) if type(index) is int else len(self._indexes)
        return self._instants[at] if at < len(self._indexes) and self._indexes[at] == index else -1

    def _take(self) -> bytes:
        """The next line without what parts it from the one behind it."""
        line, self._next = self._next, next(self._lines, b"")
        return line.removesuffix(b"\n" if self._next == BEHIND else b",\n")

    def _false(self, where: str) -> None:
        self._findings.add(13, "report.claim", f"{TIMELINE}, {where}")


def _value(line: bytes) -> dict[str, Any]:
    try:
        value: Any = CODEC[0].read(line)
    except (ValueError, RecursionError):
        return {}
    return cast("dict[str, Any]", value) if isinstance(value, dict) else {}


def _spelled(value: dict[str, Any], line: bytes) -> bool:
    """Whether the line is the one spelling of the value."""
    try:
        return CODEC[0].write(value) == line
    except (ValueError, RecursionError, TypeError):
        return False
