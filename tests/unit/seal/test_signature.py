"""seal.signature, seal.passkey, seal.device: every vector, and what reaches `verify` without passing through a line."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import msgspec
import pytest

from chamberflag.canon.profile import b64u
from chamberflag.seal import signature
from chamberflag.seal.authenticator import SoftAuthenticator
from chamberflag.seal.device import DeviceKey
from chamberflag.seal.digest import act_digest, message
from chamberflag.seal.keys import check_alg, kid_of
from chamberflag.seal.known import test_seed as seed
from chamberflag.seal.signature import SignatureLine
from chamberflag.vocabulary.errors import ChamberflagError, Malformed, Unproven
from chamberflag.vocabulary.keys import LADDER, RUNG_DEVICE, EnrolledKey
from tests.vectors import cases, raw

RP, WEB = "safety.studio.example", "https://box7.safety.studio.example"
LINE = b'{"type":"check","v":1}'


def outcome(run: Callable[[], None]) -> str:
    """`ok`, or the code of the failure."""
    try:
        run()
    except ChamberflagError as failed:
        return failed.code
    return "ok"


def enrolled(case: dict[str, Any]) -> EnrolledKey:
    """The key of a passkey case."""
    return EnrolledKey(case["kid"], case["spki_b64u"], case["enrolled_alg"], "p_1", 1, case["rp_id"], tuple(case["origins"]))


@pytest.mark.parametrize("case", cases("passkey"))
def test_passkeys(case: dict[str, Any]) -> None:
    """An assertion holds, or is refused by the one check that it fails, with that check's code."""
    line = raw(case["line_b64u"])

    def run() -> None:
        found = signature.parse_line(case["signature_line"].encode())
        assert (raw(found.sig), found.ad, found.cd) == (raw(case["sig_b64u"]), case["ad_b64u"], case["cd_b64u"])
        signature.verify(found, enrolled(case), line, practice=case["practice"])

    assert outcome(run) == case["outcome"]


@pytest.mark.parametrize("case", cases("passkey", outcome="ok"))
def test_a_passkey_signs_one_act(case: dict[str, Any]) -> None:
    """The same assertion holds for no other line: not for one more byte, not for one bit."""
    line = raw(case["line_b64u"])
    found = signature.parse_line(case["signature_line"].encode())
    others = [line + b" ", line[:-1], *(line[:i] + bytes([line[i] ^ 1]) + line[i + 1 :] for i in range(0, len(line), 29))]
    for other in others:
        with pytest.raises(Unproven) as refused:
            signature.verify(found, enrolled(case), other, practice=case["practice"])
        assert refused.value.code == "passkey.challenge"


@pytest.mark.parametrize("case", cases("device-key"))
def test_device_keys(case: dict[str, Any]) -> None:
    """A signature of a device key holds, or is refused with its code; a key that may not be enrolled says why."""

    def run() -> None:
        check_alg(raw(case["spki_b64u"]), case["alg"])
        if "sig_b64u" in case:
            key = EnrolledKey(case["kid"], case["spki_b64u"], case["alg"], "p_1", RUNG_DEVICE)
            made = SignatureLine(case["alg"], case["kid"], case["sig_b64u"])
            signature.verify(made, key, raw(case["line_b64u"]), practice=case["practice"])

    assert outcome(run) == case["outcome"]


@pytest.mark.parametrize("case", [case for case in cases("device-key", outcome="ok") if case.id != "p256-other-s"])
def test_device_keys_sign_the_same_bytes(case: dict[str, Any]) -> None:
    """From the same PKCS#8 file comes the same key and, with deterministic nonces, the same signature line."""
    key = DeviceKey.from_pkcs8(raw(case["pkcs8_b64u"]))
    assert (key.kid, b64u(key.spki), key.alg, key.pkcs8()) == (case["kid"], case["spki_b64u"], case["alg"], raw(case["pkcs8_b64u"]))
    made = key.sign(raw(case["line_b64u"]), practice=case["practice"])
    assert signature.encode_line(made).decode() == case["signature_line"]


@pytest.mark.parametrize("case", cases("act-digest"))
def test_digests(case: dict[str, Any]) -> None:
    """Message and digest of a line, in both modes."""
    practice = case["tag"] == "chamberflag/practice/v1\n"
    line = raw(case["line_b64u"])
    assert message(line, practice=practice) == case["tag"].encode() + line
    assert act_digest(line, practice=practice).hex() == case["message_sha256_hex"]


