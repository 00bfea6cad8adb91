"""Signature lines and their checking. The list of algorithms is closed. Source: log.md section 2.3; W3C Web Authentication, section 7.2.

For the three passkey kinds, in this order, all of them: 1 clientDataJSON parses, type is webauthn.get, not cross-origin; 2 the challenge
is the act digest; 3 the origin is in the key's list; 4 RP id hash, user present, user verified; 5 the signature, under the enrolled key
and its algorithm. The counter is recorded and never enforced.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from chamberflag.canon import profile
from chamberflag.canon.profile import unb64u
from chamberflag.seal.digest import act_digest, message
from chamberflag.seal.keys import ALG_KEYS, kid_of, load_public
from chamberflag.vocabulary.errors import Malformed, Unproven
from chamberflag.vocabulary.keys import PASSKEY_ALGS, EnrolledKey

UP, UV = 0x01, 0x04
AD_MIN = 37
RAW = 64
ECDSA = ec.ECDSA(hashes.SHA256())


class SignatureLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """One signature: `alg kid sig`, for passkeys also authenticatorData `ad` and clientDataJSON `cd`, all base64url."""

    alg: str
    kid: str
    sig: str
    ad: str | None = None
    cd: str | None = None


_decoder = msgspec.json.Decoder(SignatureLine)
SIGNATURE_LIMIT = 4096


def parse_line(data: bytes) -> SignatureLine:
    """A signature line from its canonical bytes. Raises Malformed."""
    profile.decode(data, SIGNATURE_LIMIT)
    try:
        line = _decoder.decode(data)
    except msgspec.ValidationError as error:
        raise Malformed("malformed.form", str(error), "signature") from None
    if line.alg not in ALG_KEYS:
        raise Malformed("malformed.algorithm", f"no algorithm is called {line.alg!r}", "signature.alg")
    if (line.alg in PASSKEY_ALGS) != (line.ad is not None and line.cd is not None) or (line.ad is None) != (line.cd is None):
        raise Malformed("malformed.form", "a passkey signature has `ad` and `cd`, a device key's has neither", "signature")
    for text in (line.sig, line.ad, line.cd):
        if text is not None:
            unb64u(text)
    return line


def encode_line(line: SignatureLine) -> bytes:
    """The canonical bytes of a signature line."""
    return profile.encode(msgspec.to_builtins(line), SIGNATURE_LIMIT)


def verify(sig: SignatureLine, key: EnrolledKey, line: bytes, *, practice: bool = False) -> None:
    """Raise Unproven unless `sig` is this key's signature over line 1 of an act."""
    spki = unb64u(key.spki)
    if sig.kid != key.kid or kid_of(spki) != key.kid:
        raise Unproven("signature.key", "the signature names another key", sig.kid)
    if sig.alg != key.alg:
        raise Unproven("signature.algorithm", f"the key was enrolled for {key.alg}, the signature says {sig.alg}", sig.kid)
    if sig.ad is None or sig.cd is None:
        _check(spki, sig.alg, unb64u(sig.sig), message(line, practice=practice), sig.kid)
        return
    ad, cd = unb64u(sig.ad), unb64u(sig.cd)
    _client_data(cd, act_digest(line, practice=practice), key)
    _authenticator_data(ad, key)
    _check(spki, sig.alg, unb64u(sig.sig), ad + hashlib.sha256(cd).digest(), sig.kid)


def _client_data(cd: bytes, digest: bytes, key: EnrolledKey) -> None:
    try:
        client: Any = msgspec.json.decode(cd)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        client = None
    if not isinstance(client, dict):
        raise Unproven("passkey.form", "clientDataJSON is not a JSON object", key.kid)
    said: dict[str, object] = client  # pyright: ignore[reportUnknownVariableType]
    if said.get("type") != "webauthn.get":
        raise Unproven("passkey.type", "the client data is not of an assertion (webauthn.get)", key.kid)
    if said.get("crossOrigin", False) is not False:
        raise Unproven("passkey.cross_origin", "the assertion was made inside a page of another origin", key.kid)
    try:
        challenge = unb64u(str(said.get("challenge", "")))
    except Malformed:
        challenge = b""
    if challenge != digest:
        raise Unproven("passkey.challenge", "the assertion is for another act", key.kid)
    if said.get("origin") not in key.origins:
        raise Unproven("passkey.origin", "the assertion was made on an origin that the key's enrolment does not allow", key.kid)


def _authenticator_data(ad: bytes, key: EnrolledKey) -> None:
    if len(ad) < AD_MIN:
        raise Unproven("passkey.form", "authenticatorData is too short", key.kid)
    if ad[:32] != hashlib.sha256(key.rp_id.encode()).digest():
        raise Unproven("passkey.rp_id", "the assertion is for another relying party", key.kid)
    if not ad[32] & UP:
        raise Unproven("passkey.presence", "the user was not present", key.kid)
    if not ad[32] & UV:
        raise Unproven("passkey.verification", "the user was not verified by face, finger or PIN", key.kid)


def _check(spki: bytes, alg: str, sig: bytes, data: bytes, kid: str) -> None:
    key: Any = load_public(spki)
    if not isinstance(key, ALG_KEYS[alg]):
        raise Unproven("signature.algorithm", f"the enrolled key is not of kind {alg}", kid)
    try:
        match alg:
            case "p256":
                if len(sig) != RAW:
                    raise Unproven("signature.forged", "a P-256 device signature has 64 bytes", kid)
                key.verify(encode_dss_signature(int.from_bytes(sig[:32]), int.from_bytes(sig[32:])), data, ECDSA)
            case "webauthn-es256":
                r, s = decode_dss_signature(sig)
                if encode_dss_signature(r, s) != sig:
                    raise Unproven("signature.forged", "the signature is not strict DER", kid)
                key.verify(sig, data, ECDSA)
            case "webauthn-rs256":
                key.verify(sig, data, padding.PKCS1v15(), hashes.SHA256())
            case _:
                key.verify(sig, data)
    except (InvalidSignature, ValueError):
        raise Unproven("signature.forged", "the signature is not this key's over these bytes", kid) from None
