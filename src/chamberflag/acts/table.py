"""The table of acts as data: class, gates, signers, event, parameters. Read from `rulepacks/acts.toml`; authority: acts.md."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from collections.abc import Mapping


TEAM = "TEAM"  # not a gate: acts that inside the lead's team are judged by few rules


class ActRow(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"klass": "class"}):
    """One act: class G, F or B; gates it is judged at; signer slots in order; event of the machine ("" = facts only).

    slots: names of the table `slot`, each a list of role tokens ("any" = every role). The first slot is the doer.
    params: event parameter -> slot. rung: the highest rung number that suffices. root: two of the people who founded the log sign. More may
    sign than slots name.
    """

    klass: str
    gates: tuple[str, ...] = ()
    raises_at: tuple[str, ...] = ()
    slots: tuple[str, ...] = ("any",)
    optional: tuple[str, ...] = ()
    event: str = ""
    params: dict[str, str] = {}
    while_stopped: bool = True
    rung: int = 3
    root: bool = False


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    slot: dict[str, tuple[str, ...]]
    act: dict[str, ActRow]
    team_acts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ActTable:
    """All acts by type, and the role tokens that fill each slot."""

    rows: Mapping[str, ActRow]
    slots: Mapping[str, frozenset[str]]
    team_acts: tuple[str, ...] = ()

    def gates(self) -> dict[str, list[str]]:
        """Gate name -> the acts it judges, as the interlock wants it."""
        found: dict[str, list[str]] = {"ALL": [], TEAM: list(self.team_acts)}
        for kind, row in self.rows.items():
            if row.klass == "G":
                found["ALL"].append(kind)
            for gate in row.gates:
                found.setdefault(gate, []).append(kind)
            for gate in row.raises_at:
                found.setdefault(gate, [])  # a gate at which nothing is refused still has its name
        return found


def read_table(text: str) -> ActTable:
    """The table from its TOML text. Raises Malformed naming the row."""
    try:
        made = msgspec.convert(tomllib.loads(text), _File)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise Malformed("malformed.acts_table", str(error), "acts.toml") from None
    for kind, row in made.act.items():
        for slot in (*row.slots, *row.optional, *row.params.values()):
            if slot not in made.slot:
                raise Malformed("malformed.acts_table", f"no slot is called {slot!r}", f"acts.toml act.{kind}")
    return ActTable(made.act, {name: frozenset(roles) for name, roles in made.slot.items()}, made.team_acts)
