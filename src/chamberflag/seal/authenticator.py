"""A software passkey for examples, practice, cases and vectors: real keys, real assertions, no phone. Never for a record log."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from chamberflag.canon.profile import b64u
from chamberflag.seal.device import DeviceKey
from chamberflag.seal.digest import act_digest
from chamberflag.seal.signature import UP, UV, SignatureLine
from chamberflag.vocabulary.keys import RUNG_PASSKEY, EnrolledKey

if TYPE_CHECKING:
    from typing import Self

DETERMINISTIC = ec.ECDSA(hashes.SHA256(), deterministic_signing=True)


@dataclass(frozen=True, slots=True)
class SoftAuthenticator:
    """A P-256 passkey of one person, for one relying party and origin."""

    key: DeviceKey
    rp_id: str
    origin: str

    @classmethod
    def from_seed(cls, seed: bytes, rp_id: str, origin: str) -> Self:
        """The authenticator of 32 secret bytes."""
        return cls(DeviceKey.from_seed(seed, "p256"), rp_id, origin)

    @property
    def kid(self) -> str:
        """The key id."""
        return self.key.kid

    def enrolled(self, person: str, rung: int = RUNG_PASSKEY) -> EnrolledKey:
        """What an enrolment puts on record about this key."""
        return EnrolledKey(self.kid, b64u(self.key.spki), "webauthn-es256", person, rung, self.rp_id, (self.origin,))

    def sign(self, line: bytes, *, practice: bool = False) -> SignatureLine:
        """An assertion over line 1 of an act, with user presence and verification."""
        client = {"type": "webauthn.get", "challenge": b64u(act_digest(line, practice=practice)), "origin": self.origin, "crossOrigin": False}
        cd = json.dumps(client, separators=(",", ":")).encode()
        ad = hashlib.sha256(self.rp_id.encode()).digest() + bytes([UP | UV]) + bytes(4)
        assert isinstance(self.key.private, ec.EllipticCurvePrivateKey)  # noqa: S101 - made so above
        sig = self.key.private.sign(ad + hashlib.sha256(cd).digest(), DETERMINISTIC)
        return SignatureLine(alg="webauthn-es256", kid=self.kid, sig=b64u(sig), ad=b64u(ad), cd=b64u(cd))
