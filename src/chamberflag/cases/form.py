"""A case file as typed values: people, items, what is not in order, steps, questions. Roles only; nothing here is read by the gate."""

from __future__ import annotations

import tomllib
from typing import Any

import msgspec

from chamberflag.vocabulary.errors import Malformed

Args = dict[str, Any]


class CasePerson(msgspec.Struct, frozen=True):
    """A person of the case, by role."""

    id: str
    role: str
    note: str = ""


class CaseItem(msgspec.Struct, frozen=True, rename={"klass": "class"}):
    """A weapon, lot, round, store, container, place or exhibit, as the accounts describe it."""

    id: str
    kind: str
    klass: str | None = None
    capacity: int | None = None
    load: str | None = None
    count: int | None = None
    calibre: str | None = None
    maker: str | None = None
    model: str | None = None
    serial: str | None = None
    note: str = ""


class GivenAct(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An act recorded instead of what would be in order, before step `before`."""

    act: str
    who: str
    on: tuple[str, ...] = ()
    to: str | None = None
    args: Args = {}
    before: int = 1


class Given(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is not in order: a fact about somebody or something, and the acts that are recorded or left out."""

    about: str
    fact: str
    value: Any
    acts: tuple[GivenAct, ...] = ()
    omits: tuple[str, ...] = ()


class CaseStep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One step: who does which act on what, what is expected of it, and the rules that must each refuse it alone."""

    n: int
    who: str
    act: str
    what: str
    expected: str
    on: tuple[str, ...] = ()
    to: str | None = None
    args: Args = {}
    fed: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    raises: tuple[str, ...] = ()
    row: int | str | None = None
    account: str | None = None
    probe: bool = False

    @property
    def refused(self) -> bool:
        """Whether the step is expected to be refused."""
        return self.expected == "refused"


class Acceptance(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question put to a replay and the answer expected of it; `manual` = a person checks it."""

    id: str
    mode: str
    steps: tuple[int, ...]
    text: str
    ask: Args | None = None
    expect: Any = None
    manual: bool = False


class ConflictAccount(msgspec.Struct, frozen=True):
    """One account of a matter on which accounts differ."""

    by: str
    says: str
    confidence: str = ""


class Conflict(msgspec.Struct, frozen=True):
    """A matter on which accounts differ; all stay side by side."""

    id: str
    about: str
    accounts: tuple[ConflictAccount, ...]


class Source(msgspec.Struct, frozen=True):
    """Where the case was read, and how."""

    title: str
    address: str
    confidence: str


class Case(msgspec.Struct, frozen=True):
    """A whole case."""

    id: str
    title: str
    year: int
    place: str
    packs: tuple[str, ...]
    summary: str
    source: tuple[Source, ...]
    person: tuple[CasePerson, ...]
    step: tuple[CaseStep, ...]
    acceptance: tuple[Acceptance, ...]
    item: tuple[CaseItem, ...] = ()
    given: tuple[Given, ...] = ()
    conflict: tuple[Conflict, ...] = ()

    def of(self, item: str) -> CaseItem | None:
        """The item of an id."""
        return next((one for one in self.item if one.id == item), None)

    def kind(self, item: str) -> str:
        """The kind of an item ("" = the case does not know it)."""
        found = self.of(item)
        return found.kind if found is not None else ""

    def items(self, kind: str) -> list[CaseItem]:
        """The items of a kind, in the order of the file."""
        return [one for one in self.item if one.kind == kind]

    def at(self, n: int) -> CaseStep:
        """The step of a number."""
        return self.step[n - 1]


def parse(text: str, name: str) -> Case:
    """A case from its TOML text. Raises Malformed naming the file and the key."""
    try:
        return msgspec.convert(tomllib.loads(text), Case)
    except tomllib.TOMLDecodeError as error:
        raise Malformed("malformed.toml", str(error), name) from None
    except msgspec.ValidationError as error:
        raise Malformed("malformed.case", str(error), name) from None
