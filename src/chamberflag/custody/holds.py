"""Holds lifted, exceptions and acknowledgements signed. A hold is raised by a box line (`fold.advance`), never by time. interlock.md 3."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from chamberflag.acts.day import AnswerConcern
from chamberflag.acts.incident import Review
from chamberflag.acts.people import Acknowledge, LiftHold, Override
from chamberflag.acts.weapons import Release

if TYPE_CHECKING:
    from chamberflag.custody.state import State
    from chamberflag.custody.step import Step


def _serious(state: State) -> bool:
    """Whether a serious concern has no answer yet."""
    return any(state.incident.concerns[c].serious for c in state.incident.open_concerns)


def fold(after: State, before: State, step: Step) -> State:
    """The state with holds, exceptions and acknowledgements after the step."""
    del before
    match step.body:
        case LiftHold() as body:
            key = f"{body.rule}|{body.about}"
            return replace(after, holds=after.holds.delete(key)) if key in after.holds else after
        case Acknowledge() as body:
            acks = after.acks
            for signer in step.signers:
                acks = acks.set(f"{body.rule}|{signer.person}", step.now)
            return replace(after, acks=acks)
        case AnswerConcern() if not _serious(after):  # the answer is what clears the rule; the hold goes with the last open concern
            holds = after.holds
            for key in [k for k in holds if k.startswith("MTG-10|")]:
                holds = holds.delete(key)
            return replace(after, holds=holds)
        case Review() if not any(after.incident.reports[r].kind == "horseplay" for r in after.incident.open_reports):
            holds = after.holds  # the person was spoken to, and two people have closed the report: that is what USE-13 asks for
            for key in [k for k in holds if k.startswith("USE-13|")]:
                holds = holds.delete(key)
            return replace(after, holds=holds)
        case Override() as body:
            signed = tuple(sorted((s.role, s.person) for s in step.signers))
            overrides = after.overrides
            for weapon in step.weapons or ("",):
                overrides = overrides.set(f"{body.rule}|{weapon}|{body.shot or ''}", signed)
            return replace(after, overrides=overrides)
        case Release():
            holds = after.holds
            for item in (*step.weapons, *step.lots):
                for key in [k for k in holds if k.endswith(f"|{item}")]:
                    holds = holds.delete(key)
            return replace(after, holds=holds)
        case _:
            return after
