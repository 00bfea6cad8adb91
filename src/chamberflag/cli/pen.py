"""Composing, signing and handing in an act at the command line, with keys that lie in files or are made for an example."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from chamberflag.acts.act import plain
from chamberflag.app import Box
from chamberflag.formats.day.model import KeyOf, Text
from chamberflag.recorder.attest import Signed
from chamberflag.recorder.compose import Device, commit, compose
from chamberflag.recorder.founding import NO_SHELL, Hand
from chamberflag.recorder.record import Answer
from chamberflag.seal.signature import encode_line

NOWHERE = "example/none"  # the log of a draft that is never handed in


@dataclass(frozen=True, slots=True)
class Party:
    """Who signs with which key, in which role."""

    hand: Hand
    role: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """An act before it is composed. at: ms the composing device claims; device: key id of the device, "" = the first signer's key."""

    kind: str
    body: Mapping[str, object]
    parties: Sequence[Party]
    at: int
    subjects: Sequence[str] = ()
    act_id: bytes = b""
    device: str = ""
    salts: Callable[[str], bytes] = field(default=lambda _: secrets.token_bytes(32))
    key_of: Callable[[str], str] = field(default=lambda person: person)


class Pen:
    """Writes acts for one box."""

    def __init__(self, box: Box) -> None:
        """box: open, and its one writer."""
        self.box = box

    def line(self, sheet: Sheet) -> tuple[bytes, tuple[tuple[str, bytes, bytes], ...]]:
        """Line 1 and the texts that lie beside the log: (field, salt, value)."""
        box = self.box
        kept: list[tuple[str, bytes, bytes]] = []
        body = cast("dict[str, object]", _filled(dict(sheet.body), "", sheet, kept))
        device = sheet.device or sheet.parties[0].hand.kid
        dseq, dprev = box.ledger.device_head(device)
        head = box.ledger.head()
        gated = box.recorder.table.rows[sheet.kind].klass == "G"
        line = compose(
            log=box.info.origin,
            act_id=sheet.act_id or secrets.token_bytes(16),
            kind=sheet.kind,
            at=sheet.at,
            body=body,
            signers=[(party.hand.kid, party.role) for party in sheet.parties],
            device=Device(device, dseq + 1, dprev, (head.size, head.frontier.root()) if head else (0, bytes(32))),
            subjects=[self._place(subject) if gated else subject for subject in sheet.subjects],
            rules=box.recorder.rules.digest,
            ui=NO_SHELL,
        )
        return line, tuple(kept)

    def _place(self, subject: str) -> tuple[str, int, bytes]:
        n, leaf = self.box.ledger.subject_head(subject)
        return subject, n + 1, leaf

    def write(self, sheet: Sheet, now: int) -> Answer:
        """Compose, sign, record at the box's instant `now` (ms)."""
        line, kept = self.line(sheet)
        signatures = tuple(encode_line(party.hand.sign(line, practice=self.box.practice)) for party in sheet.parties)
        return self.box.submit(Signed(line, signatures, kept), now)


def draft_line(sheet: Sheet) -> bytes:
    """Line 1 as it would be composed for an empty log. Raises Malformed."""
    body = cast("dict[str, object]", _filled(dict(sheet.body), "", sheet, []))
    signers = [(party.hand.kid, party.role) for party in sheet.parties]
    device = Device(sheet.device, 1, bytes(32), (0, bytes(32)))
    subjects = [(subject, 1, bytes(32)) for subject in sheet.subjects]
    return compose(
        log=NOWHERE,
        act_id=sheet.act_id,
        kind=sheet.kind,
        at=sheet.at,
        body=body,
        signers=signers,
        device=device,
        subjects=subjects,
        rules="0" * 64,
        ui=NO_SHELL,
    )


def _filled(value: object, place: str, sheet: Sheet, kept: list[tuple[str, bytes, bytes]]) -> object:
    """The body with commitments for texts and ids for keys. place: dotted path, the name under which a text is kept."""
    match value:
        case Text(text=text):
            made, (salt, data) = commit(text, sheet.salts(place))
            kept.append((place, salt, data))
            return plain(made)
        case KeyOf(person=person):
            return sheet.key_of(person)
        case dict():
            members = cast("dict[str, object]", value)
            return {name: _filled(member, f"{place}.{name}" if place else name, sheet, kept) for name, member in members.items()}
        case list():
            return [_filled(member, f"{place}.{at}", sheet, kept) for at, member in enumerate(cast("list[object]", value))]
        case _:
            return value


def fixed_salts(act_id: bytes) -> Callable[[str], bytes]:
    """Salts that follow from the act, for examples: their texts protect nobody, and the same day gives the same bytes."""
    return lambda place: hashlib.sha256(b"chamberflag example salt" + act_id + place.encode()).digest()
