"""recorder: what a signature must be before an act is let in. Each way to be wrong has its own code and leaves no entry."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from chamberflag.canon.profile import b64u, unb64u
from chamberflag.recorder.attest import Signed
from chamberflag.seal.authenticator import SoftAuthenticator
from chamberflag.seal.device import DeviceKey
from chamberflag.seal.digest import act_digest
from chamberflag.seal.known import test_seed as seed
from chamberflag.seal.signature import SignatureLine, encode_line, parse_line
from tests.company import AD, LEAD, RP, WEB, Company

Craft = Callable[[Company, bytes], SignatureLine]
GOOD = {"type": "webauthn.get", "origin": WEB, "crossOrigin": False}
UP_UV = 0x05


@pytest.fixture(scope="module")
def company() -> Company:
    """Everybody enrolled."""
    return Company().crew()


def assertion(company: Company, line: bytes, flags: int = UP_UV, rp: str = RP, digest: bytes = b"", **client: object) -> SignatureLine:
    """What the first AD's authenticator would give, with members of the client data replaced; None leaves one out."""
    said = {"challenge": b64u(digest or act_digest(line)), **GOOD, **client}
    cd = json.dumps({name: value for name, value in said.items() if value is not None}, separators=(",", ":")).encode()
    ad = hashlib.sha256(rp.encode()).digest() + bytes([flags]) + bytes(4)
    key = company.key("ad").key
    raw = key.sign_bytes(ad + hashlib.sha256(cd).digest())
    sig = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    return SignatureLine("webauthn-es256", key.kid, b64u(sig), b64u(ad), b64u(cd))


def with_sig(line: SignatureLine, change: Callable[[bytes], bytes]) -> SignatureLine:
    """The same line with its signature changed."""
    return msgspec.structs.replace(line, sig=b64u(change(unb64u(line.sig))))


def device_line(company: Company, line: bytes) -> SignatureLine:
    """A device signature by the secret behind the passkey."""
    return company.key("ad").key.sign(line)


