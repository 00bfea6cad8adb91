"""Public keys and what they signed: the five kinds of signature, and every check of a passkey assertion, in order. Step 7.

1 clientDataJSON parses, is of an assertion, not cross-origin; 2 its challenge is the act digest; 3 its origin is allowed; 4 authenticator
data of the right relying party, user present, user verified; 5 the signature. The counter is never enforced. log.md 2.3.
"""

from __future__ import annotations

import copy
import hashlib
import json
from typing import Any, NamedTuple, cast

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key

from chamberflag.pack.verify.canon import b64u, unb64u

PASSKEYS = ("webauthn-es256", "webauthn-eddsa", "webauthn-rs256")
ALGORITHMS = (*PASSKEYS, "p256", "ed25519")
TAG, PRACTICE_TAG = b"chamberflag/act/v1\n", b"chamberflag/practice/v1\n"
FIELD = 2**255 - 19
LOW_ORDER = (
    0,
    1,
    FIELD - 1,
    0x7A03AC9277FDC74EC6CC392CFA53202A0F67100D760B3CBA4FD84D3D706A17C7,
    0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826,
)
ECDSA = ec.ECDSA(hashes.SHA256())
KINDS = {
    "p256": ec.EllipticCurvePublicKey,
    "webauthn-es256": ec.EllipticCurvePublicKey,
    "webauthn-rs256": rsa.RSAPublicKey,
    "webauthn-eddsa": ed25519.Ed25519PublicKey,
    "ed25519": ed25519.Ed25519PublicKey,
}


class Signature(NamedTuple):
    """A signature line: its kind, the key's id, the signature, and of a passkey authenticator data and client data."""

    alg: str
    kid: str
    sig: bytes
    ad: bytes
    cd: bytes


class Key:
    """An enrolled key: what its enrolment says of it, and the loaded public key or the code of what is wrong with it."""

    def __init__(self, spki: bytes, alg: str, person: str, rp_id: str, origins: tuple[str, ...]) -> None:
        """spki: SubjectPublicKeyInfo in DER."""
        self.kid = kid_of(spki)
        self.alg, self.person, self.rp_id, self.origins = alg, person, rp_id, origins
        self.public, self.code = load_public(spki)
        self.rp_hash = hashlib.sha256(rp_id.encode()).digest()
        self.revoked = False

    def enrolled(self, rp_id: str, origins: tuple[str, ...]) -> Key:
        """The key as it counts from its enrolment on: what it does not name itself holds as the log has it."""
        made = copy.copy(self)
        made.rp_id, made.origins = self.rp_id or rp_id, self.origins or origins
        made.rp_hash = hashlib.sha256(made.rp_id.encode()).digest()
        return made

    def withdrawn(self) -> Key:
        """The key as it counts after its revocation."""
        made = copy.copy(self)
        made.revoked = True
        return made


def kid_of(spki: bytes) -> str:
    """k_ and the first 16 bytes of SHA-256 of the SubjectPublicKeyInfo."""
    return "k_" + b64u(hashlib.sha256(spki).digest()[:16])


def small_order(raw: bytes) -> bool:
    """Whether an Ed25519 key is a point of small order: a signature under it proves nothing."""
    return int.from_bytes(raw, "little") % 2**255 % FIELD in LOW_ORDER


def load_public(spki: bytes) -> tuple[Any, str]:
    """(key, "") or (None, code). Only P-256, Ed25519 and RSA of 2048 to 8192 bits, in their one spelling."""
    try:
        key = load_der_public_key(spki)
        same = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo) == spki
    except (ValueError, TypeError, UnsupportedAlgorithm):
        return None, "key.form"
    if isinstance(key, rsa.RSAPublicKey):
        if not 2048 <= key.key_size <= 8192:
            return None, "key.weak"
    elif isinstance(key, ed25519.Ed25519PublicKey):
        raw = key.public_bytes(Encoding.Raw, PublicFormat.Raw)  # also where `cryptography` is an old one
        if small_order(raw):
            return None, "key.weak"
        same = same and int.from_bytes(raw, "little") % 2**255 < FIELD
    elif not (isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1)):
        return None, "key.kind"
    return (key, "") if same else (None, "key.form")


def check_signature(sig: Signature, key: Key, signed: bytes, digest: bytes, origins: tuple[str, ...]) -> str:
    """The code of what is wrong with a signature over an act; empty where it holds. signed: tag and line 1; digest: its SHA-256."""
    if sig.kid != key.kid:
        return "signature.key"
    if sig.alg in PASSKEYS and key.alg in PASSKEYS:
        code = _client_data(sig.cd, digest, key.origins + origins) or _authenticator_data(sig.ad, key.rp_hash)
        if code:
            return code
        return prove(key, sig.alg, sig.sig, sig.ad + hashlib.sha256(sig.cd).digest()) if sig.alg == key.alg else "signature.algorithm"
    if sig.alg != key.alg or sig.alg in PASSKEYS:
        return "signature.algorithm"
    return prove(key, sig.alg, sig.sig, signed)


def _no_number(text: str) -> Any:  # noqa: ANN401 - a hook of json
    raise ValueError(text)


_CLIENT = json.JSONDecoder(parse_constant=_no_number)


def _client_data(cd: bytes, digest: bytes, origins: tuple[str, ...]) -> str:
    said: Any = None
    try:
        said = _CLIENT.decode(cd.decode("utf-8"))
        if b"\\u" in cd:
            json.dumps(said, ensure_ascii=False).encode("utf-8")  # half of a surrogate pair is no text
    except (ValueError, RecursionError):
        said = None
    if type(said) is not dict:
        return "passkey.form"
    return _said(cast("dict[str, Any]", said), digest, origins)


def _said(said: dict[str, Any], digest: bytes, origins: tuple[str, ...]) -> str:
    if said.get("type") != "webauthn.get":
        return "passkey.type"
    if said.get("crossOrigin", False) is not False:
        return "passkey.cross_origin"
    challenge = said.get("challenge")
    if not isinstance(challenge, str) or unb64u(challenge) != digest:
        return "passkey.challenge"
    return "" if said.get("origin") in origins else "passkey.origin"


def _authenticator_data(ad: bytes, rp_hash: bytes) -> str:
    if len(ad) < 37:
        return "passkey.form"
    if ad[:32] != rp_hash:
        return "passkey.rp_id"
    if not ad[32] & 0x01:
        return "passkey.presence"
    return "" if ad[32] & 0x04 else "passkey.verification"


def prove(key: Key, alg: str, sig: bytes, data: bytes) -> str:
    """The code of what is wrong with a bare signature; empty where it holds."""
    public: Any = key.public
    if key.code:
        return key.code
    if not isinstance(key.public, KINDS[alg]):
        return "signature.algorithm"
    try:
        if alg == "webauthn-rs256":
            public.verify(sig, data, padding.PKCS1v15(), hashes.SHA256())
        elif alg == "webauthn-es256":
            if not _strict(sig):
                return "signature.form"
            public.verify(sig, data, ECDSA)
        elif len(sig) != 64:
            return "signature.form"
        elif alg == "p256":
            public.verify(encode_dss_signature(int.from_bytes(sig[:32], "big"), int.from_bytes(sig[32:], "big")), data, ECDSA)
        else:
            public.verify(sig, data)
    except (InvalidSignature, ValueError):
        return "signature.forged"
    return ""


def _strict(sig: bytes) -> bool:
    """Whether a DER signature is in its one spelling."""
    try:
        r, s = decode_dss_signature(sig)
    except ValueError:
        return False
    return r >= 0 and s >= 0 and encode_dss_signature(r, s) == sig
