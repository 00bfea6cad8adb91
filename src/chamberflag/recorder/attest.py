"""From signed bytes to an attested act: every signature checked under the key that is enrolled at this position of the log.

1 as many signature lines as signers, in their order; 2 each key is enrolled and not revoked (a revoked one makes the act late);
3 each signature holds; 4 the body has the form of its type. A good signature by a key bound to nobody is kept: LOG-11 refuses it.

Signatures are the dear part, so an act can be opened early and on another core, against the keys known then (`open_act`). What counts is
its position: there each key is looked up again, and a signature that was tried under any other key is tried again (`attest_opened`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from chamberflag.acts import act as acts
from chamberflag.acts.act import Act
from chamberflag.acts.attested import Attested, Part, ProvenSigner
from chamberflag.acts.box import Genesis
from chamberflag.acts.parts import parts_of
from chamberflag.acts.people import KeyEnrolled
from chamberflag.canon.profile import unb64u
from chamberflag.seal.digest import act_digest
from chamberflag.seal.keys import kid_of
from chamberflag.seal.signature import SignatureLine, parse_line, verify
from chamberflag.vocabulary.errors import ChamberflagError, Unproven
from chamberflag.vocabulary.keys import EnrolledKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.custody.persons import KeyRecord


@dataclass(frozen=True, slots=True)
class Signed:
    """What a phone sends: line 1, the signature lines, and the committed texts (field, salt, value)."""

    line: bytes
    signatures: tuple[bytes, ...]
    private: tuple[tuple[str, bytes, bytes], ...] = ()


class Tried(msgspec.Struct, frozen=True):
    """A signature line and what came of it under a key: error None where it holds. line None: no such line. key None: not tried."""

    line: SignatureLine | None
    key: EnrolledKey | None
    error: ChamberflagError | None


class Opened(msgspec.Struct, frozen=True):
    """A sent act taken apart, its signatures tried under the keys and origins of some earlier moment. error: why it cannot be attested."""

    signed: Signed
    act: Act
    digest: bytes
    parts: tuple[Part, ...]
    tried: tuple[Tried, ...]
    origins: tuple[str, ...]
    error: ChamberflagError | None = None


def attest(signed: Signed, keys: Mapping[str, KeyRecord], *, practice: bool = False, origins: tuple[str, ...] = ()) -> Attested:
    """The act with proven signers; origins: those of the newest origins.set. Raises Malformed (their bytes) or Unproven (a signature)."""
    return attest_opened(open_act(signed, keys, practice=practice, origins=origins), keys, practice=practice, origins=origins)


def open_act(signed: Signed, keys: Mapping[str, KeyRecord], *, practice: bool, origins: tuple[str, ...]) -> Opened:
    """Take an act apart and try its signatures; proves nothing yet. Raises Malformed where line 1 is no act."""
    act, digest = acts.decode(signed.line), act_digest(signed.line, practice=practice)
    try:
        parts = parts_of(act)
        if len(signed.signatures) != len(act.signers):
            raise Unproven("signature.count", f"{len(act.signers)} signers are named, {len(signed.signatures)} signatures came", act.id)
    except ChamberflagError as error:
        return Opened(signed, act, digest, (), (), origins, error)
    own = _own_keys(parts[0].body)
    tried = tuple(
        _try(signed, data, _key_of(keys, own, signer.kid), practice=practice, origins=origins)
        for signer, data in zip(act.signers, signed.signatures, strict=True)
    )
    return Opened(signed, act, digest, parts, tried, origins)


def _key_of(keys: Mapping[str, KeyRecord], own: Mapping[str, EnrolledKey], kid: str) -> EnrolledKey | None:
    record = keys.get(kid)
    return record.key if record is not None else own.get(kid)


def _try(signed: Signed, data: bytes, key: EnrolledKey | None, *, practice: bool, origins: tuple[str, ...]) -> Tried:
    line = None
    try:
        line = parse_line(data)
        if key is not None:
            verify(line, key, signed.line, practice=practice, origins=origins)
    except ChamberflagError as error:
        return Tried(line, key, error)
    return Tried(line, key, None)


def attest_opened(opened: Opened, keys: Mapping[str, KeyRecord], *, practice: bool, origins: tuple[str, ...]) -> Attested:
    """The act with proven signers at the position where `keys` and `origins` hold. Raises Malformed or Unproven."""
    if opened.error is not None:
        raise opened.error
    act, late, proven = opened.act, False, list[ProvenSigner]()
    own = _own_keys(opened.parts[0].body)
    for signer, tried in zip(act.signers, opened.tried, strict=True):
        record, key = keys.get(signer.kid), _key_of(keys, own, signer.kid)
        if tried.line is None and tried.error is not None:
            raise tried.error
        if key is None or tried.line is None:
            raise Unproven("key.unknown", "no key of this id is enrolled", signer.kid)
        same = key is tried.key or key == tried.key
        if not same or origins != opened.origins:  # enrolled, changed or allowed elsewhere since it was tried
            verify(tried.line, key, opened.signed.line, practice=practice, origins=origins)
        elif tried.error is not None:
            raise tried.error
        late = late or (record is not None and record.revoked >= 0)
        proven.append(ProvenSigner(signer.kid, str(signer.role), key.person, key.rung))
    return Attested(act, opened.signed.line, opened.digest, tuple(proven), opened.parts, late)


def _own_keys(body: object) -> dict[str, EnrolledKey]:
    """Keys that an act itself puts on record: a key proves its own enrolment; root keys found the log."""
    match body:
        case KeyEnrolled():
            found = [
                EnrolledKey(
                    kid_of(unb64u(body.spki)),
                    body.spki,
                    body.alg,
                    body.person,
                    body.rung,
                    body.rp_id or "",
                    body.origins,
                    body.device,
                    body.backup,
                )
            ]
        case Genesis():
            found = [
                EnrolledKey(kid_of(unb64u(r.spki)), r.spki, r.alg, r.person, r.rung, r.rp_id or body.rp_id or "", r.origins or body.origins)
                for r in body.people
            ]
        case _:
            found = []
    return {key.kid: key for key in found}
