"""recorder: which keys may be enrolled, by whom, and from which place of the log on they count. log.md section 4."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chamberflag import app
from chamberflag.acts import box, day, people
from chamberflag.canon.profile import b64u
from chamberflag.recorder.record import Recorder
from chamberflag.seal.device import DeviceKey
from chamberflag.seal.keys import check_alg, kid_of
from chamberflag.seal.known import test_seed as seed
from chamberflag.seal.note import note_key
from chamberflag.store.memory import MemoryLedger
from chamberflag.vocabulary.errors import Unproven
from tests.company import AD, LEAD, ORIGIN, PRODUCER, RP, SAFETY, WEB, Company

LOW_ORDER = bytes.fromhex("302a300506032b6570032100") + bytes(32)


@pytest.fixture
def company() -> Company:
    """Everybody enrolled."""
    return Company().crew()


def spki(key: Any) -> bytes:  # noqa: ANN401 - any private key
    """Its public half as an enrolment carries it."""
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def enrol(company: Company, der: bytes, alg: str, person: str = "dp", **more: Any) -> set[str]:  # noqa: ANN401
    """Try to enrol a key, signed by somebody else's old key and the producer."""
    fields: dict[str, Any] = {"rp_id": RP, "origins": (WEB,), **more}
    body = people.KeyEnrolled(b64u(der), alg, person, **fields)
    return company.why(company.do("key.enrolled", [("dp", "dp"), PRODUCER], body))


def held(company: Company, name: str, person: str, vouching: Sequence[tuple[str, str]] = (PRODUCER,), **more: Any) -> set[str]:  # noqa: ANN401
    """Enrol a fresh passkey that signs its own enrolment."""
    fields: dict[str, Any] = {"rp_id": RP, "origins": (WEB,), **more}
    body = people.KeyEnrolled(b64u(company.key(name).key.spki), "webauthn-es256", person, **fields)
    return company.why(company.do("key.enrolled", [(name, "crew"), *vouching], body))


def test_a_further_key_is_vouched_for(company: Company) -> None:
    """Nobody signs in another's name by enrolling a key on it: beside the enroller, the person's own key or a second person signs.

    Whoever handles weapons enrols nobody.
    """
    assert held(company, "june again", "perf") == {"LOG-11"}
    assert held(company, "june again", "perf", (PRODUCER, ("producer", "crew"))) <= {"LOG-11", "malformed.signers"}
    assert held(company, "june again", "perf", (LEAD,)) == {"LOG-11"}
    assert held(company, "june again", "perf", (PRODUCER, ("perf", "performer"))) == set()
    assert held(company, "june lost both", "perf", (PRODUCER, SAFETY)) == set()


def test_a_key_signs_its_own_enrolment(company: Company) -> None:
    """Nobody enrols a key that they do not hold: the new key is one of the signers."""
    assert enrol(company, spki(ec.generate_private_key(ec.SECP256R1())), "webauthn-es256") == {"key.possession"}


def test_a_key_is_enrolled_once(company: Company) -> None:
    """Enrolled again to the same person it is refused: neither its rung, nor its origins, nor its revocation can be written over."""
    assert held(company, "second", "dp", (PRODUCER, ("dp", "dp"))) == set()
    assert held(company, "second", "dp", rung=2) == {"key.taken"}
    company.do("key.revoked", [PRODUCER], people.KeyRevoked(company.key("second").kid))
    assert held(company, "second", "dp") == {"key.taken"}
    assert company.rec.state.keys[company.key("second").kid].revoked > 0


def test_a_key_of_another_person_is_taken(company: Company) -> None:
    """The key of one person is never that of another."""
    assert held(company, "dp", "ad") == {"key.taken"}


WEAK: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "small order": (lambda: LOW_ORDER, "ed25519", "key.weak"),
    "passkey of small order": (lambda: LOW_ORDER, "webauthn-eddsa", "key.weak"),
    "RSA of 1024 bits": (lambda: spki(rsa.generate_private_key(65537, 1024)), "webauthn-rs256", "key.weak"),  # noqa: S505 - the point
    "another curve": (lambda: spki(ec.generate_private_key(ec.SECP384R1())), "webauthn-es256", "key.kind"),
    "another kind than named": (lambda: spki(ed25519.Ed25519PrivateKey.generate()), "webauthn-es256", "key.kind"),
    "an algorithm that is none": (lambda: spki(ec.generate_private_key(ec.SECP256R1())), "webauthn-es512", "key.kind"),
    "no key at all": (lambda: b"\x30\x03abc", "ed25519", "key.form"),
}


