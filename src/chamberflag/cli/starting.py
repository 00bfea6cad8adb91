"""The start of a box that names no outside memory: two root people whose keys lie with it sign for this start. Source: hub.md section 4.3.

Each command that writes is a start of its own, and each such start is an entry: the chain shows a gap in what others can confirm.
"""

from __future__ import annotations

import secrets
import time
from typing import TYPE_CHECKING

from chamberflag.vocabulary.errors import Malformed, Unproven

if TYPE_CHECKING:
    from chamberflag.app import Box

KIND = "start_without_memory"
HOW = "say --without-memory: the two root people whose keys lie with this box sign start_without_memory for this one start"


def started(box: Box, *, alone: bool) -> Box:
    """The box, when it may write; closed where it may not. alone: two root people sign for a start without memory. Raises Unproven."""
    try:
        if alone and box.info.memory != "none":
            raise Malformed("malformed.memory", "--without-memory: this box names an outside memory, which has to answer", str(box.path))
        if box.waits and alone:
            _sign(box)
        elif box.waits:
            raise Unproven("box.waits", f"{box.waits}; {HOW}" if box.info.memory == "none" else box.waits)
        box.tried(time.time_ns() // 1_000_000)
    except BaseException:
        box.close()
        raise
    return box


def _sign(box: Box) -> None:
    from chamberflag.cli.entering import signer
    from chamberflag.cli.pen import Pen, Sheet
    from chamberflag.recorder.attest import Signed
    from chamberflag.seal.signature import encode_line

    roles = ("producer", "lead")
    parties = [signer(box, role, person) for role, person in zip(roles, box.info.roots, strict=True)]
    head = box.ledger.head()
    now = max(time.time_ns() // 1_000_000, head.recv if head is not None else 0)
    line, _ = Pen(box).line(Sheet(KIND, {}, parties, now, act_id=secrets.token_bytes(16)))
    signatures = tuple(encode_line(party.hand.sign(line, practice=box.practice)) for party in parties)
    answer = box.start_alone(Signed(line, signatures, ()), now)
    if answer.error is not None:
        raise answer.error
