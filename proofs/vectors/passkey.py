"""passkey.json: assertions that hold, and for each check those that it alone refuses. Source: log.md section 2.3, vectors.md section 2."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from proofs.vectors.entry import PRACTICE_TAG, TAG, example_line, passkey_line
from proofs.vectors.keys import BROWSER_ORIGIN, RP_ID, Assertion, Ceremony, b64u, ed, kid, p256, rsa_key, sha, sign_device, sign_raw, spki
from proofs.vectors.seal import OTHER_LINE

if TYPE_CHECKING:
    from proofs.vectors.canon import Case
    from proofs.vectors.keys import Private

ES, ED, RS = "webauthn-es256", "webauthn-eddsa", "webauthn-rs256"
HUB = "https://hub." + RP_ID
NEAR = BROWSER_ORIGIN + ".evil.example"
UP, UV, BE, BS, EXTENSIONS = 0x01, 0x04, 0x08, 0x10, 0x80
HINT = ("other_keys_can_be_added_here", "do not compare clientDataJSON against a template")
PRACTICE = ("good-practice", "record-tag-in-practice")


def keys() -> dict[str, Private]:
    """The passkey of each kind."""
    return {ES: p256("passkey es256"), ED: ed("passkey eddsa"), RS: rsa_key("passkey rs256")}


def cases() -> list[Case]:
    """All of them; each is signed anew with exactly one thing wrong, so that no other check can refuse it."""
    made = keys()
    good = Ceremony(sha(TAG + example_line()))
    found = [_case(name, why, ceremony.assertion(made[alg]), alg, outcome) for name, why, ceremony, alg, outcome in _ceremonies(good)]
    assertion = {alg: good.assertion(key) for alg, key in made.items()}
    found += [_case(name, why, spoiled, alg, outcome) for name, why, spoiled, alg, outcome in _spoiled(assertion[ES], made[ES])]
    found += [
        _case("eddsa-short", "63 bytes.", replace(assertion[ED], sig=assertion[ED].sig[:63]), ED, "signature.form"),
        _case("eddsa-zero", "64 zero bytes.", replace(assertion[ED], sig=bytes(64)), ED, "signature.forged"),
        _case("rs256-short", "255 bytes.", replace(assertion[RS], sig=assertion[RS].sig[1:]), RS, "signature.forged"),
        _case("rs256-zero", "256 zero bytes.", replace(assertion[RS], sig=bytes(256)), RS, "signature.forged"),
        _case("other-algorithm", "The line says another kind than the enrolment.", assertion[ES], ES, "signature.algorithm", says=ED),
        _case("device-algorithm", "A passkey's line does not name a device kind.", assertion[ES], ES, "malformed.form", says="p256"),
    ]
    return found


def _ceremonies(good: Ceremony) -> list[tuple[str, str, Ceremony, str, str]]:
    practice = Ceremony(sha(PRACTICE_TAG + example_line()))
    padded = ("challenge", b64u(good.challenge) + "=")
    return [
        ("good-es256", "P-256, DER as the authenticator gives it.", good, ES, "ok"),
        ("good-eddsa", "Ed25519.", good, ED, "ok"),
        ("good-rs256", "RSA of 2,048 bits, PKCS#1 v1.5.", good, RS, "ok"),
        ("good-no-cross-origin-member", "crossOrigin may be absent.", replace(good, cross_origin=None), ES, "ok"),
        ("good-extra-member", "Browsers add members of their own at times.", replace(good, more=(HINT,)), ES, "ok"),
        ("good-device-bound", "Backup flags are facts, no condition.", replace(good, flags=UP | UV), ES, "ok"),
        ("good-counter", "The counter is recorded and never enforced.", replace(good, counter=4_000_000_000), ES, "ok"),
        ("good-other-origin", "Any origin of the list.", replace(good, origin=HUB), ES, "ok"),
        ("good-extensions", "authenticatorData may be longer.", replace(good, flags=UP | UV | EXTENSIONS, tail=b"\xa0"), ES, "ok"),
        ("good-practice", "In practice mode the practice digest is signed.", practice, ES, "ok"),
        ("type-create", "An enrolment is no assertion.", replace(good, kind="webauthn.create"), ES, "passkey.type"),
        ("type-payment", "Nor is a payment.", replace(good, kind="payment.get"), ES, "passkey.type"),
        ("cross-origin", "Made inside a page of somebody else.", replace(good, cross_origin=True), ES, "passkey.cross_origin"),
        ("cross-origin-text", "Only false is false.", replace(good, more=(("crossOrigin", "false"),)), ES, "passkey.cross_origin"),
        ("cross-origin-null", "Nothing is not false.", replace(good, more=(("crossOrigin", None),)), ES, "passkey.cross_origin"),
        ("other-act", "The digest of another act.", Ceremony(sha(TAG + OTHER_LINE)), ES, "passkey.challenge"),
        ("practice-tag", "A practice signature is none of a record.", practice, ES, "passkey.challenge"),
        ("record-tag-in-practice", "Nor the other way round.", good, ES, "passkey.challenge"),
        ("challenge-cut", "31 bytes of the digest.", replace(good, challenge=good.challenge[:31]), ES, "passkey.challenge"),
        ("challenge-padded", "base64url has no padding.", replace(good, more=(padded,)), ES, "passkey.challenge"),
        ("challenge-number", "A challenge is a text.", replace(good, more=(("challenge", 1),)), ES, "passkey.challenge"),
        ("other-origin", "A name that only begins like ours.", replace(good, origin=NEAR), ES, "passkey.origin"),
        ("origin-http", "The scheme counts.", replace(good, origin=BROWSER_ORIGIN.replace("https", "http")), ES, "passkey.origin"),
        ("origin-list", "An origin is a text.", replace(good, more=(("origin", [BROWSER_ORIGIN]),)), ES, "passkey.origin"),
        ("other-rp-id", "A passkey of another relying party.", replace(good, rp_id="studio.example"), ES, "passkey.rp_id"),
        ("user-absent", "UP clear.", replace(good, flags=UV | BE | BS), ES, "passkey.presence"),
        ("user-not-verified", "UV clear.", replace(good, flags=UP | BE | BS), ES, "passkey.verification"),
    ]


def _spoiled(made: Assertion, key: Private) -> list[tuple[str, str, Assertion, str, str]]:
    later = made.ad[:33] + b"\0\0\0\1"
    padded = bytes([0x30, made.sig[1] + 1, 0x02, made.sig[3] + 1, 0]) + made.sig[4:]
    return [
        ("client-data-no-json", "clientDataJSON does not parse.", _again(made.ad, made.cd[:-1], key), ES, "passkey.form"),
        ("client-data-array", "clientDataJSON is an object.", _again(made.ad, b"[]", key), ES, "passkey.form"),
        ("client-data-not-utf8", "clientDataJSON is UTF-8.", _again(made.ad, made.cd[:-1] + b',"\xff":1}', key), ES, "passkey.form"),
        ("authenticator-data-short", "36 bytes.", _again(made.ad[:-1], made.cd, key), ES, "passkey.form"),
        ("other-key", "Somebody else's signature.", _again(made.ad, made.cd, p256("stranger")), ES, "signature.forged"),
        ("counter-changed-afterwards", "authenticatorData is signed.", replace(made, ad=later), ES, "signature.forged"),
        ("blank-added-afterwards", "clientDataJSON is signed.", replace(made, cd=made.cd[:-1] + b" }"), ES, "signature.forged"),
        ("der-byte-behind", "A byte behind the DER.", replace(made, sig=made.sig + b"\0"), ES, "signature.form"),
        ("der-long-length", "A length in two bytes where one does.", replace(made, sig=b"\x30\x81" + made.sig[1:]), ES, "signature.form"),
        ("der-number-padded", "A number with a byte in front.", replace(made, sig=padded), ES, "signature.form"),
        ("der-cut", "The last byte is missing.", replace(made, sig=made.sig[:-1]), ES, "signature.form"),
        ("der-empty", "No signature.", replace(made, sig=b""), ES, "signature.form"),
        ("raw-signature", "r || s where DER belongs.", replace(made, sig=sign_device(key, made.ad + sha(made.cd))), ES, "signature.form"),
        ("zero-signature", "r = s = 0.", replace(made, sig=bytes.fromhex("3006020100020100")), ES, "signature.forged"),
    ]


def _again(ad: bytes, cd: bytes, key: Private) -> Assertion:
    """Other data under a signature that holds, so that only the data can be refused."""
    return Assertion(ad, cd, sign_raw(key, ad + sha(cd)))


def _case(name: str, why: str, made: Assertion, alg: str, outcome: str, *, says: str = "") -> Case:
    key = keys()[alg]
    return {
        "name": name,
        "why": why,
        "line_b64u": b64u(example_line()),
        "practice": name in PRACTICE,
        "spki_b64u": b64u(spki(key)),
        "kid": kid(key),
        "enrolled_alg": alg,
        "rp_id": RP_ID,
        "origins": [BROWSER_ORIGIN, HUB],
        "alg": says or alg,
        "ad_b64u": b64u(made.ad),
        "cd_b64u": b64u(made.cd),
        "sig_b64u": b64u(made.sig),
        "signature_line": passkey_line(key, made, says or alg).decode(),
        "outcome": outcome,
    }
