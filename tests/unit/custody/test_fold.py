"""One step into the state: what the machine does, and what a change of somebody's roles does to the weapons that name them."""

from __future__ import annotations

import pytest
from immutables import Map
from msgspec.structs import replace

from chamberflag.acts.people import AddPerson
from chamberflag.custody.event import Event
from chamberflag.custody.fold import advance, fold_step
from chamberflag.custody.machine import run_events
from chamberflag.custody.state import State
from chamberflag.vocabulary.words import Role
from proofs.live import base
from tests.scenes import NOW, Fields, Scene, moment

RULES = base()
DECLARED: Fields = {"reg": True, "declared": True, "permitted": 2, "gap": False, "loc": "hand"}


def added(*roles: Role, **weapons: Fields) -> State:
    """The state after pia came to the production in these roles, with these weapons on record."""
    met = moment(
        Scene(act="add_person", body=AddPerson("pia", roles), weapon="", core={name: {**DECLARED, **of} for name, of in weapons.items()})
    )
    return fold_step(RULES, met.state, met.step)


@pytest.mark.parametrize("field", ["chk1", "chk2", "chk3", "seen", "decl_by"])
def test_what_a_new_performer_looked_at_or_declared_is_void(field: str) -> None:
    """A weapon that names somebody who is cast at this moment is not declared any more, nor looked at; another is as it was."""
    after = added(Role.PERFORMER, w1={field: "pia"}, w2={field: "ann"}).core.weapons
    assert (after["w1"]["declared"], after["w1"]["permitted"], after["w1"]["gap"]) == (False, 0, True)
    assert (after["w2"]["declared"], after["w2"]["permitted"], after["w2"]["gap"]) == (True, 2, False)


def test_what_a_new_performer_holds_lies_unattended() -> None:
    """The only weapon there is, in the hand of somebody who is cast at this moment: nobody has it, it is quarantined."""
    after = added(Role.PERFORMER, w1={"holder": "pia", "issued": True}).core.weapons["w1"]
    assert (after["holder"], after["loc"], after["quar"], after["issued"], after["declared"]) == ("", "unattended", True, False, False)


def test_another_role_voids_nothing() -> None:
    """Whoever comes as crew keeps what they looked at."""
    after = added(Role.CREW, w1={"holder": "pia", "chk1": "pia"}).core.weapons["w1"]
    assert (after["holder"], after["chk1"], after["declared"], after["gap"]) == ("pia", "pia", True, False)


def test_roles_are_those_of_the_new_state() -> None:
    """The performer is one from the next step on, and on record as a person."""
    people = added(Role.PERFORMER).people
    assert people.roles["performer"] == {"pia"}
    assert people.persons["pia"].roles == {"performer"}


def test_events_happen_one_after_the_other_now_and_for_what_they_name() -> None:
    """The second finds what the first left; each is done at the instant of the step, to its own weapon; one without a name does nothing."""
    looks = tuple(Event("witness", "w1", "", {"who": who, "found": "EMPTY", "n": 0, "looked": 6}) for who in ("ann", "bob"))
    met = moment(Scene(act="witness", core={"w1": {}, "w2": {}}, events=(*looks, Event("", "w2", "", {}))))
    weapons = run_events(RULES, met.state, met.step).weapons
    assert (weapons["w1"]["chk2"], weapons["w1"]["wit_at"]) == ("bob", NOW)
    assert weapons["w2"] == met.state.core.weapons["w2"]
    idle = moment(Scene(core={"w1": {}}, events=(Event("", "w1", "", {}),)))
    assert run_events(RULES, idle.state, idle.step) is idle.state.core


@pytest.mark.parametrize("performs", [True, False])
def test_an_event_knows_who_is_what(*, performs: bool) -> None:
    """What went out for a block stays declared over a cut in a performer's hand, and in nobody else's."""
    cut = (Event("call_cut", "", "", {"who": "ann"}),)
    lent: Fields = {**DECLARED, "holder": "tom", "block": True}
    met = moment(Scene(act="call_cut", core={"w1": lent}, events=cut, held={"performer": ("tom",) if performs else ()}))
    assert run_events(RULES, met.state, met.step).weapons["w1"]["declared"] is performs


def test_one_entry_later() -> None:
    """The position moves by one, the clock never goes back, and a hold stands at the position of the entry that raised it."""
    before = replace(moment(Scene()).state, size=7, clock=NOW, holds=Map({"HND-01|w1": 3}))
    later = advance(before, NOW + 5, [("INC-01", "w1"), ("HND-01", "w1")])
    assert (later.size, later.clock) == (8, NOW + 5)
    assert dict(later.holds) == {"HND-01|w1": 7, "INC-01|w1": 7}
    assert advance(before, NOW - 5).clock == NOW
    assert advance(before, NOW - 5).holds == before.holds
