"""What was found, as a file (`proofs/cuts.json`): figures, every cut set and a way to each; and what a new run may not be: worse.

The file carries the digest of the machine it speaks of. `floor` in `variants.toml` is what a change may not go below without a decision.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofs.cuts.search import Cuts, minimal_cuts
from proofs.cuts.variants import book
from proofs.explorer import Explorer
from proofs.live import base

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from chamberflag.interlock.model import Model
    from proofs.cuts.variants import Failure, Procedure

FILE = Path(__file__).parent.with_name("cuts.json")
NEVER = 99
FIGURES = ("any", "accidental", "people")
SAID = {"any": "any failures:", "accidental": "without a deliberate swap:", "people": "different people:"}
Found = dict[str, Any]


def digest(model: Model) -> str:
    """16 hex digits over what a search depends on: fields, effects, rules, assumptions. Texts and promises do not count."""
    parts = [
        sorted((key, found.sort, found.initial) for key, found in model.schema.fields.items()),
        sorted((name, sorted(event.effects.items()), sorted(event.params.items())) for name, event in model.events.items()),
        sorted((rule.id, sorted(rule.trees.items())) for rule in model.rules),
        sorted((one.id, sorted(one.tree.items())) for one in model.assumptions),
    ]
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def figures(sets: Iterable[frozenset[Failure]]) -> dict[str, int | None]:
    """The least number of failures, of failures without a deliberate one, of different people; None = never, however many fail."""
    listed = list(sets)
    kinds = book().kind
    accidental = [cut for cut in listed if not any(kinds[kind].deliberate for kind, _ in cut)]
    return {
        "any": min(map(len, listed), default=None),
        "accidental": min(map(len, accidental), default=None),
        "people": min((len({person for _, person in cut}) for cut in listed), default=None),
    }


def ways(one: Procedure, found: Cuts) -> list[list[str]]:
    """For each cut set the shortest way to the event with these failures and no other, by a search of its own."""
    whole = Explorer(one.model, one.world, found.failures, one.variant.leave_out, one.variant.without, goals=(one.top.expr,), every=True)
    made: list[list[str]] = []
    for cut in found.sets:
        result = whole.narrowed(cut).run(one.top.expr)
        if result.trace is None:
            raise AssertionError(f"{one.name}: no way to the event with {sorted(cut)}")
        made.append([str(step) for step in result.trace])
    return made


def brief(found: Cuts) -> Found:
    """Figures and cut sets as the file has them."""
    return {"k": figures(found.sets), "sets": [sorted(map(list, cut)) for cut in found.sets]}


def variant(one: Procedure, say: Callable[[str], None] | None = None) -> Found:
    """One procedure, searched to the end."""
    found = minimal_cuts(one, say=say)
    return brief(found) | {
        "ways": ways(one, found),
        "failures": sorted(map(list, found.failures)),
        "states": found.states,
        "whole": found.whole,
    }


def read(file: Path = FILE) -> Found:
    """The file as it is."""
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {"machine": "", "variants": {}}


def written(variants: dict[str, Found]) -> str:
    """The file as it should be."""
    return json.dumps({"machine": digest(base().model), "variants": variants}, indent=1, sort_keys=True) + "\n"


def below_floor(name: str, k: dict[str, int | None]) -> list[str]:
    """Figures that are below what `variants.toml` insists on."""
    floor = book().variant[name].floor
    return [f"{name}: {what} = {k[what]}, the floor is {floor[what]}" for what in FIGURES if number(k[what]) < floor[what]]


def number(figure: int | None) -> int:
    """A figure to compare by; never is more than any."""
    return NEVER if figure is None else figure


def others(name: str, found: Found) -> list[str]:
    """Fewest people who are not those of whom the wording speaks."""
    who = set(book().variant[name].who)
    people = [{person for _, person in cut} for cut in found["sets"]]
    return [f"{name}: {', '.join(sorted(one))} are enough" for one in people if who and len(one) == found["k"]["people"] and one != who]


def worse(name: str, old: Found, new: Found) -> list[str]:
    """A figure that went down, and a cut set that holds no old one."""
    found = [
        f"{name}: {what} went from {old['k'][what]} down to {new['k'][what]}"
        for what in FIGURES
        if number(new["k"][what]) < number(old["k"][what])
    ]
    before = [as_set(cut) for cut in old["sets"]]
    return found + [
        f"{name}: a new smaller cut set: {' and '.join(' by '.join(failure) for failure in cut)}"
        for cut in new["sets"]
        if not any(one <= as_set(cut) for one in before)
    ]


def said(found: Found) -> str:
    """The figures in words."""
    return "; ".join(f"{SAID[what]} {'never' if found['k'][what] is None else found['k'][what]}" for what in FIGURES) + (
        f"; {len(found['sets'])} minimal cut sets"
    )


def as_set(cut: Iterable[Iterable[str]]) -> frozenset[Failure]:
    """A cut set as the file has it, as a set."""
    return frozenset((kind, person) for kind, person in cut)