@pytest.mark.parametrize("name", WEAK)
def test_weak_and_strange_keys_are_not_enrolled(company: Company, name: str) -> None:
    """RSA under 2048 bits, Ed25519 of small order, other curves, other kinds than named: nothing is enrolled, each has its code."""
    make, alg, code = WEAK[name]
    der = make()
    company.keys["weak"] = DeviceKey("p256", kid_of(der), der, ec.generate_private_key(ec.SECP256R1()))
    body = people.KeyEnrolled(b64u(der), alg, "dp", rp_id=RP, origins=(WEB,), rung=1 if alg.startswith("webauthn") else 3)
    before = company.ledger.head()
    assert company.why(company.do("key.enrolled", [("weak", "crew"), PRODUCER], body)) <= {code, "signature.algorithm"}
    assert company.ledger.head() == before
    with pytest.raises(Unproven) as failed:
        check_alg(der, alg)
    assert failed.value.code == code


def test_a_device_key_does_not_stand_on_the_rung_of_a_passkey(company: Company) -> None:
    """A key cannot be enrolled as stronger than its kind: a device key is of the third rung."""
    company.keys["tablet"] = DeviceKey.from_seed(seed("tablet"))
    body = people.KeyEnrolled(b64u(company.key("tablet").spki), "ed25519", "dp", device="tablet", rung=1)
    assert company.why(company.do("key.enrolled", [("tablet", "crew"), PRODUCER], body)) == {"key.rung"}
    body = people.KeyEnrolled(b64u(company.key("tablet").spki), "ed25519", "dp", device="tablet", rung=3)
    assert company.why(company.do("key.enrolled", [("tablet", "crew"), PRODUCER, ("dp", "dp")], body)) == set()


def test_who_may_enrol(company: Company) -> None:
    """A key is enrolled by the producer or the production manager, in a role they hold."""
    body = people.KeyEnrolled(b64u(company.key("more").key.spki), "webauthn-es256", "dp", rp_id=RP, origins=(WEB,))
    assert company.why(company.do("key.enrolled", [("more", "crew"), ("dp", "producer")], body)) == {"LOG-11"}
    assert company.why(company.do("key.enrolled", [("more", "crew")], body)) == {"LOG-11"}


def test_the_box_has_one_key(company: Company) -> None:
    """Nobody enrols a second key as the box's: its acts are signed by the key that genesis names."""
    assert held(company, "false box", "box") == {"key.box"}


def test_a_test_key_founds_and_enters_no_record() -> None:
    """In a log of the record, keys whose secret is public are refused: at the founding and at each enrolment."""
    ledger, key = MemoryLedger(), Company().log_key
    rec = Recorder(ledger, app.empty_state(), app.rules_for, app.act_table(), ORIGIN, key)
    company = Company()
    company.ledger, company.rec = ledger, rec
    roots = [box.RootKey(b64u(company.key(p).key.spki), "webauthn-es256", p) for p in ("producer", "lead")]
    roots.append(box.RootKey(b64u(company.keys["box"].spki), "ed25519", "box", 3))
    vkey = note_key(ORIGIN, key.public_key().public_bytes_raw()).vkey()
    founding = box.Genesis("record", ORIGIN, vkey, ("v1",), tuple(roots), rec.rules.digest, rp_id=RP, origins=(WEB,))
    assert company.why(company.do("genesis", [("box", "box"), PRODUCER, ("lead", "lead")], founding)) == {"key.test"}
    assert ledger.head() is None


def test_before_and_after_a_revocation(company: Company) -> None:
    """What a key signed before its revocation stands; what it signs after it opens nothing, and a stop by it is recorded as late."""
    assert company.why(company.do("meet", [AD], day.Meet())) == set()
    company.do("key.revoked", [PRODUCER], people.KeyRevoked(company.key("ad").kid))
    assert "late" in company.why(company.do("meet", [AD], day.Meet()))
    stop = company.do("stop", [AD])
    assert stop.decision is not None
    assert stop.decision.verdict == "recorded"
    assert b'"late":true' in company.ledger.entry(stop.index)


def test_another_person_revokes(company: Company) -> None:
    """A key is revoked, or called compromised, by somebody else than its owner: refused under LOG-11 where the owner alone signs."""
    kid = company.key("ad").kid
    assert company.why(company.do("key.revoked", [AD], people.KeyRevoked(kid))) == {"LOG-11"}
    assert company.why(company.do("key.compromised_since", [AD], people.KeyCompromised(kid, 3))) == {"LOG-11"}
    assert company.rec.state.keys[kid].revoked < 0
    assert company.why(company.do("key.revoked", [("dp", "dp")], people.KeyRevoked(kid))) == {"LOG-11"}  # nor by just anybody
    assert company.why(company.do("key.revoked", [LEAD], people.KeyRevoked(kid))) == set()


