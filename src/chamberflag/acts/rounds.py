"""Acts on rounds and lots: proof one by one, blind counts, loading, unloading, disposal. acts.md section 1."""

from __future__ import annotations

from typing import Annotated

import msgspec

from chamberflag.acts.body import Chambers, Commit, Count, Token
from chamberflag.vocabulary.words import Pile, RoundClass

Seal = Annotated[int, msgspec.Meta(ge=1, le=9_007_199_254_740_991)]


class Proof(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename={"klass": "class"}):
    """What was found for `n` rounds looked at one by one: class and the independent marks each of them shows."""

    klass: RoundClass
    marks: tuple[Token, ...] = ()
    n: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 1
    round: Token | None = None


class ProveRound(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Results of a proof of single rounds of the act's lot."""

    results: tuple[Proof, ...]


class Tally(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One person's own number, entered blind; `complete` = rounds that are whole; `expected` = what this person expected."""

    found: Count
    complete: Count | None = None


class CountItems(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A count of a lot (one tally a signer), of a container's classes, of cases, or of the weapons that are back.

    missing = cases of the lot that were not found, by two people who searched at `place` for so many `minutes`.
    """

    tallies: tuple[Tally, ...] = ()
    classes: tuple[RoundClass, ...] = ()
    lots: tuple[Token, ...] = ()
    cases: Count | None = None
    missing: Count | None = None
    place: Token | None = None
    minutes: Count | None = None
    weapons: tuple[Token, ...] = ()
    by_class: dict[str, int] = {}
    note: Commit | None = None


class LoadRounds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rounds of the act's lot go into the act's weapon; `source` = the container or place they were taken from; `shot` = for which."""

    n: Annotated[int, msgspec.Meta(ge=0, le=100)]
    source: Token | None = None
    tray: Token | None = None
    counted: Count | None = None
    shot: Token | None = None


class Unload(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rounds come out of the weapon: unfired ones, those that were struck and did not fire, and cases, as counted."""

    unfired: Count | None = None
    misfired: Chambers = 0  # not among `unfired`: they never go back into the box
    cases: Count | None = None
    counted: Count | None = None


class Fill(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rounds of the act's lot go into the act's magazine, one by one; each loader's own number, and that of the seal."""

    n: Chambers
    counted: Chambers
    seal: Seal
    source: Token | None = None
    tray: Token | None = None


class Strip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The seal is broken and the magazine emptied: unfired rounds, and those that were struck and did not fire."""

    unfired: Count | None = None
    misfired: Chambers = 0
    counted: Count | None = None


class Insert(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A sealed magazine goes into a weapon before witness and performer: the number that all three read on the seal."""

    seal: Seal
    shot: Token | None = None


class TakeMagazineOut(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The magazine comes out; left = rounds that the opened chamber then shows."""

    left: Chambers = 0


class Dispose(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Rounds or cases are destroyed or thrown away; rounds from the store, from those that did not fire, or from those set apart."""

    n: Count = 0
    what: Token = "rounds"
    pile: Pile = Pile.STORE


BODIES: dict[str, type[msgspec.Struct]] = {
    "prove_round": ProveRound,
    "count": CountItems,
    "load": LoadRounds,
    "unload": Unload,
    "dispose": Dispose,
    "fill": Fill,
    "strip": Strip,
    "insert": Insert,
    "take_magazine_out": TakeMagazineOut,
}
