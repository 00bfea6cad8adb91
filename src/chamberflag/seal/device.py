"""Device keys: Ed25519 and P-256, the latter in WebCrypto form (r || s, 64 bytes). Source: log.md section 2.3."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

from chamberflag.canon.profile import b64u
from chamberflag.seal.digest import message
from chamberflag.seal.keys import kid_of
from chamberflag.seal.signature import SignatureLine
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from typing import Self

DETERMINISTIC = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


@dataclass(frozen=True, slots=True)
class DeviceKey:
    """A private key of a device or of the box; alg `ed25519` or `p256`; spki in DER."""

    alg: str
    kid: str
    spki: bytes
    private: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey

    @classmethod
    def from_seed(cls, seed: bytes, alg: str = "ed25519") -> Self:
        """The key of 32 secret bytes: Ed25519 takes them as they are, P-256 the number they say modulo 2^255 (log.md section 2.6)."""
        if alg == "ed25519":
            return cls._of(ed25519.Ed25519PrivateKey.from_private_bytes(seed), alg)
        return cls._of(ec.derive_private_key(int.from_bytes(seed) % 2**255, ec.SECP256R1()), "p256")

    @classmethod
    def from_pkcs8(cls, data: bytes) -> Self:
        """The key of a PKCS#8 DER file. Raises Malformed."""
        try:
            key = load_der_private_key(data, None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            raise Malformed("malformed.key_file", "not a PKCS#8 key") from None
        if isinstance(key, ed25519.Ed25519PrivateKey):
            return cls._of(key, "ed25519")
        if isinstance(key, ec.EllipticCurvePrivateKey) and isinstance(key.curve, ec.SECP256R1):
            return cls._of(key, "p256")
        raise Malformed("malformed.key_file", "only Ed25519 and P-256 keys sign")

    @classmethod
    def _of(cls, key: ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey, alg: str) -> Self:
        spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        return cls(alg, kid_of(spki), spki, key)

    def pkcs8(self) -> bytes:
        """The private key as PKCS#8 DER."""
        return self.private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())

    def sign_bytes(self, data: bytes) -> bytes:
        """64 bytes: Ed25519, or r || s of P-256 with a deterministic nonce (RFC 6979)."""
        if isinstance(self.private, ed25519.Ed25519PrivateKey):
            return self.private.sign(data)
        r, s = decode_dss_signature(self.private.sign(data, DETERMINISTIC))
        return r.to_bytes(32) + s.to_bytes(32)

    def sign(self, line: bytes, *, practice: bool = False) -> SignatureLine:
        """The signature line over line 1 of an act."""
        return SignatureLine(alg=self.alg, kid=self.kid, sig=b64u(self.sign_bytes(message(line, practice=practice))))
