"""A part of a log: it is about what its manifest says, and no more than a part. Steps 2 and 6.

What a part leaves out shows only where it breaks the chain of an item it is about. So a part is never whole, however well it holds.
"""

from __future__ import annotations

from typing import Any, cast

from chamberflag.pack.verify.findings import Findings


class Part:
    """What the entries of a pack say of the thing that its manifest says it is about."""

    def __init__(self, scope: dict[str, Any]) -> None:
        """scope: of the manifest."""
        self._kind, self._id, self._items = cast("str", scope["kind"]), cast("str", scope["id"]), cast("list[str]", scope["items"])
        self._found, self._named = False, set[str]()

    def entry(self, act: dict[str, Any]) -> None:
        """One entry; empty where it cannot be read."""
        if not act or self._kind == "all":
            return
        subjects = {row["id"] for row in act["subj"]}
        if self._kind == "weapon":
            self._found = self._found or self._id in subjects or _says(act["body"], self._id)
        elif act["id"] == self._id or any(step.get("case") == self._id for step in _steps(act["body"])):
            self._found = True
            self._named |= subjects

    def finish(self, held: int, size: int, findings: Findings) -> None:
        """held: entries in the pack; size: of the log."""
        if self._kind == "all":
            if self._id or self._items:
                findings.add(2, "scope.differs", "manifest.json", "the pack of a whole log is about no item in particular")
            return
        items = [self._id] if self._kind == "weapon" else sorted(self._named)
        if self._items != items:
            findings.add(2, "scope.differs", "manifest.json")
        if not self._found:
            findings.add(6, "scope.empty", f"{self._kind} {self._id}")
        if held < size:
            findings.add(6, "scope.part", f"{held} of {size} entries")


def _steps(body: dict[str, Any]) -> list[dict[str, Any]]:
    """The body of a single act, the steps of a joint one."""
    steps = body.get("steps")
    rows = cast("list[Any]", steps) if isinstance(steps, list) else []
    return [body, *(cast("dict[str, Any]", row) for row in rows if isinstance(row, dict))]


def _says(value: Any, name: str) -> bool:  # noqa: ANN401 - a tree of unknown values
    """Whether this name stands somewhere in a body."""
    if isinstance(value, dict):
        value = list(cast("dict[str, Any]", value).values())
    if isinstance(value, list):
        return any(_says(member, name) for member in cast("list[Any]", value))
    return value == name
