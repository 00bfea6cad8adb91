from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from chamberflag.interlock.parser import Parser, Reading
from chamberflag.interlock.schema import Field
from chamberflag.prover.encode import Encoding
from chamberflag.vocabulary.errors import Malformed
from proofs.live import base
from proofs.solver.cutoff import premises
from proofs.solver.obligations import asked

if TYPE_CHECKING:
    from chamberflag.interlock.model import Model
    from chamberflag.interlock.tree import Node

MODEL = base().model
EACH: Node = ("each", "w", "declared")
OWN: Node = ("var", "w", "declared")


def rule(tree: Node) -> Model:
    """The machine with one rule that reads this."""
    first = MODEL.rules[0]
    return replace(MODEL, rules=(replace(first, trees={first.on[0]: tree}),))


def effect(event: str, target: tuple[str, str], tree: Node) -> Model:
    """The machine with one assignment more."""
    one = MODEL.events[event]
    return replace(MODEL, events={**MODEL.events, event: replace(one, effects={**one.effects, target: tree})})


def invariant(tree: Node, *, step: bool = False) -> Model:
    """The machine with one statement more."""
    more = replace(MODEL.invariants[0], id="X1", tree={"": tree}, step=step)
    return replace(MODEL, invariants=(*MODEL.invariants, more))


def promise(tree: Node, *, every: bool) -> Model:
    """The machine with one promise of a stop more."""
    one = MODEL.events["stop"]
    return replace(MODEL, events={**MODEL.events, "stop": replace(one, ensures=((every, "more", tree),))})


def field(scope: str, name: str, found: Field) -> Model:
    """The machine with one field more."""
    return replace(MODEL, schema=replace(MODEL.schema, fields={**MODEL.schema.fields, (scope, name): found}))


AGAINST: dict[str, tuple[str, Model]] = {
    "a rule about every weapon": ("C1", rule(EACH)),
    "a rule about the state after": ("C1", rule(("new", "w", "declared"))),
    "an assumption about every weapon": (
        "C1",
        replace(MODEL, assumptions=(replace(MODEL.assumptions[0], tree={"check": EACH}), *MODEL.assumptions[1:])),
    ),
    "an effect that reads every weapon": ("C2", effect("stop", ("g", "stopped"), EACH)),
    "an effect that reads a fact": ("C2", effect("stop", ("g", "stopped"), ("fact", "Bool", "lot_held"))),
    "an effect that reads what another effect wrote": ("C2", effect("stop", ("g", "stopped"), ("new", "g", "discharge"))),
    "an effect on every weapon that reads the event's own": ("C3", effect("stop", ("each", "declared"), OWN)),
    "an effect on every weapon that reads the event's lot": ("C3", effect("stop", ("each", "declared"), ("var", "l", "reg"))),
    "an effect that writes an identity": ("C4", effect("stop", ("l", "id"), ("none", "LotId"))),
    "an invariant about every weapon": ("C5", invariant(EACH)),
    "an invariant about the state after": ("C5", invariant(("new", "w", "declared"))),
    "an invariant about a fact": ("C5", invariant(("fact", "Bool", "lot_held"))),
    "a construct that nobody has thought of": ("C5", invariant(("all", "w", OWN))),
    "a step statement about a parameter": ("C6", invariant(("eq", ("param", "Person", "who"), ("none", "Person")), step=True)),
    "a promise about every weapon in one sentence": ("C7", promise(EACH, every=False)),
    "a promise of every weapon with a lot": ("C7", promise(("or", ("new", "w", "gap"), ("var", "l", "reg")), every=True)),
    "a weapon with an identity": ("C8", field("w", "id", Field("Person", "key"))),
    "an order of people": ("C9", rule(("lt", ("var", "w", "holder"), ("var", "w", "chk1")))),
    "a field of something else": ("C10", field("magazine", "n", Field("Count", "0"))),
    "a weapon that starts as another does": ("C11", field("w", "first", Field("Bool", "w.reg or True"))),
    "an invariant that only one lot can keep": ("C12", invariant(("eq", ("var", "l", "id"), ("var", "w", "lot")))),
    "a promise that only an effect on every weapon keeps": ("C13", promise(("new", "w", "quar"), every=True)),
}


def test_the_machine_keeps_to_every_premise() -> None:
    """Each premise of the argument from two to any number is looked at somewhere, and nothing is against it."""
    found = list(premises(MODEL))
    assert len({p.id for p in found}) == len(found) == 13
    assert [(p.id, p.against) for p in found if p.against or not p.items] == []
    assert {premise for premise, _ in AGAINST.values()} == {p.id for p in found}


@pytest.mark.parametrize("case", AGAINST)
def test_what_is_against_a_premise_is_named(case: str) -> None:
    """A machine that breaks one premise is caught by that premise, and by name."""
    premise, model = AGAINST[case]
    found = next(p for p in premises(model) if p.id == premise)
    assert found.against


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("each.declared", Reading()),
        ("new.w.declared", Reading()),
        ("f.lot_held", Reading(new=True)),
        ("w.declared", Reading(each=True)),
        ("all(w.declared)", Reading()),
        ("w.other.declared", Reading()),
    ],
)
def test_the_loader_knows_no_words_for_a_second_weapon(text: str, reading: Reading) -> None:
    """What the argument rules out cannot be written: the loader refuses it before any proof is asked."""
    with pytest.raises(Malformed):
        Parser(MODEL.schema, reading, text, "here").parse("Bool")


def broken(model: Model, event: str, nameless: str = "") -> set[str]:
    """What of one event does not hold where the act names no weapon or no lot."""
    e = Encoding(model, 2, frozenset(nameless))
    return {o.id for o, answer, _ in asked(e, e.state(), only_of=frozenset({event})) if str(answer) != "unsat"}


def test_an_act_that_names_no_lot_is_looked_at_for_itself() -> None:
    """An effect that goes wrong only where no lot is named is found there, and nowhere else."""
    nobody: Node = ("eq", ("var", "l", "id"), ("none", "LotId"))
    worse = effect("stop", ("g", "bullet"), ("ite", nobody, ("sub", ("var", "g", "bullet"), ("lit", "Int", 1)), ("var", "g", "bullet")))
    assert broken(worse, "stop") == set()
    assert broken(worse, "stop", "w") == set()
    assert "range g.bullet" in broken(worse, "stop", "l")


def test_an_act_that_names_no_weapon_is_looked_at_for_itself() -> None:
    """An effect that goes wrong only where no weapon is named is found there, and nowhere else."""
    nothing: Node = ("and", ("eq", ("var", "w", "kind"), ("lit", "Kind", "NONE")), ("eq", ("var", "w", "cap"), ("lit", "Int", 1)))
    registered: Node = ("or", ("var", "w", "reg"), ("not", nothing))
    worse = effect("stop", ("g", "stopped"), registered)
    assert "new.g.stopped" in broken(worse, "stop", "w")
    assert broken(worse, "stop", "l") != set()
