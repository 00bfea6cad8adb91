from __future__ import annotations

import threading
from collections.abc import Sequence
from concurrent.futures import Future
from typing import TYPE_CHECKING

import pytest

from chamberflag.acts import people
from chamberflag.canon.profile import b64u
from chamberflag.recorder import committer
from chamberflag.recorder.attest import Signed
from chamberflag.recorder.committer import Committer
from chamberflag.recorder.compose import Device
from chamberflag.recorder.receipt import verify
from chamberflag.recorder.record import Answer
from chamberflag.seal.digest import act_digest
from chamberflag.seal.note import note_key
from chamberflag.store.memory import MemoryLedger
from chamberflag.vocabulary.errors import Broken, Malformed, Unproven
from tests.company import AD, EMPTY, LEAD, ORIGIN, PRODUCER, RP, WEB, Company

if TYPE_CHECKING:
    from collections.abc import Generator

    from chamberflag.ledger.ports import Head, NewEntry

WAIT = 20  # seconds: only a test that fails waits so long


class HeldLedger(MemoryLedger):
    """A ledger whose writer waits while it is held; groups: sizes as written."""

    def __init__(self) -> None:
        super().__init__()
        self.free, self.writing = threading.Event(), threading.Event()
        self.free.set()
        self.groups: list[int] = []
        self.broken = ""
        self.seen: list[bool] = []
        self.answers: list[Future[Answer]] = []

    def append(self, group: Sequence[NewEntry], head: Head, old_size: int) -> None:
        self.writing.set()
        assert self.free.wait(WAIT)
        if self.broken:
            raise Broken("store.disk", self.broken)
        self.seen += [answer.done() for answer in self.answers]
        super().append(group, head, old_size)
        self.groups.append(len(group))


class Door:
    """A company whose acts go through a committer; `while_writing` hands in acts that will be one group."""

    def __init__(self) -> None:
        self.ledger = HeldLedger()
        self.company = Company(self.ledger).crew().stock()
        self.committer = Committer(self.company.rec, lambda: self.company.now)
        self.keys = [note_key(ORIGIN, self.company.log_key.public_key().public_bytes_raw())]

    def while_writing(self, acts: Sequence[Signed]) -> list[Future[Answer]]:
        """Hand in acts while a first act is being written, then let go."""
        first = self.company.signed("call_cut", [("safety", "safety")])
        self.ledger.free.clear()
        self.ledger.writing.clear()
        held = self.committer.submit(first)
        assert self.ledger.writing.wait(WAIT)
        self.ledger.answers = [self.committer.submit(act) for act in acts]
        self.ledger.free.set()
        held.result(WAIT)
        return self.ledger.answers


@pytest.fixture
def door() -> Generator[Door]:
    """A door that is shut after the test."""
    made = Door()
    yield made
    made.ledger.free.set()
    made.committer.close()


def device(company: Company, person: str, role: str, count: int, *kinds: str) -> list[Signed]:
    """Consecutive acts of one phone, composed one after the other out of reach."""
    kid = company.key(person).kid
    dseq, dprev = company.ledger.device_head(kid)
    made: list[Signed] = []
    for number in range(1, count + 1):
        head = company.ledger.head()
        assert head is not None
        made.append(
            company.signed(
                kinds[number - 1] if kinds else "call_cut",
                [(person, role)],
                device=Device(kid, dseq + number, dprev, (head.size, head.frontier.root())),
            )
        )
        dprev = act_digest(made[-1].line)
    return made


def test_everybody_gets_the_receipt_of_their_own_entry(door: Door) -> None:
    """Phones that send at once are written in few groups, and each receipt proves its own entry."""
    acts = [door.company.signed("join_meeting", [(person, "crew")]) for person in ("medic", "asst", "dp", "case")]
    answers = door.while_writing(acts)
    for act, future in zip(acts, answers, strict=True):
        answer = future.result(WAIT)
        assert answer.receipt is not None
        entry = door.ledger.entry(answer.index)
        assert entry.startswith(act.line + b"\n")
        assert verify(answer.receipt, entry, door.keys).size == len(door.ledger._rows)
    assert door.ledger.groups[-1] == len(acts)


def test_nobody_is_answered_before_the_commit(door: Door) -> None:
    """While a group is being written, none of its acts has an answer."""
    answers = door.while_writing([door.company.signed("join_meeting", [(person, "crew")]) for person in ("medic", "asst")])
    assert [future.result(WAIT).index >= 0 for future in answers] == [True, True]
    assert door.ledger.seen[-2:] == [False, False]


