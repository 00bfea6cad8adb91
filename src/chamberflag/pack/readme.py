"""README.txt of a pack: what it is, how it is checked, what it cannot show. The limits are those of docs/limits.md, in plain words."""

from __future__ import annotations

import hashlib
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from chamberflag.pack.scope import About

TEMPLATE = Path(__file__).resolve().with_name("README.txt")


def text(about: About) -> str:
    """The text for one pack."""
    kind, name = about.scope.kind, about.scope.id
    told = "the whole log" if kind == "all" else f"everything about the {kind} {name}, and what concerned the whole unit"
    whole = "" if kind == "all" else textwrap.dedent(PART)
    filled = {"origin": about.origin, "vkey": about.vkey, "fingerprint": fingerprint(about.vkey), "about": told, "part": whole}
    return TEMPLATE.read_text(encoding="utf-8").format(**filled, size=about.size, root=about.root)


def fingerprint(vkey: str) -> str:
    """SHA-256 of the verifier key line in groups of four, to be read aloud."""
    digest = hashlib.sha256(vkey.encode()).hexdigest()[:32]
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def limits() -> list[str]:
    """What a pack cannot show, one sentence a point."""
    section = TEMPLATE.read_text(encoding="utf-8").partition("WHAT IT CANNOT SHOW")[2].partition("\n\n")[2].partition("\n\nSTATEMENTS")[0]
    points = [part.strip() for part in section.split("\n- ")]
    return [" ".join(point.removeprefix("- ").split()) for point in points]


PART = """
THIS IS A PART OF A LOG
  It holds the hashes of all entries and the text of some: everything about its items, and what held up or changed the whole unit (stops,
  reports, bullet rounds wherever found, rules adopted, keys). The chain of each item it is about is numbered without a gap: that shows
  that no permitted or recorded act on it was left out, up to the newest one here.
  What a part cannot show, because whoever made it could leave it out unseen: refusals; acts on the whole unit that name no item, such as
  a stop; a report on another item; acts on keys; whatever came after the newest entry here. And decisions cannot be computed again, for
  what other entries said is missing (verify.py: scope.part, not_replayable, exit code 3 at best).
  Only the pack of the whole log has none of these gaps. Ask for it.
"""
