"""What is on record about a person's key, and the ladder of ways to sign. Source: log.md sections 2.3 and 4, phone.md section 3."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

PASSKEY_ALGS = ("webauthn-es256", "webauthn-eddsa", "webauthn-rs256")
DEVICE_ALGS = ("p256", "ed25519")

RUNG_PASSKEY = 1  # passkey on the signer's own phone
RUNG_STATION = 2  # security key at the station
RUNG_DEVICE = 3  # device key and PIN
RUNG_PAPER = 4  # paper, re-keyed by two people; never opens a gate

# COSE backup flags as they stand in authenticatorData: facts that a rule may ask about.
BACKUP_ELIGIBLE, BACKUP_STATE = 0x08, 0x10


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung of the ladder: its number (1 = strongest), what signs, and whether it works out of reach of the box."""

    number: int
    what: str
    out_of_reach: bool
    algs: tuple[str, ...]


LADDER = {
    rung.number: rung
    for rung in (
        Rung(RUNG_PASSKEY, "passkey on the signer's own phone", out_of_reach=True, algs=PASSKEY_ALGS),
        Rung(RUNG_STATION, "security key at the station, tap and PIN", out_of_reach=False, algs=PASSKEY_ALGS),
        Rung(RUNG_DEVICE, "device key and a PIN that the box checks", out_of_reach=False, algs=DEVICE_ALGS),
        Rung(RUNG_PAPER, "paper, re-keyed by two people, signed again later", out_of_reach=True, algs=PASSKEY_ALGS + DEVICE_ALGS),
    )
}


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
