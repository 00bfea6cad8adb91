"""What a step is about: who does it, to which things, with which events, and whether it may be refused at all."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from chamberflag.acts import ceremony, day, people, rounds, weapons
from chamberflag.acts.act import Act, Signer, Subject
from chamberflag.acts.attested import Attested, Part, ProvenSigner
from chamberflag.acts.body import Nothing
from chamberflag.app import act_table
from chamberflag.custody.records import Thing
from chamberflag.custody.state import State
from chamberflag.custody.step import Step, kinds_of, resolve
from chamberflag.vocabulary.words import Action, Chamber, Contents, ItemKind, Role
from tests.scenes import BOX, DUMMIES, GUN, NOW, Scene, moment

TABLE = act_table()
LEAD, PERF, AD = ProvenSigner("k1", "lead", "ann", 3), ProvenSigner("k2", "performer", "pia", 2), ProvenSigner("k3", "ad", "bob", 3)
CLAIM = ceremony.Claim(Contents.DUMMY, 5)
GIVE = ceremony.HandOver(CLAIM, "s12", Action.COCK, fit=True)
HELD = {"lead": ("ann",), "handler": ("ann",), "performer": ("pia",), "ad": ("bob",), "witness": ("bob",)}


def here(**more: object) -> State:
    """A state with a gun, a box, a lot, and three people in their roles, at position 90."""
    return replace(moment(replace(Scene(core={"w1": {}}, things=(GUN, BOX, DUMMIES), held=HELD), **more)).state, size=90)


def attested(kind: str, signers: tuple[ProvenSigner, ...], subjects: tuple[str, ...], *parts: Part, late: bool = False) -> Attested:
    """An act of these steps as it comes from the phone."""
    told = tuple([Signer(s.kid, Role(s.role)) for s in signers])
    act = Act(1, "log", "a1", kind, NOW, {}, told, "phone7", 1, "", (0, ""), tuple([Subject(name) for name in subjects]), "", "")
    return Attested(act, b"", b"", signers, parts, late=late)


def step(
    kind: str, body: object, signers: tuple[ProvenSigner, ...], *subjects: str, state: State | None = None, late: bool = False
) -> Step:
    """The only step of a single act."""
    part = Part(kind, body)  # pyright: ignore[reportArgumentType] - any body
    return resolve(state or here(), TABLE, attested(kind, signers, subjects, part, late=late), part, 1, NOW)


def test_who_does_it_and_to_whom() -> None:
    """Slots by role, the doer is the first, each parameter of the event the person of its slot; nobody else is a party."""
    made = step("hand_over", GIVE, (PERF, LEAD), "w1")
    assert made.slots == {"handler": "ann", "performer": "pia"}
    assert (made.actor, made.party("who"), made.party("to"), made.party("second")) == ("ann", "ann", "pia", "")
    assert (made.act_id, made.number, made.type, made.now, made.index, made.device, made.missing) == (
        "a1",
        1,
        "hand_over",
        NOW,
        90,
        "phone7",
        0,
    )
    assert made.body is GIVE
    assert [(event.name, event.weapon, event.args["to"]) for event in made.events] == [("hand_over", "w1", "pia")]


def test_who_does_an_act_without_an_event_is_its_first_signer() -> None:
    """No parameter names anybody: who it is of is the first slot's person."""
    made = step("open_day", day.OpenDay(), (AD,))
    assert (made.actor, made.party("who"), made.missing) == ("bob", "bob", 0)


def test_what_may_be_refused() -> None:
    """A gated act alone; an observation never, and no look that found a bullet round."""
    assert not step("hand_over", GIVE, (LEAD, PERF), "w1").failsafe
    assert step("count", rounds.CountItems((rounds.Tally(0),)), (PERF,), "w1").failsafe
    assert step("observe", ceremony.Look((Chamber.BULLET,)), (PERF,), "w1").failsafe
    assert step("check", ceremony.Look((Chamber.BULLET,)), (LEAD,), "w1").failsafe
    assert not step("check", ceremony.Look((Chamber.EMPTY,)), (LEAD,), "w1").failsafe


def test_the_rung_of_the_act_and_whether_it_came_late() -> None:
    """Both stand in the step as table and phone have them."""
    assert (step("hand_over", GIVE, (LEAD, PERF), "w1").rung, step("open_day", day.OpenDay(), (AD,)).rung) == (2, 3)
    assert step("open_day", day.OpenDay(), (AD,), late=True).late
    assert not step("open_day", day.OpenDay(), (AD,)).late


