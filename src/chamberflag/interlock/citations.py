"""Where the sources come from, and which of them nobody has read in the original yet: citations.toml. Jurisdictions, last section."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from chamberflag.interlock.sections import section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.source import Source


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A pack's standing: draft until a person has read each original and a second one has signed; verify: what is still to be read."""

    title: str
    draft: bool = True
    verify: tuple[str, ...] = ()


class CitationFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The file: packs by name, and the titles of the sources that are of each."""

    pack: dict[str, Place] = {}
    sources: dict[str, tuple[str, ...]] = {}


@dataclass(frozen=True, slots=True)
class Standing:
    """Packs by name, and which pack a source is of, by its title."""

    packs: Mapping[str, Place] = field(default_factory=dict[str, Place])
    of: Mapping[str, str] = field(default_factory=dict[str, str])

    def draft(self, title: str) -> str:
        """The pack for which this source is still to be read; "" where it was, or where the source is a production's own."""
        pack = self.of.get(title, "")
        return pack if pack and self.packs[pack].draft else ""


def standing(source: Source) -> Standing:
    """What citations.toml says. Raises Malformed naming the key."""
    packs: dict[str, Place] = {}
    of: dict[str, str] = {}
    for name, document in source.of("citations.toml"):
        file = section(CitationFile, document, name)
        packs |= file.pack
        of |= {title: pack for pack, titles in file.sources.items() for title in titles}
    return Standing(packs, {title: pack for title, pack in of.items() if pack in packs})
