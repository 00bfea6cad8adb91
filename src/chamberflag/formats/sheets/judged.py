"""What becomes of each row: taken, held for a person to decide, or not taken, with every reason. Source: commands.md, row `import`.

`Fault`: the row is bad and is not imported. `Doubt`: the row is shown and waits. A row that the box has already is ok and adds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec

from chamberflag.formats.sheets.cells import Unfit, said, shown
from chamberflag.formats.sheets.mapping import Columns
from chamberflag.formats.sheets.model import Row
from chamberflag.vocabulary.words import Load, Role, RoundClass, WeaponClass


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is not imported, and what to do. column: its header, or the field that no column holds."""

    column: str
    value: str
    problem: str
    fix: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """What a person has to decide about a row before it is imported."""

    column: str
    problem: str


class Item(msgspec.Struct, frozen=True, gc=False):
    """A weapon or a lot as a row describes it. stated: fields that the row says itself; what is assumed is not among them."""

    id: str
    serial: str = ""
    klass: WeaponClass | None = None
    rounds: RoundClass | None = None
    capacity: int | None = None
    load: Load = Load.NONE
    count: int | None = None
    maker: str = ""
    model: str = ""
    calibre: str = ""
    action: str = ""
    vent: str = ""
    owner: str = ""
    supplier: str = ""
    receipt: str = ""
    container: str = ""
    look: str = ""
    primers: str = ""
    safeties: bool | None = None
    stated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Paper:
    """A licence or course of a person. ref: its number or title, which lies beside the log; valid_to: ms, -1 = not said."""

    kind: str
    ref: str
    valid_to: int = -1


@dataclass(frozen=True, slots=True)
class Person:
    """A person as a row describes them. The name lies beside the log, never in it."""

    id: str
    name: str
    roles: tuple[Role, ...]
    minor: bool = False
    papers: tuple[Paper, ...] = ()


@dataclass(slots=True)
class Judged:
    """A row with its verdict; `known`: what it says is on record already, under the id it has now."""

    row: Row
    made: Item | Person | None
    faults: tuple[Fault, ...]
    doubts: tuple[Doubt, ...]
    known: bool = False

    @property
    def bad(self) -> bool:
        """Whether it cannot be imported as it is."""
        return bool(self.faults) or self.made is None

    @property
    def held(self) -> bool:
        """Whether a person has to decide first."""
        return not self.bad and bool(self.doubts) and not self.known


@dataclass(slots=True)
class View:
    """One row read field by field; what cannot be taken is noted, and reads as nothing. set_all: field -> value for rows that lack it."""

    columns: Columns
    row: Row
    set_all: Mapping[str, str]
    doubtful: bool
    faults: tuple[Fault, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    def texts(self, names: Sequence[str]) -> dict[str, str]:
        """Fields that the row says something of, or that are set for all."""
        fields, set_all = self.columns.fields, self.set_all
        return {name: told for name in names if (name in fields or name in set_all) and (told := self.text(name))}

    def raw(self, name: str) -> str:
        """The cell as it stands in the file."""
        column = self.columns.fields.get(name, -1)
        return self.row.cells[column] if 0 <= column < len(self.row.cells) else ""

    def text(self, name: str) -> str:
        """What the row says of a field, "" where it says nothing or something that cannot be taken."""
        column, cells = self.columns.fields.get(name, -1), self.row.cells
        cell = cells[column] if 0 <= column < len(cells) else ""
        if not cell:
            return self.set_all.get(name, "")
        try:
            told = said(cell)
        except Unfit as unfit:
            self.fault(name, unfit.problem, unfit.fix)
            return ""
        if self.row.doubts:
            self._noted(name)
        elif self.doubtful and not told.isascii():
            self.doubt(name, f"the file does not say its encoding; is {shown(told)!r} spelt right?")
        return told or self.set_all.get(name, "")

    def _noted(self, name: str) -> None:
        why = self.row.doubts.get(self.columns.fields.get(name, -1))
        if why:
            self.doubt(name, why)

    def fault(self, name: str, problem: str, fix: str, value: str | None = None) -> None:
        """Note that the row cannot be imported."""
        self.faults += (Fault(self.columns.header(name), shown(self.raw(name) if value is None else value), problem, fix),)

    def doubt(self, name: str, problem: str) -> None:
        """Note that a person has to decide."""
        self.doubts += (Doubt(self.columns.header(name), problem),)

    def compare_twins(self, names: Sequence[str]) -> None:
        """Where a header stands twice, both cells must say the same."""
        for name in names if self.columns.twins else ():
            for column in self.columns.twins.get(name, ()):
                other, own = self.row.cell(column).strip(), self.raw(name).strip()
                if other and own and other != own:
                    self.doubt(name, f"the header stands twice, and the other column says {shown(other)!r}")

    def surplus(self) -> None:
        """Cells beyond the last header: a delimiter inside a value, most likely."""
        if len(self.row.cells) > self.columns.width and any(cell.strip() for cell in self.row.cells[self.columns.width :]):
            self.fault("", "the row has more cells than there are headers", "put quotation marks around a value with a delimiter in it", "")