def test_who_is_missing_is_counted() -> None:
    """A slot that nobody fills is one who is missing where no rule of the event asks for them; so is each in a joint act's own slots."""
    assert step("open_day", day.OpenDay(), (PERF,)).missing == 1
    look = Part("check", ceremony.Look((Chamber.EMPTY,)))
    parts = (Part("take_out", Nothing()), look)
    whole = attested("look_in", (LEAD,), ("w1",), *parts)
    assert resolve(here(), TABLE, whole, look, 2, NOW).missing == 0
    assert resolve(here(), TABLE, attested("look_in", (AD,), ("w1",), *parts), look, 2, NOW).missing == 1


def test_a_certain_person_who_has_to_sign_is_missing_too() -> None:
    """Whoever is trained signs the training; without their signature one is missing, whoever else signed."""
    body = people.Train("pia", ("revolver",))
    assert step("train", body, (LEAD, PERF)).missing == 0
    assert step("train", body, (LEAD, AD)).missing == step("train", body, (LEAD, PERF, AD)).missing + 1


def test_a_step_is_not_altered_and_says_no_more_than_it_was_given() -> None:
    """A step of the clock is on time, asks for no rung but the last, and nobody is missing."""
    clock = Step("", 1, "clock", Nothing(), NOW, 0, (), "", {}, {}, (), (), (), (), failsafe=True)
    assert (clock.late, clock.rung, clock.missing, clock.device) == (False, 3, 0, "")
    with pytest.raises(AttributeError):
        clock.now = 0  # pyright: ignore[reportAttributeAccessIssue] - that it cannot be is the point


def test_the_signers_of_a_step_of_a_joint_act_are_those_it_needs() -> None:
    """Three sign the whole; the show is the performer's, the hand-over of two. Alone, all who signed are signers."""
    show, hand = Part("show", ceremony.Look((Chamber.EMPTY,))), Part("hand_over", GIVE)
    whole = attested("give", (LEAD, AD, PERF), ("w1",), Part("declare", ceremony.Declare(CLAIM, "s12", "pia")), show, hand)
    assert resolve(here(), TABLE, whole, show, 2, NOW).signers == (PERF,)
    assert resolve(here(), TABLE, whole, hand, 3, NOW).signers == (LEAD, PERF)
    assert resolve(here(), TABLE, whole, hand, 3, NOW).number == 3
    assert step("hand_over", GIVE, (LEAD, AD, PERF), "w1").signers == (LEAD, AD, PERF)


@pytest.mark.parametrize(
    ("kind", "body", "weapon"),
    [("hand_over", GIVE, True), ("open_day", day.OpenDay(), False), ("count", rounds.CountItems((rounds.Tally(0),)), False)],
)
def test_things_by_kind(kind: str, body: object, weapon: bool) -> None:  # noqa: FBT001
    """Each thing by its kind; one that nobody has brought in is a weapon without a register to a gated act with an event, else a thing."""
    made = step(kind, body, (LEAD, PERF, AD), "c1", "w1", "x9", "dm")
    assert made.weapons == (("w1", "x9") if weapon else ("w1",))
    assert made.lots == ("dm",)
    assert made.others == (("c1",) if weapon else ("c1", "x9"))


def test_the_kind_is_the_registers() -> None:
    """What is brought in is what the register says; before, what the act itself says; else a weapon that the machine knows, or nothing."""
    told = weapons.BringIn(
        (weapons.Thing("w1", ItemKind.LOT), weapons.Thing("x9", ItemKind.CONTAINER)), supplier="s", receipt="r", other_production=False
    )
    settled = here(things=(replace(GUN, arrived_at=NOW), BOX))
    assert kinds_of(settled, told, ("w1", "x9", "c1")) == {"w1": "weapon", "x9": "container", "c1": "container"}
    loose = here(things=(Thing("w1", "container", 1),))
    assert kinds_of(loose, told, ("w1",)) == {"w1": "lot"}
    assert kinds_of(loose, Nothing(), ("w1",)) == {"w1": "container"}
    assert kinds_of(here(things=()), Nothing(), ("w1", "x9")) == {"w1": "weapon", "x9": ""}
