"""Public keys as SubjectPublicKeyInfo: their ids, their loading, and the test keys that a record log refuses. log.md 2.3, vectors.md 3."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key

from chamberflag.canon.profile import b64u
from chamberflag.vocabulary.errors import Unproven

PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey

ALG_KEYS: dict[str, type] = {
    "webauthn-es256": ec.EllipticCurvePublicKey,
    "p256": ec.EllipticCurvePublicKey,
    "webauthn-eddsa": ed25519.Ed25519PublicKey,
    "ed25519": ed25519.Ed25519PublicKey,
    "webauthn-rs256": rsa.RSAPublicKey,
}
RSA_BITS = 2048
TEST_SEED = "chamberflag test key "
# Encodings of the eight points of small order on edwards25519: a signature under such a key proves nothing.
LOW_ORDER = frozenset(
    bytes.fromhex(text)
    for text in (
        "0100000000000000000000000000000000000000000000000000000000000000",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "0000000000000000000000000000000000000000000000000000000000000080",
        "0000000000000000000000000000000000000000000000000000000000000000",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
        "0100000000000000000000000000000000000000000000000000000000000080",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
        "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
        "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    )
)


def kid_of(spki: bytes) -> str:
    """The key id: k_ and base64url of the first 16 bytes of SHA-256 of the SubjectPublicKeyInfo."""
    return "k_" + b64u(hashlib.sha256(spki).digest()[:16])


@lru_cache(maxsize=4096)
def load_public(spki: bytes) -> PublicKey:
    """The public key of a SubjectPublicKeyInfo. Raises Unproven(key.form | key.weak | key.kind)."""
    try:
        key = load_der_public_key(spki)
    except (ValueError, UnsupportedAlgorithm):
        raise Unproven("key.form", "the key is not a SubjectPublicKeyInfo") from None
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < RSA_BITS:
            raise Unproven("key.weak", f"an RSA key of {key.key_size} bits; at least {RSA_BITS} are needed")
        return key
    if isinstance(key, ed25519.Ed25519PublicKey):
        if key.public_bytes_raw() in LOW_ORDER:
            raise Unproven("key.weak", "an Ed25519 key of small order")
        return key
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise Unproven("key.kind", "only P-256, Ed25519 and RSA keys are used")


def test_seed(name: str) -> bytes:
    """32 bytes of a public test key: SHA-256 of `chamberflag test key <name>`."""
    return hashlib.sha256((TEST_SEED + name).encode()).digest()
