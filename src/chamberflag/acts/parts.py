"""The typed steps of an act: one for a single act, several in order for a joint act. Source: acts.md section 8."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from chamberflag.acts import act as acts
from chamberflag.acts.attested import Part
from chamberflag.acts.ceremony import JOINT, Joint
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from chamberflag.acts.act import Act


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
