"""Whether a signature holds under a public key: the closed list of five algorithms. Source: log.md section 2.3."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from chamberflag.seal.keys import load_public
from chamberflag.vocabulary.errors import Unproven

RAW = 64
ECDSA = ec.ECDSA(hashes.SHA256())


def prove(spki: bytes, alg: str, sig: bytes, data: bytes, place: str) -> None:
    """Raise Unproven unless `sig` is the key's signature over `data`; place: the key id."""
    try:
        match alg, load_public(spki):
            case "p256", ec.EllipticCurvePublicKey() as key:
                key.verify(_der(sig, place), data, ECDSA)
            case "webauthn-es256", ec.EllipticCurvePublicKey() as key:
                _strict(sig, place)
                key.verify(sig, data, ECDSA)
            case "webauthn-rs256", rsa.RSAPublicKey() as key:
                key.verify(sig, data, padding.PKCS1v15(), hashes.SHA256())
            case "ed25519" | "webauthn-eddsa", ed25519.Ed25519PublicKey() as key:
                _length(sig, place)
                key.verify(sig, data)
            case _:
                raise Unproven("signature.algorithm", f"the enrolled key is not of the kind that {alg} needs", place)
    except (InvalidSignature, ValueError):
        raise Unproven("signature.forged", "the signature is not this key's over these bytes", place) from None


def _length(sig: bytes, place: str) -> None:
    if len(sig) != RAW:
        raise Unproven("signature.form", f"a signature of {len(sig)} bytes where {RAW} belong", place)


def _der(sig: bytes, place: str) -> bytes:
    """From r || s, as WebCrypto gives it."""
    _length(sig, place)
    return encode_dss_signature(int.from_bytes(sig[:32]), int.from_bytes(sig[32:]))


def _strict(sig: bytes, place: str) -> None:
    """Strict DER: a byte behind it, a length too long or a number padded would be a second spelling of one signature."""
    try:
        r, s = decode_dss_signature(sig)
    except ValueError:
        r = s = -1
    if r < 0 or s < 0 or encode_dss_signature(r, s) != sig:
        raise Unproven("signature.form", "the signature is not strict DER", place)
