"""A software passkey for examples, practice and cases: real keys, real assertions, no phone. Never for a record log."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from chamberflag.canon.profile import b64u
from chamberflag.seal.device import DeviceKey
from chamberflag.seal.digest import act_digest
from chamberflag.seal.passkey import UP, UV
from chamberflag.seal.signature import SignatureLine
from chamberflag.vocabulary.keys import RUNG_PASSKEY, EnrolledKey

if TYPE_CHECKING:
    from typing import Self


@dataclass(frozen=True, slots=True)
class SoftAuthenticator:
    """A P-256 passkey of one person, for one relying party and origin; backup: the flags BE and BS that it reports."""

    key: DeviceKey
    rp_id: str
    origin: str
    backup: int = 0

    @classmethod
    def from_seed(cls, seed: bytes, rp_id: str, origin: str, backup: int = 0) -> Self:
        """The authenticator of 32 secret bytes."""
        return cls(DeviceKey.from_seed(seed, "p256"), rp_id, origin, backup)

    @property
    def kid(self) -> str:
        """The key id."""
        return self.key.kid

    def enrolled(self, person: str, rung: int = RUNG_PASSKEY) -> EnrolledKey:
        """What an enrolment puts on record about this key."""
        spki = b64u(self.key.spki)
        return EnrolledKey(self.kid, spki, "webauthn-es256", person, rung, self.rp_id, (self.origin,), backup=self.backup)

    def sign(self, line: bytes, *, practice: bool = False) -> SignatureLine:
        """An assertion over line 1 of an act, with user presence and verification."""
        challenge = b64u(act_digest(line, practice=practice))
        client = {"type": "webauthn.get", "challenge": challenge, "origin": self.origin, "crossOrigin": False}
        cd = json.dumps(client, separators=(",", ":")).encode()
        ad = hashlib.sha256(self.rp_id.encode()).digest() + bytes([UP | UV | self.backup]) + bytes(4)
        raw = self.key.sign_bytes(ad + hashlib.sha256(cd).digest())
        sig = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
        return SignatureLine(alg="webauthn-es256", kid=self.kid, sig=b64u(sig), ad=b64u(ad), cd=b64u(cd))