def test_the_acts_of_one_device_are_judged_by_their_numbers(door: Door) -> None:
    """Three acts of a phone that arrive in the wrong order are recorded in the order in which it signed them."""
    one, two, three = device(door.company, "ad", "ad", 3)
    answers = [future.result(WAIT) for future in door.while_writing([three, one, two])]
    assert [answer.error for answer in answers] == [None, None, None]
    assert answers[1].index < answers[2].index < answers[0].index


def test_a_stop_waits_behind_nobody(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stop that is sent last closes its group at once and is judged first; what its phone has sent before it goes with it."""
    monkeypatch.setattr(committer, "PATIENCE", WAIT)
    crowd = device(door.company, "dp", "dp", 40)
    earlier, stop = device(door.company, "perf", "performer", 2, "call_cut", "stop")
    answers = [future.result(WAIT) for future in door.while_writing([*crowd, earlier, stop])]
    assert [answer.error for answer in answers] == [None] * 42
    assert answers[-2].index < answers[-1].index < min(answer.index for answer in answers[:-2])


def test_a_failing_disk_ends_it_at_once(door: Door) -> None:
    """After one failed commit nobody of the group has a receipt, those behind it get the same failure, and nothing is accepted any more."""
    before = door.ledger.head()
    door.ledger.broken = "no space left"
    door.ledger.free.clear()
    waiting = [door.committer.submit(door.company.signed("join_meeting", [(person, "crew")])) for person in ("medic", "asst", "dp")]
    door.ledger.free.set()
    for future in waiting:
        with pytest.raises(Broken, match="no space left"):
            future.result(WAIT)
    door.ledger.broken = ""
    with pytest.raises(Broken, match="no space left"):
        door.committer.submit(door.company.signed("call_cut", [AD]))
    assert door.ledger.head() == before


def test_one_bad_act_harms_nobody_else(door: Door) -> None:
    """Bytes that are no act and a forged signature are answered with their own codes; the others of the group are recorded."""
    good = door.company.signed("join_meeting", [("medic", "crew")])
    forged = Signed(door.company.signed("join_meeting", [("dp", "dp")]).line, good.signatures)
    answers = [future.result(WAIT) for future in door.while_writing([Signed(b"no act", ()), good, forged])]
    assert isinstance(answers[0].error, Malformed)
    assert answers[1].receipt is not None
    assert isinstance(answers[2].error, Unproven)


def test_a_key_counts_from_its_enrolment_on_also_inside_one_group(door: Door) -> None:
    """Signatures are tried ahead, but a key enrolled or revoked earlier in the same group counts at the place of the act."""
    company = door.company
    spki = b64u(company.key("new").key.spki)
    add = company.signed("add_person", [PRODUCER], people.AddPerson("new", (people.Role.CREW,)))
    enrol = company.signed(
        "key.enrolled", [("new", "crew"), PRODUCER], people.KeyEnrolled(spki, "webauthn-es256", "new", rp_id=RP, origins=(WEB,))
    )
    kid = company.key("new").kid
    first = company.signed("join_meeting", [("new", "crew")], device=after(kid, 1, enrol))
    revoke = company.signed("key.revoked", [LEAD], people.KeyRevoked(company.key("ad").kid))
    late = company.signed("check", [AD], EMPTY, ["w1"])
    sound = company.signed("join_meeting", [("new", "crew")], device=after(kid, 3, first))
    forged = Signed(sound.line, first.signatures)  # by the new key, over another act
    answers = [future.result(WAIT) for future in door.while_writing([add, enrol, first, revoke, late, forged])]
    assert [answer.error for answer in answers[:5]] == [None] * 5
    assert company.why(answers[5]) == {"passkey.challenge"}
    assert company.why(answers[2]) == set()
    assert "late" in company.why(answers[4])


def after(kid: str, dseq: int, act: Signed) -> Device:
    """The place of a device's act that follows another."""
    return Device(kid, dseq + 1, act_digest(act.line), (0, bytes(32)))


def test_what_was_handed_in_is_recorded_before_it_closes() -> None:
    """Closing answers everybody who was waiting; who comes later is told that nothing was recorded."""
    door = Door()
    answers = [door.committer.submit(act) for act in device(door.company, "ad", "ad", 40)]
    door.committer.close()
    assert [future.result(0).receipt is not None for future in answers] == [True] * 40
    with pytest.raises(Broken, match=r"broken\.closed"):
        door.committer.submit(door.company.signed("call_cut", [AD]))


def test_a_bug_ends_it_like_a_disk(door: Door, monkeypatch: pytest.MonkeyPatch) -> None:
    """A failure nobody foresaw is answered as Broken; the box writes no more."""
    monkeypatch.setattr(door.company.rec, "judge", lambda *_: 1 // 0)
    with pytest.raises(Broken, match=r"broken\.ended"):
        door.committer.submit(door.company.signed("call_cut", [AD])).result(WAIT)
