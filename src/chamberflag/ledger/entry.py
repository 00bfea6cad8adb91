"""An entry and its bytes: line 1 the act, one line a signature in the order of `signers`, last the box line. Source: log.md section 2.

`{"at":...,"v":1}\\n{"alg":...}\\n{"box":{"decision":"permit","late":false,"recv":...,"rules":"...","why":[]}}\\n`
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import msgspec

from chamberflag.canon import profile
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.words import Verdict

ENTRY_LIMIT = 16_384
LINE_LIMIT = 8_192


class Why(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """A rule that failed or was raised: domain id or reason code, what it read, what was not recorded, in a joint act the step."""

    rule: str
    facts: dict[str, bool | int | str] = {}
    part: str = ""
    about: str = ""
    step: int = 0
    unknown: tuple[str, ...] = ()


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the box put a record-only act in a subject's chain."""

    id: str
    n: int
    prev: str


class BoxLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What the box adds: its instant, its decision, every reason."""

    decision: Verdict
    late: bool
    recv: Annotated[int, msgspec.Meta(ge=0)]
    rules: str
    why: tuple[Why, ...]
    place: tuple[Place, ...] = ()
    done: int | None = None
    pin: tuple[str, ...] = ()


class _Box(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    box: BoxLine


@dataclass(frozen=True, slots=True)
class Entry:
    """Line 1, the signature lines, and the box line."""

    line: bytes
    signatures: tuple[bytes, ...]
    box: BoxLine


_decoder = msgspec.json.Decoder(_Box)


def encode(entry: Entry) -> bytes:
    """The bytes of the leaf. Raises Malformed (malformed.size) beyond the limit."""
    box = msgspec.to_builtins(entry.box)
    box["late"] = entry.box.late
    for why in box["why"]:
        why.setdefault("facts", {})
        why["facts"] = {_key(name): value for name, value in why["facts"].items()}
    made = b"".join(part + b"\n" for part in (entry.line, *entry.signatures, profile.encode({"box": box}, ENTRY_LIMIT)))
    if len(made) > ENTRY_LIMIT:
        raise Malformed("malformed.size", f"the entry has {len(made)} bytes, at most {ENTRY_LIMIT} are allowed", "entry")
    return made


def _key(name: str) -> str:
    return name.replace(".", "_").lower()[:32]


def decode(data: bytes) -> Entry:
    """An entry from its bytes. Raises Malformed naming the line."""
    if len(data) > ENTRY_LIMIT:
        raise Malformed("malformed.size", f"{len(data)} bytes", "entry")
    if not data.endswith(b"\n"):
        raise Malformed("malformed.form", "the last line does not end", "entry")
    lines = data[:-1].split(b"\n")
    if len(lines) < 3:  # noqa: PLR2004 - act, one signature, box line
        raise Malformed("malformed.form", "an entry has an act, signatures and a box line", "entry")
    if len(lines[0]) > LINE_LIMIT:
        raise Malformed("malformed.size", "line 1 is too long", "entry line 1")
    profile.decode(lines[-1], ENTRY_LIMIT)
    try:
        box = _decoder.decode(lines[-1]).box
    except msgspec.ValidationError as error:
        raise Malformed("malformed.form", str(error), f"entry line {len(lines)}") from None
    return Entry(lines[0], tuple(lines[1:-1]), box)
