"""Public keys as SubjectPublicKeyInfo: their ids, and which of them may be enrolled at all. Source: log.md sections 2.3 and 4.

1 one spelling a key: the bytes are the shortest DER of the key itself, so that one key has one id; 2 the kind is P-256, Ed25519 or RSA of
2048 to 8192 bits; 3 no Ed25519 point of small order (a signature under such a key proves nothing) and none that is not reduced.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from chamberflag.canon.profile import b64u
from chamberflag.vocabulary.errors import Unproven

PublicKey = ec.EllipticCurvePublicKey | ed25519.Ed25519PublicKey | rsa.RSAPublicKey

ALG_KEYS: dict[str, type[PublicKey]] = {
    "webauthn-es256": ec.EllipticCurvePublicKey,
    "p256": ec.EllipticCurvePublicKey,
    "webauthn-eddsa": ed25519.Ed25519PublicKey,
    "ed25519": ed25519.Ed25519PublicKey,
    "webauthn-rs256": rsa.RSAPublicKey,
}
RSA_LEAST, RSA_MOST = 2048, 8192
FIELD = 2**255 - 19
# The y coordinates of the eight points of small order on edwards25519, without the sign bit.
LOW_ORDER_Y = frozenset(
    (
        0,
        1,
        FIELD - 1,
        0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
        0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
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
        same = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == spki
    except (ValueError, TypeError, UnsupportedAlgorithm):
        raise Unproven("key.form", "the key is not a SubjectPublicKeyInfo", "key") from None
    match key:
        case rsa.RSAPublicKey() if not RSA_LEAST <= key.key_size <= RSA_MOST:
            raise Unproven("key.weak", f"an RSA key of {key.key_size} bits; {RSA_LEAST} to {RSA_MOST} are allowed", "key")
        case ed25519.Ed25519PublicKey():
            if small_order(key.public_bytes_raw()):
                raise Unproven("key.weak", "an Ed25519 key of small order", "key")
            same = same and _y(key.public_bytes_raw()) < FIELD
        case rsa.RSAPublicKey():
            pass
        case ec.EllipticCurvePublicKey() if isinstance(key.curve, ec.SECP256R1):
            pass
        case _:
            raise Unproven("key.kind", "only P-256, Ed25519 and RSA keys are used", "key")
    if not same:
        raise Unproven("key.form", "the key is not in its one form (DER, point not compressed)", "key")
    return key


def small_order(raw: bytes) -> bool:
    """Whether 32 bytes of an Ed25519 key are a point of small order, in any of its spellings."""
    return _y(raw) % FIELD in LOW_ORDER_Y


def _y(raw: bytes) -> int:
    return int.from_bytes(raw, "little") % 2**255


def check_alg(spki: bytes, alg: str) -> None:
    """Raise Unproven unless the key is of the kind that `alg` names: what an enrolment must satisfy."""
    if alg not in ALG_KEYS:
        raise Unproven("key.kind", f"no algorithm is called {alg!r}", "key")
    if not isinstance(load_public(spki), ALG_KEYS[alg]):
        raise Unproven("key.kind", f"the key is not of the kind that {alg} needs", "key")