def test_signed_before_and_arrived_after(company: Company) -> None:
    """An act that was signed before the revocation and arrives after it counts as late: by position, not by anybody's clock."""
    signed = company.signed("meet", [AD], day.Meet())
    company.do("key.revoked", [PRODUCER], people.KeyRevoked(company.key("ad").kid))
    assert "late" in company.why(company.rec.submit(signed, company.now))


def test_compromised_since_annotates(company: Company) -> None:
    """`key.compromised_since` is on record beside the key, and rewrites nothing: what was decided stays decided."""
    company.do("meet", [AD], day.Meet())
    head = company.ledger.head()
    assert head is not None
    before = [company.ledger.entry(i) for i in range(head.size)]
    kid = company.key("ad").kid
    assert company.why(company.do("key.compromised_since", [PRODUCER], people.KeyCompromised(kid, 1_790_000_000_000))) == set()
    assert company.rec.state.keys[kid].compromised_since == 1_790_000_000_000
    assert [company.ledger.entry(i) for i in range(head.size)] == before


def test_a_borrowed_key(company: Company) -> None:
    """Somebody else's key in a role that its person does not have: an entry that names the key, refused under LOG-11."""
    company.stock()
    answer = company.do("take_out", [("dp", "lead")], None, ["w1"])
    assert "LOG-11" in company.why(answer)
    assert company.key("dp").kid.encode() in company.ledger.entry(answer.index)


def test_acts_by_keys_of_nobody_are_written_ten_times_an_hour(company: Company) -> None:
    """Beyond ten an hour and device they are only counted; when the hour is over, one entry of the box says how many."""
    company.do("key.enrolled", [("ghost", "crew"), PRODUCER], people.KeyEnrolled(
        b64u(company.key("ghost").key.spki), "webauthn-es256", "nobody", rp_id=RP, origins=(WEB,)))  # fmt: skip
    company.now += 3_600_000 - company.now % 3_600_000
    said = [company.why(company.do("join_meeting", [("ghost", "crew")], day.JoinMeeting())) for _ in range(13)]
    assert said == [{"LOG-11"}] * 10 + [{"key.unbound"}] * 3
    company.do("call_cut", [AD], wait=3_600_000)
    head = company.ledger.head()
    assert head is not None
    last = company.ledger.entry(head.size - 1)
    assert b'"type":"unbound.counted"' in last
    assert b'"n":3' in last
    assert company.key("ghost").kid.encode() in last
    assert company.why(company.do("join_meeting", [("ghost", "crew")], day.JoinMeeting())) == {"LOG-11"}


@pytest.mark.parametrize("kind", ["fork.suspected", "clock.stepped", "unbound.counted", "self_test.ran", "draft.abandoned"])
def test_what_the_box_writes_nobody_else_writes(company: Company, kind: str) -> None:
    """An entry of the box's own, signed by a person, even in the role of the box, is refused."""
    bodies: dict[str, object] = {
        "fork.suspected": box.ForkSuspected(1, "A" * 43),
        "clock.stepped": box.ClockStepped(1),
        "unbound.counted": box.UnboundCounted("k", 1),
        "self_test.ran": box.SelfTestRan("x", 1, 0),
        "draft.abandoned": box.DraftAbandoned("x"),
    }
    for who in (AD, ("ad", "box")):
        assert company.why(company.do(kind, [who], bodies[kind])) == {"act.box_only"}


def test_a_log_is_founded_once(company: Company) -> None:
    """A second genesis, signed by whomever, brings no keys and changes no setting; and nothing comes before the first."""
    before = company.rec.state
    mine = [box.RootKey(b64u(company.key(p).key.spki), "webauthn-es256", p) for p in ("thief", "friend")]
    again = box.Genesis("example", ORIGIN, "x", ("v1",), tuple(mine), company.rec.rules.digest, rp_id=RP, origins=(WEB,))
    assert company.why(company.do("genesis", [("thief", "box"), ("friend", "lead")], again)) == {"act.founding"}
    assert company.why(company.do("genesis", [("box", "box"), PRODUCER, LEAD], again)) == {"act.founding"}
    assert company.rec.state is before
    empty = Recorder(MemoryLedger(), app.empty_state(), app.rules_for, app.act_table(), ORIGIN, company.log_key)
    assert company.why(empty.submit(company.signed("call_cut", [AD]), company.now)) == {"key.unknown"}
