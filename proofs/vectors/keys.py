"""Test keys and a software authenticator for the vectors: public secrets, never to be used. Source: vectors.md section 3.

Written without `seal`: a vector made by the code under test proves nothing. A secret is SHA-256 of `chamberflag test key <name>`.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

Private = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey
RFC6979 = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)
RP_ID, BROWSER_ORIGIN = "safety.studio.example", "https://box7.safety.studio.example"
LOG_ORIGIN = "safety.studio.example/cf/p_7f3a/main/1"


def sha(data: bytes) -> bytes:
    """SHA-256."""
    return hashlib.sha256(data).digest()


def b64u(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def seed(name: str) -> bytes:
    """The 32 secret bytes of a test key."""
    return sha(b"chamberflag test key " + name.encode())


def p256(name: str) -> ec.EllipticCurvePrivateKey:
    """The seed's number modulo 2^255."""
    return ec.derive_private_key(int.from_bytes(seed(name)) % 2**255, ec.SECP256R1())


def ed(name: str) -> ed25519.Ed25519PrivateKey:
    """The seed itself."""
    return ed25519.Ed25519PrivateKey.from_private_bytes(seed(name))


@lru_cache
def rsa_key(name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    """Two primes, each the first one from the number that SHA-256 of the name and a counter spells."""
    p, q = (_prime(f"{name} {letter}", bits // 2) for letter in "pq")
    e = 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    public = rsa.RSAPublicNumbers(e, p * q)
    return rsa.RSAPrivateNumbers(p, q, d, d % (p - 1), d % (q - 1), rsa.rsa_crt_iqmp(p, q), public).private_key()


def _prime(name: str, bits: int) -> int:
    raw = b"".join(seed(f"{name} {i}") for i in range(bits // 256))
    number = int.from_bytes(raw) | 1 | 3 << (bits - 2)
    while any(number % small == 0 for small in (3, 5, 7, 11, 13)) or not _is_prime(number) or number % 65537 == 1:
        number += 2
    return number


def _is_prime(number: int) -> bool:
    """Miller-Rabin with 24 fixed bases."""
    odd, twos = number - 1, 0
    while odd % 2 == 0:
        odd, twos = odd // 2, twos + 1
    for base in range(2, 26):
        x = pow(base, odd, number)
        if x in {1, number - 1}:
            continue
        for _ in range(twos - 1):
            x = x * x % number
            if x == number - 1:
                break
        else:
            return False
    return True


def spki(key: Private) -> bytes:
    """SubjectPublicKeyInfo, DER."""
    return key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def pkcs8(key: Private) -> bytes:
    """PKCS#8, DER."""
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def kid(key: Private) -> str:
    """k_ and the first 16 bytes of SHA-256 of the SubjectPublicKeyInfo."""
    return "k_" + b64u(sha(spki(key))[:16])


def sign_raw(key: Private, data: bytes) -> bytes:
    """What a passkey returns: DER for P-256, 64 bytes for Ed25519, PKCS#1 v1.5 for RSA."""
    match key:
        case ec.EllipticCurvePrivateKey():
            return key.sign(data, RFC6979)
        case ed25519.Ed25519PrivateKey():
            return key.sign(data)
        case rsa.RSAPrivateKey():
            return key.sign(data, padding.PKCS1v15(), hashes.SHA256())


def sign_device(key: Private, data: bytes) -> bytes:
    """What WebCrypto returns: r || s for P-256, 64 bytes for Ed25519."""
    made = sign_raw(key, data)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        r, s = decode_dss_signature(made)
        return r.to_bytes(32) + s.to_bytes(32)
    return made


@dataclass(frozen=True, slots=True)
class Assertion:
    """What `navigator.credentials.get` gives back."""

    ad: bytes
    cd: bytes
    sig: bytes


@dataclass(frozen=True, slots=True)
class Ceremony:
    """How an assertion is made; every member is one thing that a vector may get wrong."""

    challenge: bytes
    kind: str = "webauthn.get"
    origin: str = BROWSER_ORIGIN
    cross_origin: bool | None = False
    rp_id: str = RP_ID
    flags: int = 0b00011101  # UP UV BE BS
    counter: int = 0
    more: tuple[tuple[str, object], ...] = ()
    tail: bytes = b""

    def assertion(self, key: Private) -> Assertion:
        """Ask the software authenticator."""
        client: dict[str, object] = {"type": self.kind, "challenge": b64u(self.challenge), "origin": self.origin}
        if self.cross_origin is not None:
            client["crossOrigin"] = self.cross_origin
        cd = json.dumps(client | dict(self.more), separators=(",", ":")).encode()
        ad = sha(self.rp_id.encode()) + bytes([self.flags]) + self.counter.to_bytes(4) + self.tail
        return Assertion(ad, cd, sign_raw(key, ad + sha(cd)))
