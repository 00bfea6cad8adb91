"""Fold of the topic day."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chamberflag.custody.state import State
    from chamberflag.custody.step import Step


def fold(after: State, before: State, step: Step) -> State:
    """The state with this topic's records after the step; `before` is the state that the whole step met."""
    del before, step
    return after
