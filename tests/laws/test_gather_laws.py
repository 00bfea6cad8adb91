"""Whatever was recorded, and whatever the box that recorded it listed: a trace says what the whole log says, to the last gap."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from chamberflag.acts import act as acts
from chamberflag.acts import box, ceremony, incident, people, plan, rounds, weapons
from chamberflag.acts.body import Nothing
from chamberflag.acts.naming import listed, unit_wide
from chamberflag.acts.parts import parts_of
from chamberflag.canon.profile import b64u
from chamberflag.ledger import entry as entries
from chamberflag.ledger.entry import BoxLine, Entry
from chamberflag.ledger.replay import own_keys
from chamberflag.recorder.compose import Device, compose
from chamberflag.seal.device import DeviceKey
from chamberflag.seal.known import test_seed as seed
from chamberflag.trace.chain import trace
from chamberflag.trace.gather import gather
from chamberflag.trace.line import Line, read
from chamberflag.trace.mention import Kind
from chamberflag.vocabulary.words import Action, Chamber, ItemKind, RoundClass, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from chamberflag.trace.gather import Records

ZERO = bytes(32)
KEYS = {person: DeviceKey.from_seed(seed(person)) for person in ("producer", "lead", "asst", "ad", "perf")}
ROOTS = ("producer", "lead")
STORES = ("safe", "cage")
LATER = {unit_wide(what) for what in ("genesis", "open_store", "close_store")}
AGES = ((0, 0), (0, 0), (0, 0), (1, 0), (9, 0), (10**6, 0), (0, 9), (0, 10**6))
THINGS = {
    "w1": weapons.Thing("w1", ItemKind.WEAPON, capacity=2),
    "w2": weapons.Thing("w2", ItemKind.WEAPON),
    "l1": weapons.Thing("l1", ItemKind.LOT, rounds=RoundClass.DUMMY, count=9),
    "safe": weapons.Thing("safe", ItemKind.STORE),
    "cage": weapons.Thing("cage", ItemKind.CONTAINER, container="safe"),
}
ASKED = (
    *((Kind.WEAPON, name) for name in ("w1", "w2")), (Kind.LOT, "l1"), *((Kind.PLACE, name) for name in (*STORES, "base")),
    *((Kind.PERSON, person) for person in KEYS), (Kind.SHOT, "s1"), (Kind.ROUND, "r1"),
)  # fmt: skip


@dataclass
class _Head:
    size: int


@dataclass
class Book:
    """A ledger with everything that a trace reads.

    old: so many entries were written by a box that listed nothing but an act's own items; early: by one that listed no openings of stores.
    """

    old: int = 0
    early: int = 0
    data: list[bytes] = field(default_factory=list[bytes])
    named: dict[str, list[int]] = field(default_factory=dict[str, "list[int]"])
    chains: dict[str, int] = field(default_factory=dict[str, int])

    def write(
        self, kind: str, body: msgspec.Struct, who: Sequence[str], items: Sequence[str] = (), verdict: Verdict = Verdict.PERMIT
    ) -> None:
        """One entry as the recorder lists it; nobody proves the signatures of what a trace reads."""
        index = len(self.data)
        line = compose(
            log="dry-creek.example", act_id=index.to_bytes(16), kind=kind, at=1000 * index, body=acts.plain(body),
            signers=[(KEYS[person].kid, {"ad": "witness", "perf": "performer", "asst": "assistant"}.get(person, person)) for person in who],
            device=Device(KEYS[who[0]].kid, index + 1, ZERO, (0, ZERO)), subjects=items, rules="0" * 64, ui="0" * 64,
        )  # fmt: skip
        parts = parts_of(acts.decode(line))
        self.data.append(
            entries.encode(Entry(line, (b"{}",) * len(who), BoxLine(verdict, late=False, recv=1000 * index, rules="0" * 64, why=())))
        )
        also = () if index < self.old else (*own_keys(parts[0].body), *listed(parts))
        for name in dict.fromkeys((*items, *also)):
            if index >= self.early or name not in LATER:
                self.named.setdefault(name, []).append(index)
        for name in items if verdict is not Verdict.REFUSE else ():
            self.chains[name] = self.chains.get(name, 0) + 1

    def head(self) -> _Head:
        """How long it is."""
        return _Head(len(self.data))

    def entry(self, index: int) -> bytes:
        """One entry."""
        return self.data[index]

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """Some entries."""
        yield from self.data[start:stop]

    def subject_head(self, subject: str) -> tuple[int, bytes]:
        """Where a chain ends."""
        return self.chains.get(subject, 0), ZERO

    def subject_entries(self, subject: str) -> list[int]:
        """What is listed under a name."""
        return self.named.get(subject, [])


def lines(book: Book) -> list[Line]:
    """Every line of the log, each with the keys that were bound before it."""
    bound = {key.kid: person for person, key in KEYS.items()}
    return [read(index, entries.decode(data), bound) for index, data in enumerate(book.data)]


def founded(age: tuple[int, int]) -> Book:
    """Two people with their keys, and then the others, each from the first entry on that they sign."""
    book = Book(*age)
    roots = tuple(box.RootKey(b64u(KEYS[person].spki), "ed25519", person, 3) for person in ROOTS)
    book.write("genesis", box.Genesis("example", "dry-creek.example", "v", ("v1",), roots, "0" * 64), ROOTS)
    return book


WHERE = st.sampled_from([None, *STORES])
LOOK = st.sampled_from([ceremony.Look((Chamber.EMPTY,) * 2), ceremony.Look((Chamber.EMPTY,))])
BODIES: dict[str, st.SearchStrategy[msgspec.Struct]] = {
    **dict.fromkeys(("take_out", "pick_up", "collect", "give_back", "clean"), st.just(Nothing())),
    **dict.fromkeys(("stop", "resume", "lift_lockdown", "call_cut", "call_hold", "call_break"), st.just(Nothing())),
    **dict.fromkeys(("open_store", "close_store"), st.builds(weapons.Store, locked=st.booleans())),
    **dict.fromkeys(("check", "witness"), LOOK),
    "put_away": st.builds(weapons.PutAway, into=WHERE, locked=st.booleans()),
    "set_down": st.builds(weapons.SetDown, locked=st.booleans(), at=st.sampled_from([None, "base", "safe"])),
    "pass_on": st.builds(weapons.PassOn, rounds=st.sampled_from([None, 2])),
    "accept": st.builds(weapons.Accept, things=st.lists(st.sampled_from(list(THINGS.values())), max_size=2).map(tuple)),
    "bring_in": st.builds(weapons.BringIn, things=st.lists(st.sampled_from(list(THINGS.values())), max_size=2).map(tuple)),
    "load": st.builds(rounds.LoadRounds, n=st.just(1), source=WHERE, shot=st.sampled_from([None, "s1"])),
    "prove_round": st.builds(rounds.ProveRound, results=st.just((rounds.Proof(RoundClass.DUMMY, round="r1"),))),
    "count": st.builds(rounds.CountItems, weapons=st.sampled_from([(), ("w1", "w2")]), lots=st.sampled_from([(), ("l1",)])),
    "report": st.builds(incident.Report, kind=st.sampled_from(["loss", "drop"]), harm=st.booleans(), place=st.sampled_from([None, "base"])),
    "move_to_evidence": st.just(incident.MoveToEvidence("safe")),
    "return_item": st.just(weapons.ReturnItem()),
    "document": st.builds(people.Document, about=st.sampled_from(["w1", "perf", "safe"]), kind=st.just("course")),
    "plan_shot": st.builds(
        plan.PlanShot, shot=st.just("s1"), weapons=st.sampled_from([(), ("w1",)]), place=st.sampled_from(["base", "safe"])
    ),
    "use": st.builds(plan.Use, action=st.just(Action.COCK), shot=st.sampled_from([None, "s1"])),
}
ITEMS = st.lists(st.sampled_from(["w1", "w1", "w1", "w2", "l1", "safe", "cage"]), max_size=2, unique=True)
WHO = st.lists(st.sampled_from(list(KEYS)), min_size=1, max_size=2, unique=True)
STEP = st.sampled_from(sorted(BODIES)).flatmap(
    lambda kind: st.tuples(st.just(kind), BODIES[kind], WHO, ITEMS, st.sampled_from(list(Verdict)))
)
Step = tuple[str, msgspec.Struct, list[str], list[str], Verdict]


def written(steps: list[Step], age: tuple[int, int]) -> Book:
    """The book of these steps; whoever signs for the first time has a key enrolled just before."""
    book, known = founded(age), set[str](ROOTS)
    for kind, body, who, items, verdict in steps:
        for person in who:
            if person not in known:
                known.add(person)
                book.write("key.enrolled", people.KeyEnrolled(b64u(KEYS[person].spki), "ed25519", person), [person, "producer"])
        book.write(kind, body, who, items, verdict)
    return book


@settings(max_examples=150)
@given(st.lists(STEP, min_size=12, max_size=40), st.sampled_from(AGES))
def test_what_is_gathered_answers_like_the_whole_log(steps: list[Step], age: tuple[int, int]) -> None:
    """Chain, gaps, access and looks are the same; where nothing is gathered, the whole log has nothing to say either."""
    book = written(steps, age)
    every = lines(book)
    for kind, subject in ASKED:
        found = gather(cast("Records", book), kind, subject)
        if found:
            assert trace(kind, subject, found) == trace(kind, subject, every), (kind, subject)