@pytest.mark.parametrize("practice", [False, True])
@pytest.mark.parametrize("alg", ["ed25519", "p256", "webauthn-es256"])
def test_what_is_signed_holds(alg: str, practice: bool) -> None:  # noqa: FBT001 - a parameter of the test
    """Each kind of key that the product makes signs lines that hold in its own mode and in no other."""
    passkey = SoftAuthenticator.from_seed(seed("passkey es256"), RP, WEB)
    device = DeviceKey.from_seed(seed("device p256"), alg)
    maker = passkey if alg.startswith("webauthn") else device
    key = passkey.enrolled("p_1") if maker is passkey else EnrolledKey(device.kid, b64u(device.spki), alg, "p_1", RUNG_DEVICE)
    made = signature.parse_line(signature.encode_line(maker.sign(LINE, practice=practice)))
    signature.verify(made, key, LINE, practice=practice)
    assert key.alg in LADDER[key.rung].algs
    with pytest.raises(Unproven):
        signature.verify(made, key, LINE, practice=not practice)


def test_later_origins() -> None:
    """An origin that a later act allows counts beside those of the enrolment."""
    moved = SoftAuthenticator.from_seed(seed("passkey es256"), RP, "https://box8.safety.studio.example")
    key = msgspec.structs.replace(moved.enrolled("p_1"), origins=(WEB,))
    made = moved.sign(LINE)
    assert outcome(lambda: signature.verify(made, key, LINE)) == "passkey.origin"
    signature.verify(made, key, LINE, origins=(moved.origin,))


def test_keys_are_not_mixed_up() -> None:
    """A line that names another key, a key whose id is not its hash, and a kind that was not enrolled are refused."""
    one, two = (DeviceKey.from_seed(seed(name)) for name in ("taker", "stranger"))
    key = EnrolledKey(one.kid, b64u(one.spki), "ed25519", "p_1", RUNG_DEVICE)
    foreign = EnrolledKey(one.kid, b64u(two.spki), "ed25519", "p_1", RUNG_DEVICE)
    passkey = SoftAuthenticator.from_seed(seed("giver"), RP, WEB)
    assertion = passkey.sign(LINE)
    bare = SignatureLine(assertion.alg, passkey.kid, assertion.sig)
    as_device = msgspec.structs.replace(passkey.enrolled("p_1"), alg="p256")
    assert outcome(lambda: signature.verify(two.sign(LINE), key, LINE)) == "signature.key"
    assert outcome(lambda: signature.verify(msgspec.structs.replace(two.sign(LINE), kid=one.kid), key, LINE)) == "signature.forged"
    assert outcome(lambda: signature.verify(msgspec.structs.replace(two.sign(LINE), kid=one.kid), foreign, LINE)) == "signature.key"
    assert outcome(lambda: signature.verify(assertion, as_device, LINE)) == "signature.algorithm"
    assert outcome(lambda: signature.verify(bare, passkey.enrolled("p_1"), LINE)) == "signature.algorithm"
    dressed = msgspec.structs.replace(passkey.key.sign(LINE), ad=assertion.ad, cd=assertion.cd)
    assert outcome(lambda: signature.verify(dressed, passkey.enrolled("p_1"), LINE)) == "signature.algorithm"
    odd = msgspec.structs.replace(key, alg="ed448")
    assert outcome(lambda: signature.verify(msgspec.structs.replace(one.sign(LINE), alg="ed448"), odd, LINE)) == "signature.algorithm"
    for alg in ("p256", "webauthn-rs256"):
        lying = msgspec.structs.replace(key, alg=alg)
        made = msgspec.structs.replace(one.sign(LINE), alg=alg)
        assert outcome(lambda made=made, lying=lying: signature.verify(made, lying, LINE)) == "signature.algorithm"


def test_backup_flags_are_what_the_authenticator_says() -> None:
    """BE and BS go into authenticatorData and onto the record, and do not change whether a signature holds."""
    synced = replace(SoftAuthenticator.from_seed(seed("giver"), RP, WEB), backup=0x18)
    made = synced.sign(LINE)
    assert raw(made.ad or "")[32] == 0x1D
    assert synced.enrolled("p_1").backup == 0x18
    signature.verify(made, synced.enrolled("p_1"), LINE)


@pytest.mark.parametrize("data", [b"", b"x", b"\x30\x00", bytes(100)])
def test_key_files(data: bytes) -> None:
    """What is no PKCS#8 file is Malformed."""
    with pytest.raises(Malformed):
        DeviceKey.from_pkcs8(data)


def test_line_limit() -> None:
    """A signature line has at most 4,096 bytes."""
    room = 4096 - len(signature.encode_line(SignatureLine("ed25519", "k", "")))
    text = "A" * (room - room % 4)
    assert signature.parse_line(signature.encode_line(SignatureLine("ed25519", "k" * (1 + room % 4), text))).sig == text
    with pytest.raises(Malformed):
        signature.encode_line(SignatureLine("ed25519", "k" * (2 + room % 4), text))


def test_key_id() -> None:
    """A key's id is the start of the hash of its DER."""
    spki = DeviceKey.from_seed(seed("giver"), "p256").spki
    assert kid_of(spki) == "k_" + b64u(hashlib.sha256(spki).digest())[:21] + kid_of(spki)[-1] == "k_woQKJGK0rN3MZoShstLfVw"
