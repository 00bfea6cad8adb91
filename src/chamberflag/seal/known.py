"""Keys whose secret everybody knows: those of the vectors and of example days. A record log refuses to enrol them. Source: vectors.md 3.

The secret of a test key is SHA-256 of `chamberflag test key <name>`, so that a key can be recognised from a name alone.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING

from chamberflag.seal.device import DeviceKey

if TYPE_CHECKING:
    from collections.abc import Iterable

TEST_SEED = "chamberflag test key "
# Every name that the vectors use; an RSA key has no seed and is listed by its id.
NAMES = (
    *("giver", "taker", "log", "old log", "box", "stranger"),
    *("passkey es256", "passkey eddsa", "device p256", "device ed25519"),
    *(f"cosigner {n}" for n in range(1, 17)),
)
RSA_KIDS = frozenset({"k_kTb9B9Drjt5w_DxqhDUs_w"})


def test_seed(name: str) -> bytes:
    """32 bytes of a public test key: SHA-256 of `chamberflag test key <name>`."""
    return hashlib.sha256((TEST_SEED + name).encode()).digest()


def is_test_key(kid: str, names: Iterable[str] = ()) -> bool:
    """Whether this is the id of a test key: of the vectors, or made from one of `names` (the person and device that an enrolment names)."""
    return kid in RSA_KIDS or kid in _kids(NAMES) or any(kid in _kids((name,)) for name in names)


@lru_cache(maxsize=1024)
def _kids(names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(DeviceKey.from_seed(test_seed(name), alg).kid for name in names for alg in ("ed25519", "p256"))
