r"""An entry and its bytes: line 1 the act, one line a signature in the order of `signers`, last the box line. Source: log.md section 2.

`{"at":...,"v":1}\n{"alg":...}\n{"box":{"decision":"permit","late":false,"recv":...,"rules":"...","why":[]}}\n`
At most 16,384 bytes, line 1 at most 8,192. What is optional is absent when it is empty, so a box line has one spelling.
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
    facts: dict[str, bool | int | str]
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
    """What the box adds: its instant `recv` (ms), its decision, every reason; `done` steps of a joint act that was not permitted."""

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
    """Line 1, the signature lines, and the box line; the lines without their newlines."""

    line: bytes
    signatures: tuple[bytes, ...]
    box: BoxLine


_decoder = msgspec.json.Decoder(_Box)


def encode(entry: Entry) -> bytes:
    """The bytes of the leaf. Raises Malformed where they would not decode again."""
    lines = (entry.line, *entry.signatures, _box_line(entry.box))
    made = b"\n".join(lines) + b"\n"
    _measure(made, entry.line)
    if made.count(b"\n") != len(lines) or b"" in lines or not entry.signatures:
        raise Malformed("malformed.form", "an entry has an act, signatures and a box line, each on one line", "entry")
    return made


def decode(data: bytes) -> Entry:
    """An entry from its bytes. Raises Malformed naming the line; line 1 and the signatures are judged by those who read them."""
    if not data.endswith(b"\n"):
        raise Malformed("malformed.form", "the last line does not end", "entry")
    lines = data[:-1].split(b"\n")
    _measure(data, lines[0])
    if len(lines) < 3:  # an act, one signature, a box line
        raise Malformed("malformed.form", "an entry has an act, signatures and a box line", "entry")
    if b"" in lines:
        raise Malformed("malformed.form", "the line is empty", f"entry line {lines.index(b'') + 1}")
    return Entry(lines[0], tuple(lines[1:-1]), _box(lines[-1], f"entry line {len(lines)}"))


def _measure(data: bytes, line: bytes) -> None:
    if len(data) > ENTRY_LIMIT:
        raise Malformed("malformed.size", f"the entry has {len(data)} bytes, at most {ENTRY_LIMIT} are allowed", "entry")
    if len(line) > LINE_LIMIT:
        raise Malformed("malformed.size", f"line 1 has {len(line)} bytes, at most {LINE_LIMIT} are allowed", "entry line 1")


def _box_line(box: BoxLine) -> bytes:
    if _short(box):
        made = profile.encode_struct(_Box(box))
        if profile.is_plain(made) and len(made) <= ENTRY_LIMIT:
            return made
    plain = msgspec.to_builtins(box)
    for why in plain["why"]:
        why["facts"] = {_key(name): value for name, value in why["facts"].items()}
    return profile.encode({"box": plain}, ENTRY_LIMIT)


def _short(box: BoxLine) -> bool:
    """Whether plain bytes of it are canonical for certain: nothing in it comes from a rule file, and no number is too large."""
    numbers = (box.recv, box.done or 0, *(place.n for place in box.place))
    return not box.why and min(numbers) >= -profile.BIGGEST and max(numbers) <= profile.BIGGEST


def _box(line: bytes, place: str) -> BoxLine:
    quick = profile.decode_as(_decoder, line, ENTRY_LIMIT)
    if quick is not None and _short(quick.box):
        return quick.box
    try:
        profile.decode(line, ENTRY_LIMIT)
        box = _decoder.decode(line).box
    except msgspec.ValidationError as error:
        raise Malformed("malformed.form", str(error), place) from None
    except Malformed as error:
        raise Malformed(error.code, error.text, place) from None
    if _box_line(box) != line:
        raise Malformed("malformed.form", "something optional is there although it is empty", place)
    return box


def _key(name: str) -> str:
    """A fact's name as a canonical key."""
    return name.replace(".", "_").lower()[:32]
