"""What becomes of each row: taken, held for a person to decide, or not taken, with every reason. Source: commands.md, row `import`.

`Fault`: the row is bad and is not imported. `Doubt`: the row is shown and waits. A row that the box has already is ok and adds nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from chamberflag.formats.sheets.cells import Unfit, clean, missing, shown
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


@dataclass(frozen=True, slots=True)
class Item:
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
    faults: list[Fault]
    doubts: list[Doubt]
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
    faults: list[Fault] = field(default_factory=list[Fault])
    doubts: list[Doubt] = field(default_factory=list[Doubt])

    def raw(self, name: str) -> str:
        """The cell as it stands in the file."""
        column = self.columns.fields.get(name, -1)
        return self.row.cells[column] if 0 <= column < len(self.row.cells) else ""

    def text(self, name: str) -> str:
        """What the row says of a field, "" where it says nothing or something that cannot be taken."""
        cell = self.raw(name)
        try:
            told = clean(cell) if cell else ""
        except Unfit as unfit:
            self.fault(name, unfit.problem, unfit.fix)
            return ""
        if self.row.doubts:
            self._noted(name)
        if self.doubtful and told and not told.isascii():
            self.doubt(name, f"the file does not say its encoding; is {shown(told)!r} spelt right?")
        if missing(told):
            return self.set_all.get(name, "")
        return told

    def _noted(self, name: str) -> None:
        why = self.row.doubts.get(self.columns.fields.get(name, -1))
        if why:
            self.doubt(name, why)

    def fault(self, name: str, problem: str, fix: str, value: str | None = None) -> None:
        """Note that the row cannot be imported."""
        self.faults.append(Fault(self.columns.header(name), shown(self.raw(name) if value is None else value), problem, fix))

    def doubt(self, name: str, problem: str) -> None:
        """Note that a person has to decide."""
        self.doubts.append(Doubt(self.columns.header(name), problem))

    def compare_twins(self, names: Sequence[str]) -> None:
        """Where a header stands twice, both cells must say the same."""
        for name in names:
            for column in self.columns.twins.get(name, ()):
                other, own = self.row.cell(column).strip(), self.raw(name).strip()
                if other and own and other != own:
                    self.doubt(name, f"the header stands twice, and the other column says {shown(other)!r}")

    def surplus(self) -> None:
        """Cells beyond the last header: a delimiter inside a value, most likely."""
        if any(cell.strip() for cell in self.row.cells[self.columns.width :]):
            self.fault("", "the row has more cells than there are headers", "put quotation marks around a value with a delimiter in it", "")