REFUSED: dict[str, tuple[str, Craft]] = {
    "digest of another act": ("passkey.challenge", lambda c, line: assertion(c, line, digest=hashlib.sha256(b"another").digest())),
    "practice tag": ("passkey.challenge", lambda c, line: assertion(c, line, digest=act_digest(line, practice=True))),
    "of a registration": ("passkey.type", lambda c, line: assertion(c, line, type="webauthn.create")),
    "no type": ("passkey.type", lambda c, line: assertion(c, line, type=None)),
    "inside another site's page": ("passkey.cross_origin", lambda c, line: assertion(c, line, crossOrigin=True)),
    "crossOrigin as text": ("passkey.cross_origin", lambda c, line: assertion(c, line, crossOrigin="false")),
    "origin outside the list": ("passkey.origin", lambda c, line: assertion(c, line, origin="https://box.dry-creek.example.evil")),
    "origin in capitals": ("passkey.origin", lambda c, line: assertion(c, line, origin=WEB.upper())),
    "no origin": ("passkey.origin", lambda c, line: assertion(c, line, origin=None)),
    "another relying party": ("passkey.rp_id", lambda c, line: assertion(c, line, rp="dry-creek.example")),
    "user not verified": ("passkey.verification", lambda c, line: assertion(c, line, flags=0x01)),
    "user not present": ("passkey.presence", lambda c, line: assertion(c, line, flags=0x04)),
    "algorithm other than enrolled": (
        "signature.algorithm",
        lambda c, line: msgspec.structs.replace(assertion(c, line), alg="webauthn-eddsa"),
    ),
    "device key instead of the passkey": ("signature.algorithm", device_line),
    "DER with a trailing byte": ("signature.form", lambda c, line: with_sig(assertion(c, line), lambda s: s + b"\0")),
    "one bit of the signature": ("signature.forged", lambda c, line: with_sig(assertion(c, line), lambda s: s[:-1] + bytes([s[-1] ^ 1]))),
    "authenticator data cut short": (
        "passkey.form",
        lambda c, line: msgspec.structs.replace(assertion(c, line), ad=b64u(hashlib.sha256(RP.encode()).digest() + b"\x05")),
    ),
    "client data that is no object": ("passkey.form", lambda c, line: msgspec.structs.replace(assertion(c, line), cd=b64u(b"[]"))),
    "somebody else's signature": ("signature.key", lambda c, line: c.key("dp").sign(line)),
    "somebody else's signature under this id": (
        "signature.forged",
        lambda c, line: msgspec.structs.replace(c.key("dp").sign(line), kid=c.key("ad").kid),
    ),
    "an algorithm that is none": ("malformed.algorithm", lambda c, line: msgspec.structs.replace(assertion(c, line), alg="none")),
    "no client data": ("malformed.form", lambda c, line: msgspec.structs.replace(assertion(c, line), cd=None)),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_signature_has_its_own_code(company: Company, name: str) -> None:
    """A signature that is wrong in one way is refused with that way's code, and the log stays as it is."""
    code, craft = REFUSED[name]
    before = company.ledger.head()
    line = company.signed("call_cut", [AD]).line
    assert company.why(company.rec.submit(Signed(line, (encode_line(craft(company, line)),)), company.now)) == {code}
    assert company.ledger.head() == before


def test_members_that_browsers_add_are_accepted(company: Company) -> None:
    """Client data with members nobody here has heard of, or without crossOrigin, is a signature all the same."""
    clients: list[dict[str, Any]] = [{"other_keys_can_be_added_here": "do not compare clientDataJSON"}, {"crossOrigin": None}]
    for client in clients:
        line = company.signed("call_cut", [AD]).line
        answer = company.rec.submit(Signed(line, (encode_line(assertion(company, line, **client)),)), company.now)
        assert company.why(answer) == set()


def test_a_counter_of_any_value_and_backup_flags_are_accepted(company: Company) -> None:
    """Synced passkeys count nothing and say that they are backed up; both are recorded and neither is held against anybody."""
    line = company.signed("call_cut", [AD]).line
    assert company.why(company.rec.submit(Signed(line, (encode_line(assertion(company, line, flags=0x1D)),)), company.now)) == set()


ALTERED: dict[str, Callable[[bytes], bytes]] = {
    "another type": lambda line: line.replace(b'"type":"call_cut"', b'"type":"call_hold"'),
    "another instant": lambda line: line.replace(b'{"at":1', b'{"at":2'),
    "another role": lambda line: line.replace(b'"role":"ad"', b'"role":"dp"'),
    "another item": lambda line: line.replace(b'"subj":[]', b'"subj":[{"id":"w1"}]'),
}


@pytest.mark.parametrize("name", ALTERED)
def test_an_altered_act_is_another_act(company: Company, name: str) -> None:
    """One member of line 1 changed after signing: the assertion is for another act, the device signature is forged."""
    signed = company.signed("call_cut", [AD])
    other = ALTERED[name](signed.line)
    assert other != signed.line
    assert company.why(company.rec.submit(Signed(other, signed.signatures), company.now)) == {"passkey.challenge"}


def test_an_altered_act_under_a_device_key_is_forged() -> None:
    """The same for a device key: what was signed is the line, byte for byte."""
    company = Company().crew()
    company.keys["ad"] = company.keys["box"]
    signed = company.signed("call_cut", [("ad", "box")])
    other = signed.line.replace(b'"type":"call_cut"', b'"type":"call_hold"')
    assert company.why(company.rec.submit(Signed(other, signed.signatures), company.now)) == {"signature.forged"}


def test_signatures_are_as_many_as_signers_and_in_their_order(company: Company) -> None:
    """One missing, one too many, the same one twice, two exchanged: each is refused before anything is decided."""
    signed = company.signed("meet", [AD, LEAD])
    first, second = signed.signatures
    for lines, code in (
        ((first,), "signature.count"),
        ((), "signature.count"),
        ((first, second, second), "signature.count"),
        ((first, first), "signature.key"),
        ((second, first), "signature.key"),
    ):
        assert company.why(company.rec.submit(Signed(signed.line, lines), company.now)) == {code}


def test_a_key_signs_once(company: Company) -> None:
    """Nobody is two signers of one act with one key."""
    ad = company.key("ad").kid
    line = company.signed("meet", [AD, LEAD]).line.replace(company.key("lead").kid.encode(), ad.encode())
    assert company.why(company.rec.submit(Signed(line, (b"{}", b"{}")), company.now)) == {"malformed.signers"}


def test_a_signature_line_that_is_not_canonical_is_refused(company: Company) -> None:
    """A blank inside a signature line is a second spelling of it, and there is none."""
    signed = company.signed("call_cut", [AD])
    loose = signed.signatures[0].replace(b",", b", ", 1)
    assert parse_line(signed.signatures[0])
    assert company.why(company.rec.submit(Signed(signed.line, (loose,)), company.now)) == {"malformed.form"}


def test_a_practice_log_and_a_record_log_do_not_believe_each_other(company: Company) -> None:
    """What was signed for practice is not a signature of the record, with a device key as with a passkey."""
    signed = company.signed("call_cut", [AD])
    practised = company.key("ad").sign(signed.line, practice=True)
    assert company.why(company.rec.submit(Signed(signed.line, (encode_line(practised),)), company.now)) == {"passkey.challenge"}


def test_a_person_with_two_keys_is_one_person() -> None:
    """Where two people must sign, a second key of the first does not make two of them."""
    company = Company().crew().stock()
    company.do("take_out", [LEAD], None, ["w1"])
    company.keys["lead again"] = SoftAuthenticator.from_seed(seed("lead again"), RP, WEB)
    from chamberflag.acts import people  # noqa: PLC0415

    spki = b64u(company.key("lead again").key.spki)
    enrolled = people.KeyEnrolled(spki, "webauthn-es256", "lead", rp_id=RP, origins=(WEB,))
    assert company.why(company.do("key.enrolled", [("lead again", "crew"), ("producer", "producer"), LEAD], enrolled)) == set()
    answer = company.do("pass_on", [LEAD, ("lead again", "assistant")], None, ["w1"])
    assert answer.decision is not None
    assert answer.decision.verdict == "refuse"


def test_a_stranger_in_the_place_of_an_enrolled_key(company: Company) -> None:
    """A key that nobody has enrolled proves nothing, whatever it signs."""
    stranger = DeviceKey(alg="p256", kid="k_" + "A" * 22, spki=b"", private=ec.generate_private_key(ec.SECP256R1()))
    company.keys["stranger"] = stranger
    assert company.why(company.do("call_cut", [("stranger", "crew")])) == {"key.unknown"}


def test_origins_set_later_count_and_are_not_retroactive(company: Company) -> None:
    """A second address of the box counts once two root people have signed it, and not before."""
    from chamberflag.acts import people  # noqa: PLC0415

    other = "https://second.dry-creek.example"

    def try_it() -> set[str]:
        line = company.signed("call_cut", [AD]).line
        return company.why(company.rec.submit(Signed(line, (encode_line(assertion(company, line, origin=other)),)), company.now))

    assert try_it() == {"passkey.origin"}
    answer = company.do("origins.set", [("producer", "producer"), LEAD], people.OriginsSet((WEB, other)))
    assert company.why(answer) == set()
    assert try_it() == set()


def test_a_root_key_without_its_relying_party_does_not_sign(company: Company) -> None:
    """A key counts for the relying party of its enrolment only."""
    line = company.signed("call_cut", [LEAD]).line
    elsewhere: Any = replace(company.key("lead"), rp_id="elsewhere.example")
    assert company.why(company.rec.submit(Signed(line, (encode_line(elsewhere.sign(line)),)), company.now)) == {"passkey.rp_id"}
