from __future__ import annotations

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from chamberflag.pack.verify.devices import ZERO, DeviceChain

LONG = 12


def chain(n: int) -> list[tuple[int, bytes, bytes]]:
    """(number, digest, digest before it) of a device's first n acts."""
    made: list[tuple[int, bytes, bytes]] = []
    for number in range(1, n + 1):
        made.append((number, hashlib.sha256(b"%d" % number).digest(), made[-1][1] if made else ZERO))
    return made


@given(st.permutations(chain(LONG)), st.integers(0, LONG))
def test_the_acts_of_a_device_fit_in_any_order(order: list[tuple[int, bytes, bytes]], kept: int) -> None:
    """However they arrive, nothing is found; what stays open is exactly the numbers below the highest that never came."""
    found = DeviceChain()
    assert [found.add(*act, "here") for act in order[:kept]] == [""] * kept
    numbers = {number for number, _, _ in order[:kept]}
    assert {n for first, last, *_ in found.gaps for n in range(first, last + 1)} == set(range(1, max(numbers, default=0))) - numbers


@given(st.permutations(chain(LONG)), st.integers(0, LONG - 1), st.integers(0, LONG - 1))
def test_a_number_signed_twice_is_found(order: list[tuple[int, bytes, bytes]], at: int, other: int) -> None:
    """The same number again, over the same act or another one, is a fork."""
    found = DeviceChain()
    for act in order:
        found.add(*act, "here")
    assert found.add(order[at][0], order[other][1], order[at][2], "here") == "device.sequence"


@given(st.permutations(chain(LONG)), st.integers(0, LONG - 1), st.booleans())
def test_an_act_of_another_chain_is_found(order: list[tuple[int, bytes, bytes]], at: int, tail: bool) -> None:  # noqa: FBT001 - drawn
    """One act that follows another one than its place says, or is another one than the next says, breaks the chain."""
    number, digest, before = order[at]
    wrong = (number, digest, b"x" * 32) if tail else (number, b"x" * 32, before)
    found = DeviceChain()
    codes = {found.add(*(wrong if place == at else act), "here") for place, act in enumerate(order)}
    assert ("device.chain" in codes) is (tail or number < LONG)
