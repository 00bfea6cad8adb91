"""From signed bytes to an attested act: every signature checked under the key that is enrolled at this position of the log.

1 as many signature lines as signers, in their order; 2 each key is enrolled and not revoked (a revoked one makes the act late);
3 each signature holds; 4 the body has the form of its type. A good signature by a key bound to nobody is kept: LOG-11 refuses it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from chamberflag.acts import act as acts
from chamberflag.acts.attested import Attested, Part, ProvenSigner
from chamberflag.acts.box import Genesis
from chamberflag.acts.ceremony import JOINT, Joint
from chamberflag.acts.people import KeyEnrolled
from chamberflag.canon.profile import unb64u
from chamberflag.seal.digest import act_digest
from chamberflag.seal.keys import kid_of
from chamberflag.seal.signature import parse_line, verify
from chamberflag.vocabulary.errors import Malformed, Unproven
from chamberflag.vocabulary.keys import EnrolledKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.acts.act import Act
    from chamberflag.custody.records import KeyRecord


@dataclass(frozen=True, slots=True)
class Signed:
    """What a phone sends: line 1, the signature lines, and the committed texts (field, salt, value)."""

    line: bytes
    signatures: tuple[bytes, ...]
    private: tuple[tuple[str, bytes, bytes], ...] = ()


def parts_of(act: Act) -> tuple[Part, ...]:
    """The typed steps of an act. Raises Malformed naming the step."""
    if act.type not in JOINT:
        return (Part(act.type, acts.body_of(act.type, act.body)),)
    try:
        joint = msgspec.convert(act.body, Joint)
    except msgspec.ValidationError as error:
        raise Malformed("malformed.body", str(error), f"{act.type}.body") from None
    allowed = JOINT[act.type]
    if len(joint.steps) != len(allowed):
        raise Malformed("malformed.body", f"{act.type} has {len(allowed)} steps", f"{act.type}.body.steps")
    made: list[Part] = []
    for step, kinds in zip(joint.steps, allowed, strict=True):
        kind = str(step.get("type", ""))
        if kind not in kinds:
            raise Malformed("malformed.body", f"step {len(made) + 1} is {kind!r}, not {' or '.join(kinds)}", f"{act.type}.body.steps")
        made.append(Part(kind, acts.body_of(kind, {k: v for k, v in step.items() if k != "type"})))
    return tuple(made)


def attest(signed: Signed, keys: Mapping[str, KeyRecord], *, practice: bool = False) -> Attested:
    """The act with proven signers. Raises Malformed (their bytes) or Unproven (a signature)."""
    act = acts.decode(signed.line)
    parts = parts_of(act)
    if len(signed.signatures) != len(act.signers):
        raise Unproven("signature.count", f"{len(act.signers)} signers are named, {len(signed.signatures)} signatures came", act.id)
    own = _own_keys(parts[0].body)
    proven: list[ProvenSigner] = []
    late = False
    for signer, data in zip(act.signers, signed.signatures, strict=True):
        line = parse_line(data)
        record = keys.get(signer.kid)
        key = record.key if record is not None else own.get(signer.kid)
        if key is None:
            raise Unproven("key.unknown", "no key of this id is enrolled", signer.kid)
        verify(line, key, signed.line, practice=practice)
        late = late or (record is not None and record.revoked >= 0)
        proven.append(ProvenSigner(signer.kid, str(signer.role), key.person, key.rung))
    return Attested(act, signed.line, act_digest(signed.line, practice=practice), tuple(proven), parts, late)


def _own_keys(body: object) -> dict[str, EnrolledKey]:
    """Keys that an act itself puts on record: a key proves its own enrolment; root keys found the log."""
    match body:
        case KeyEnrolled():
            found = [EnrolledKey(kid_of(unb64u(body.spki)), body.spki, body.alg, body.person, body.rung, body.rp_id or "", body.origins, body.device, body.backup)]
        case Genesis():
            found = [
                EnrolledKey(kid_of(unb64u(r.spki)), r.spki, r.alg, r.person, r.rung, r.rp_id or body.rp_id or "", r.origins or body.origins) for r in body.people
            ]
        case _:
            found = []
    return {key.kid: key for key in found}
