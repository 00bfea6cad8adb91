"""A reader of published logs, written from C2SP signed-note, tlog-checkpoint and tlog-tiles and RFC 6962 alone; shares nothing with us.

It believes no interior hash: every leaf is hashed from its entry, every tile is compared with the one below it, and the root with both.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

Read = Callable[[str], bytes]


class Differs(Exception):
    """What is published does not add up; the message says where."""


def opened(note: bytes, vkey: str) -> tuple[str, int, bytes]:
    """(origin, size, root) of a checkpoint that the key has signed."""
    name, ident, packed = vkey.strip().split("+", 2)
    key = base64.b64decode(packed, validate=True)
    if key[0] != 1 or hashlib.sha256(name.encode() + b"\n" + key).digest()[:4].hex() != ident:
        raise Differs("vkey")
    text, _, tail = note.rpartition(b"\n\n")
    text += b"\n"
    for line in tail.decode().splitlines():
        dash, signer, data = line.split(" ")
        raw = base64.b64decode(data, validate=True)
        if dash != "\u2014":
            raise Differs("signature line")
        if (signer, raw[:4].hex()) == (name, ident):
            Ed25519PublicKey.from_public_bytes(key[1:]).verify(raw[4:], text)
            origin, size, root, *more = text.decode().splitlines()
            if more or origin != name or str(int(size)) != size:
                raise Differs("checkpoint")
            return origin, int(size), base64.b64decode(root, validate=True)
    raise Differs("no signature of this key")


def path(level: str, n: int, width: int) -> str:
    """`tile/<L>/<N>[.p/<W>]`, N in groups of three digits with x before all but the last."""
    digits = str(n).rjust(-(-len(str(n)) // 3) * 3, "0")
    groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
    said = "/".join(["x" + group for group in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{said}" + ("" if width == 256 else f".p/{width}")


def widths(count: int) -> list[int]:
    """The widths of the tiles over so many hashes."""
    return [256] * (count // 256) + ([count % 256] if count % 256 else [])


def mth(hashes: list[bytes]) -> bytes:
    """RFC 6962 2.1 over hashes of leaves."""
    if not hashes:
        return hashlib.sha256(b"").digest()
    if len(hashes) == 1:
        return hashes[0]
    k = 1
    while k * 2 < len(hashes):
        k *= 2
    return hashlib.sha256(b"\1" + mth(hashes[:k]) + mth(hashes[k:])).digest()


def unpacked(data: bytes, width: int) -> list[bytes]:
    """The entries of a bundle, each after its length as two bytes."""
    found: list[bytes] = []
    while data:
        size = int.from_bytes(data[:2], "big")
        if len(data) < 2 + size:
            raise Differs("bundle")
        found.append(data[2 : 2 + size])
        data = data[2 + size :]
    if len(found) != width:
        raise Differs("bundle width")
    return found


def whole(read: Read, vkey: str) -> tuple[list[bytes], set[str]]:
    """All entries of a published log, and the names of the files that it consists of. Raises where anything does not add up."""
    _, size, root = opened(read("checkpoint"), vkey)
    entries: list[bytes] = []
    names = {"checkpoint", "vkey"}
    for n, width in enumerate(widths(size)):
        names.add(path("entries", n, width))
        entries += unpacked(read(path("entries", n, width)), width)
    row = [hashlib.sha256(b"\0" + entry).digest() for entry in entries]
    if mth(row) != root:
        raise Differs("root")
    level = 0
    while row:
        for n, width in enumerate(widths(len(row))):
            name = path(str(level), n, width)
            names.add(name)
            if read(name) != b"".join(row[n * 256 : n * 256 + width]):
                raise Differs(name)
        row = [mth(row[i : i + 256]) for i in range(0, len(row) // 256 * 256, 256)]
        level += 1
    return entries, names
