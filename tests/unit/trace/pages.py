"""Entries for trace tests, written down as shortly as on a page: who did what to which item, and what the gate said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from chamberflag.acts.act import BODIES
from chamberflag.acts.attested import Part
from chamberflag.trace.line import Line, Signature
from chamberflag.vocabulary.words import Verdict

if TYPE_CHECKING:
    from collections.abc import Sequence

    import msgspec

MINUTE = 60_000
LEAD, AD, PERFORMER, ASSISTANT = ("lead", "lead"), ("ad", "witness"), ("perf", "performer"), ("asst", "assistant")


class Page:
    """A log that is written line by line, one minute an entry."""

    def __init__(self) -> None:
        """An empty page."""
        self.lines: list[Line] = []

    def write(
        self,
        kind: str,
        who: Sequence[tuple[str, str]] = (LEAD,),
        body: msgspec.Struct | None = None,
        items: Sequence[str] = ("w1",),
        verdict: Verdict = Verdict.PERMIT,
        **other: object,
    ) -> Page:
        """One single act; without a body, its empty one."""
        return self.joint(kind, [(kind, body if body is not None else BODIES[kind]())], who, items, verdict, **other)

    def joint(
        self,
        kind: str,
        steps: Sequence[tuple[str, msgspec.Struct]],
        who: Sequence[tuple[str, str]],
        items: Sequence[str] = ("w1",),
        verdict: Verdict = Verdict.PERMIT,
        **other: object,
    ) -> Page:
        """One entry of several steps; `done`: how many of them count, else all but in a refusal."""
        index = len(self.lines)
        done = other.pop("done", 0 if verdict is Verdict.REFUSE else len(steps))
        rules = other.pop("rules", ("HND-02",) if verdict is Verdict.REFUSE else ())
        assert isinstance(done, int)
        assert isinstance(rules, tuple)
        assert not other
        self.lines.append(
            Line(
                index=index,
                at=index * MINUTE,
                claimed=index * MINUTE - 5,
                late=False,
                type=kind,
                act_id=f"act{index}",
                verdict=verdict,
                signers=tuple(Signature(person, role, f"k_{person}") for person, role in who),
                subjects=tuple(items),
                steps=tuple(Part(name, body) for name, body in steps),
                done=done,
                rules=rules,
                said=tuple(frozenset(type(body).__struct_fields__) for _, body in steps),
            )
        )
        return self

    def refused(self, kind: str, who: Sequence[tuple[str, str]] = (LEAD,), body: msgspec.Struct | None = None) -> Page:
        """A single act that the gate refused."""
        return self.write(kind, who, body, verdict=Verdict.REFUSE)

    def recorded(
        self, kind: str, who: Sequence[tuple[str, str]] = (LEAD,), body: msgspec.Struct | None = None, items: Sequence[str] = ("w1",)
    ) -> Page:
        """A fail-safe act."""
        return self.write(kind, who, body, items, Verdict.RECORDED)
