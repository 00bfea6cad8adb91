"""Whether a signature holds under a public key: the closed list of five algorithms. Source: log.md section 2.3."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature

from chamberflag.seal.keys import ALG_KEYS, load_public
from chamberflag.vocabulary.errors import Unproven

RAW = 64
ECDSA = ec.ECDSA(hashes.SHA256())


def prove(spki: bytes, alg: str, sig: bytes, data: bytes, place: str) -> None:
    """Raise Unproven unless `sig` is the key's signature over `data`; place: the key id."""
    try:
        key = _loaded(spki, alg)
        if key is None:
            raise Unproven("signature.algorithm", f"the enrolled key is not of the kind that {alg} needs", place)
        match alg:
            case "p256":
                key.verify(_der(sig, place), data, ECDSA)
            case "webauthn-es256":
                _strict(sig, place)
                key.verify(sig, data, ECDSA)
            case "webauthn-rs256":
                key.verify(sig, data, padding.PKCS1v15(), hashes.SHA256())
            case _:  # ed25519, webauthn-eddsa
                _length(sig, place)
                key.verify(sig, data)
    except (InvalidSignature, ValueError):
        raise Unproven("signature.forged", "the signature is not this key's over these bytes", place) from None


@lru_cache(maxsize=4096)
def _loaded(spki: bytes, alg: str) -> Any:  # noqa: ANN401 - PublicKey; the algorithm says which
    """The key, where it is of the kind that the algorithm needs."""
    key = load_public(spki)
    return key if alg in ALG_KEYS and isinstance(key, ALG_KEYS[alg]) else None


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
