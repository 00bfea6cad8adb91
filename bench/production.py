"""The invented production on whose days the figures are taken: 60 people, 40 weapons, 8 lots; every key is made from a name."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from chamberflag.seal.authenticator import SoftAuthenticator
from chamberflag.seal.device import DeviceKey
from chamberflag.seal.known import test_seed

ORIGIN = "bench.example/cf/p_bench/main/1"
RP_ID = "box.bench.example"
WEB = f"https://{RP_ID}"
BOX = "box"
CHAMBERS = 6
LOT_ROUNDS = 200

HEADS = {
    "producer": ("producer",),
    "lead": ("crew",),
    "ad": ("ad",),
    "second_ad": ("ad",),
    "safety": ("crew",),
    "medic": ("crew",),
    "director": ("director",),
    "dp": ("dp",),
}
ASSISTANTS = tuple(f"assistant_{n:02d}" for n in range(1, 13))
PERFORMERS = tuple(f"performer_{n:02d}" for n in range(1, 31))
CREW = tuple(f"crew_{n:02d}" for n in range(1, 11))
PEOPLE: dict[str, tuple[str, ...]] = {
    **HEADS,
    **dict.fromkeys(ASSISTANTS, ("crew",)),
    **dict.fromkeys(PERFORMERS, ("performer",)),
    **dict.fromkeys(CREW, ("crew",)),
}
WEAPONS = tuple(f"w_{n:02d}" for n in range(1, 41))
LOTS = tuple(f"l_{n}" for n in range(1, 9))


@dataclass(frozen=True, slots=True)
class Team:
    """Who works with one weapon: the one who checks and gives, the witness, the performer; the shot, and the lot it is loaded from."""

    weapon: str
    handler: str
    witness: str
    performer: str
    shot: str
    lot: str

    @property
    def handler_role(self) -> str:
        """The role in which the handler signs."""
        return "lead" if self.handler == "lead" else "assistant"


def team(weapon: str) -> Team:
    """The team of a weapon, the same on every day."""
    n = WEAPONS.index(weapon)
    return Team(
        weapon=weapon,
        handler=("lead", *ASSISTANTS)[n % (len(ASSISTANTS) + 1)],
        witness=("ad", "second_ad")[n % 2],
        performer=PERFORMERS[n % len(PERFORMERS)],
        shot=f"s_{n + 1:02d}",
        lot=LOTS[n % len(LOTS)],
    )


@cache
def passkey(person: str) -> SoftAuthenticator:
    """The P-256 passkey of a person."""
    return SoftAuthenticator.from_seed(test_seed(f"bench {person}"), RP_ID, WEB)


@cache
def device(person: str) -> DeviceKey:
    """The Ed25519 device key of a person, or of the box."""
    return DeviceKey.from_seed(test_seed(f"bench {person} device"))
