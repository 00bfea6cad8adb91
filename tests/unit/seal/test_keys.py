"""seal.keys and seal.known: which keys may be enrolled, and which everybody knows."""

from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from chamberflag.canon.profile import b64u
from chamberflag.seal.device import DeviceKey
from chamberflag.seal.keys import FIELD, LOW_ORDER_Y, kid_of, load_public, small_order
from chamberflag.seal.known import is_test_key
from chamberflag.seal.known import test_seed as seed
from chamberflag.vocabulary.errors import Unproven
from tests.vectors import document, raw

D = -121665 * pow(121666, -1, FIELD) % FIELD
Point = tuple[int, int]


def add(p: Point, q: Point) -> Point:
    """The addition law of edwards25519 (RFC 8032, section 5.1.4, affine)."""
    (x1, y1), (x2, y2) = p, q
    k = D * x1 * x2 * y1 * y2 % FIELD
    x = (x1 * y2 + x2 * y1) * pow(1 + k, -1, FIELD) % FIELD
    y = (y1 * y2 + x1 * x2) * pow(1 - k, -1, FIELD) % FIELD
    return x, y


def at(y: int) -> list[Point]:
    """The points with this y."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, FIELD) % FIELD
    root = pow(square, (FIELD + 3) // 8, FIELD)
    if root * root % FIELD != square:
        root = root * pow(2, (FIELD - 1) // 4, FIELD) % FIELD
    return [(root, y), (-root % FIELD, y)] if root * root % FIELD == square else []


def test_small_order_is_complete() -> None:
    """The five listed y coordinates are those of the eight points that vanish when multiplied by eight, and there are no more."""
    points = {point for y in LOW_ORDER_Y for point in at(y)}
    for point in points:
        eight = point
        for _ in range(3):
            eight = add(eight, eight)
        assert eight == (0, 1)
    assert len(points) == 8


@pytest.mark.parametrize("y", sorted(LOW_ORDER_Y))
@pytest.mark.parametrize("sign", [0, 1])
def test_small_order_in_every_spelling(y: int, sign: int) -> None:
    """A point of small order is refused with either sign, reduced or not."""
    for spelled in (y, y + FIELD):
        if spelled < 2**255:
            raw_key = (spelled + (sign << 255)).to_bytes(32, "little")
            assert small_order(raw_key)
            with pytest.raises(Unproven) as refused:
                load_public(bytes.fromhex("302a300506032b6570032100") + raw_key)
            assert refused.value.code in {"key.weak", "key.form"}


def test_honest_keys_are_not_of_small_order() -> None:
    """Keys made in the ordinary way load."""
    for name in ("giver", "taker", "log"):
        key = DeviceKey.from_seed(seed(name))
        assert isinstance(load_public(key.spki), ed25519.Ed25519PublicKey)


@pytest.mark.parametrize("bits", [1024, 2047, 8200])
def test_rsa_sizes(bits: int) -> None:
    """RSA keys have 2,048 to 8,192 bits."""
    key = rsa.RSAPublicNumbers(65537, 2 ** (bits - 1) + 1).public_key()
    with pytest.raises(Unproven) as refused:
        load_public(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo))
    assert refused.value.code == "key.weak"


def found_in(value: Any, members: tuple[str, ...]) -> set[str]:  # noqa: ANN401 - any JSON
    """The texts of these members, anywhere in a JSON value."""
    if isinstance(value, dict):
        own = {text for name, text in value.items() if name in members and isinstance(text, str)}
        return own.union(*(found_in(member, members) for member in value.values()))
    return set[str]().union(*(found_in(member, members) for member in value)) if isinstance(value, list) else set()


def test_vector_keys_are_known() -> None:
    """Every key that signs in a vector is on the list that a record log refuses."""
    kids: set[str] = set()
    for name in ("passkey", "device-key", "entry"):
        kids |= found_in(document(name), ("kid",))
        for case in document(name)["cases"]:
            for line in case.get("lines", [])[:-1]:
                kids |= found_in(json.loads(line), ("kid",))
    for name in ("notes", "receipts"):
        for case in document(name)["cases"]:
            for vkey in [*case.get("vkeys", []), *([case["vkey"]] if "vkey" in case else [])]:
                public = raw(vkey.split("+", 2)[2].replace("+", "-").replace("/", "_").rstrip("="))[1:]
                if not small_order(public):
                    kids.add(kid_of(bytes.fromhex("302a300506032b6570032100") + public))
    assert len(kids) >= 8
    assert {kid for kid in kids if not is_test_key(kid)} == set()


def test_named_keys_are_known() -> None:
    """A key made from a person's or device's name is recognised when that name stands beside it, and no other key is."""
    key = DeviceKey.from_seed(seed("p_anyone"), "p256")
    assert is_test_key(key.kid, ("p_anyone", "phone"))
    assert not is_test_key(key.kid, ("p_other", "phone"))
    assert not is_test_key(key.kid)
    assert not is_test_key("k_" + b64u(bytes(16)))
