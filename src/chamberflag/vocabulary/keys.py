"""What is on record about a person's key, and the ladder of ways to sign. Source: log.md sections 2.3 and 4, phone.md section 3."""

from __future__ import annotations

import msgspec

PASSKEY_ALGS = ("webauthn-es256", "webauthn-eddsa", "webauthn-rs256")
DEVICE_ALGS = ("p256", "ed25519")

RUNG_PASSKEY = 1  # passkey on the signer's own phone
RUNG_STATION = 2  # security key at the station
RUNG_DEVICE = 3  # device key and PIN
RUNG_PAPER = 4  # paper, re-keyed by two people; never opens a gate


class EnrolledKey(msgspec.Struct, frozen=True):
    """A public key and what was stated about it when it was enrolled; spki: base64url SubjectPublicKeyInfo DER; person "" = nobody."""

    kid: str
    spki: str
    alg: str
    person: str
    rung: int = RUNG_PASSKEY
    rp_id: str = ""
    origins: tuple[str, ...] = ()
    device: str = "phone"
    backup: int = 0
