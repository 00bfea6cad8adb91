"""A writer for the kill -9 loop that is the real box: it opens the folder as the product does and records signed acts until it is killed.

A life is a few acts, some handed in one by one and some by many phones at once, through the door that makes groups. `find` is the next
start: it says which receipts the log does not bear out, brings the published files up, and sends again what no receipt came for.
"""

from __future__ import annotations

import random
from pathlib import Path
from typing import TYPE_CHECKING

from chamberflag import app
from chamberflag.acts import day, people
from chamberflag.acts.box import RootKey
from chamberflag.app import Box
from chamberflag.canon.profile import b64u
from chamberflag.ledger import entry as entries
from chamberflag.log.tree import frontier_of, leaf_hash
from chamberflag.recorder import receipt as receipts
from chamberflag.recorder.attest import Signed
from chamberflag.recorder.founding import Founding, Root
from chamberflag.recorder.record import Answer
from chamberflag.seal.authenticator import SoftAuthenticator
from chamberflag.seal.known import test_seed
from chamberflag.seal.note import parse_vkey
from chamberflag.vocabulary.errors import ChamberflagError
from tests.company import AD, EMPTY, LEAD, ORIGIN, PRODUCER, RP, START, WEB, Company
from tests.sim.kill9 import Acknowledged, Say, Tally

if TYPE_CHECKING:
    from collections.abc import Sequence

    from chamberflag.ledger.ports import Head, NewEntry

RULES = app.rules_for(app.empty_state())  # compiled when the module is loaded, so that each life begins with it
TURNS = 8  # of one life
ASSISTANT = ("asst", "assistant")


class Crew(Company):
    """The people of the tests' company at a box that lies on disk."""

    def __init__(self, box: Box, seed: int) -> None:
        """seed: act ids of this life differ from those of all others."""
        self.box, self.ledger, self.rec = box, box.ledger, box.recorder
        head = box.ledger.head()
        self.now, self.count, self.keys = head.recv if head else START, seed << 20, {}

    def hand_in(self, signed: Signed) -> Answer:
        """One act at the box."""
        self.now += 2000
        return self.box.submit(signed, self.now)


def founded(data: Path) -> Box:
    """A new box with its outside memory beside it, people enrolled, weapons and rounds accepted, the day open."""
    away = data.with_name("away")
    away.mkdir()
    roots: list[Root] = []
    for person in ("producer", "lead"):
        hand = SoftAuthenticator.from_seed(test_seed(person), RP, WEB)
        key = RootKey(b64u(hand.key.spki), "webauthn-es256", person, rp_id=RP, origins=(WEB,))
        roots.append(Root(person, person, hand, key))
    founding = Founding("example", "dry-creek.example", (roots[0], roots[1]), production="p_1", memory="dir", memory_dir=str(away))
    box = app.found(data, founding, START)
    assert box.info.origin == ORIGIN
    Crew(box, 0).crew().stock().opened()
    return box


def filled(data: Path, size: int) -> None:
    """A founded box whose log has `size` entries."""
    box = founded(data)
    crew = Crew(box, 0)
    crew.count = 1 << 10
    while (head := box.ledger.head()) is not None and head.size < size:
        crew.hand_in(crew.signed("call_cut", [("dp", "dp")]))
    box.close()


def opened(data: Path) -> Box:
    """A start of the box by itself: it must be open, for nothing but processes has died."""
    box = app.open_box(data)
    assert box.waits == "", box.waits
    return box


def life(data: Path, seed: int, say: Say) -> None:
    """Receipts leave when the box gives them."""
    box = opened(data)
    rng, crew = random.Random(seed), Crew(box, seed)
    for turn in range(TURNS):
        if turn % 3 == 2:
            group = [crew.signed(*_act(rng, name), items=_items(rng)) for name in rng.sample(("ad", "dp", "perf", "medic", "safety"), 4)]
            for one in group:
                say(one)
            crew.now += 2000
            door = box.committer(lambda: crew.now)
            for answer in [door.submit(one) for one in group]:
                say(acknowledged(answer.result()))
            door.close()
        else:
            signed = crew.signed(*_gated(rng), items=["w1"])
            say(signed)
            say(acknowledged(crew.hand_in(signed)))
    box.close()


def hasty(data: Path, seed: int, say: Say) -> None:
    """The mutant: a box whose receipts leave before COMMIT."""
    box = opened(data)
    append = box.ledger.append

    def early(group: Sequence[NewEntry], head: Head, old_size: int) -> None:
        for new in group:
            say(Acknowledged(new.index, new.leaf, head.size, head.frontier.root()))
        append(group, head, old_size)

    box.ledger.append = early
    rng, crew = random.Random(seed), Crew(box, seed)
    for _ in range(TURNS):
        crew.hand_in(crew.signed(*_gated(rng), items=["w1"]))
    box.close()


def _act(rng: random.Random, person: str) -> tuple[str, list[tuple[str, str]], object]:
    """Somebody's act that no rule may block, or one that the gate judges."""
    kind, body = rng.choice((("call_cut", None), ("call_hold", None), ("raise_concern", day.RaiseConcern("other")), ("set_down", None)))
    return kind, [(person, "crew")], body


def _items(rng: random.Random) -> list[str]:
    return rng.sample(["w1", "w2"], rng.randrange(2))


def _gated(rng: random.Random) -> tuple[str, list[tuple[str, str]], object]:
    return rng.choice(
        (
            ("take_out", [LEAD], None),
            ("check", [LEAD], EMPTY),
            ("put_away", [LEAD], None),
            ("take_out", [ASSISTANT], None),
            ("meet", [AD], day.Meet()),
            ("document", [PRODUCER], people.Document("w1", "maintenance")),
        )
    )


def acknowledged(answer: Answer) -> Acknowledged:
    """What a phone holds after an answer. Raises the failure of an act that should have become an entry."""
    if answer.error is not None:
        raise answer.error
    assert answer.receipt is not None
    said = receipts.parse(answer.receipt.text())
    note = said.note.split("\n")
    return Acknowledged(said.index, b"", int(note[1]), b"", answer.receipt.text())


def find(data: Path, told: Sequence[Acknowledged], tally: Tally | None) -> list[Acknowledged]:
    """Start the box; the receipts that it does not bear out. Then the phones send what they hold no receipt for."""
    box = opened(data)
    try:
        lost = [ack for ack in told if not _borne_out(box, ack)]
        if tally is not None and not lost:
            _again(box, tally)
        return lost
    finally:
        box.close()


def _again(box: Box, tally: Tally) -> None:
    """Each act of the outbox becomes one entry, whether it was one already or not, and sent once more it stays one."""
    crew = Crew(box, 0)
    for signed in tally.outbox:
        first = crew.hand_in(signed)
        tally.acknowledged.append(acknowledged(first))
        head = box.ledger.head()
        second = crew.hand_in(signed)
        assert (second.index, second.replayed) == (first.index, True)
        assert box.ledger.head() == head


def _borne_out(box: Box, ack: Acknowledged) -> bool:
    head = box.ledger.head()
    if head is None or head.size < ack.size or head.size <= ack.index:
        return False
    entry = box.ledger.entry(ack.index)
    entries.decode(entry)
    if not ack.receipt:
        return leaf_hash(entry) == ack.leaf and frontier_of(box.ledger.node, ack.size).root() == ack.root
    try:
        under = receipts.verify(receipts.parse(ack.receipt), entry, [parse_vkey(box.info.vkey)])
    except ChamberflagError:
        return False
    return frontier_of(box.ledger.node, under.size).root() == under.root
