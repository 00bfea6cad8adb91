"""The body of a checkpoint: origin, size, root. Source: C2SP tlog-checkpoint; no extension lines."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass

from chamberflag.vocabulary.errors import Malformed

ORIGIN = re.compile(r"[\x21-\x2a\x2c-\x7e]{1,200}\Z")
HASH = 32


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A tree head of one origin."""

    origin: str
    size: int
    root: bytes

    def body(self) -> str:
        """Three lines: `origin`, size in decimal, root in base64."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def parse(body: str) -> Checkpoint:
    """A checkpoint from its body. Raises Malformed."""
    lines = body.split("\n")
    if len(lines) != 4 or lines[3]:
        raise Malformed("malformed.checkpoint", "a checkpoint has three lines")
    origin, size, root = lines[:3]
    if not ORIGIN.match(origin):
        raise Malformed("malformed.checkpoint", "the origin has a space, a plus sign or a control character")
    if not re.fullmatch(r"0|[1-9][0-9]{0,15}", size):
        raise Malformed("malformed.checkpoint", "the size is no whole number")
    try:
        made = base64.b64decode(root, validate=True)
    except (binascii.Error, ValueError):
        made = b""
    if len(made) != HASH or base64.b64encode(made).decode() != root:
        raise Malformed("malformed.checkpoint", "the root is not 32 bytes in base64")
    return Checkpoint(origin, int(size), made)
