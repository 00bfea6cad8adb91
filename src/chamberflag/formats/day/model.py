"""A day file as values: who and what there is, and the acts in their order. The format is described in docs/formats/day.md."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Body = Mapping[str, object]
BOX = "box"  # signs what somebody without a key did: a stop, a concern


@dataclass(frozen=True, slots=True)
class Text:
    """Words that may describe a person: they become a commitment when the act is composed."""

    text: str


@dataclass(frozen=True, slots=True)
class KeyOf:
    """The key of a person, by its id once the person is enrolled."""

    person: str


@dataclass(frozen=True, slots=True)
class PersonLine:
    """A person of the day: id, roles in the order written (the first is the main one), rung of the ladder they sign on."""

    id: str
    roles: tuple[str, ...]
    name: str
    rung: int
    minor: bool
    line: int


@dataclass(frozen=True, slots=True)
class ItemLine:
    """An item of the day: what the register will be told about it."""

    id: str
    kind: str
    thing: Mapping[str, object]
    line: int


@dataclass(frozen=True, slots=True)
class Expectation:
    """What the file says a step will meet. rules: each must be among the reasons; only: and no other; step: of a joint act."""

    outcome: str
    line: int
    rules: tuple[str, ...] = ()
    only: bool = False
    step: int = 0


@dataclass(frozen=True, slots=True)
class SignerLine:
    """Who signs, in which role ("" = the one the act asks of them), and with whose key ("" = their own)."""

    person: str
    role: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class ActLine:
    """One act of the day. at: ms since 1970; body: plain values, `Text` where the log holds a commitment; before: a preparation.

    scene: the heading above it.
    """

    n: int
    line: int
    text: str
    at: int
    type: str
    signers: tuple[SignerLine, ...]
    subjects: tuple[str, ...]
    body: Body
    expects: tuple[Expectation, ...] = ()
    act_id: bytes = b""
    before: bool = False
    scene: str = ""


@dataclass(frozen=True, slots=True)
class DayFile:
    """Everything a day file says.

    digest: SHA-256 of its bytes; ids of acts follow from it, so the same file again adds nothing. warnings: what a reader should look at.
    """

    file: str
    title: str
    digest: bytes
    start: int
    packs: tuple[str, ...]
    params: Mapping[str, int]
    people: Mapping[str, PersonLine]
    items: Mapping[str, ItemLine]
    acts: tuple[ActLine, ...] = field(default=())
    warnings: tuple[str, ...] = ()
