"""The rule files of a box: those that ship, and the production's own packs that lie beside its log."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from chamberflag.app.rules import act_table, rules_for, shipped_source
from chamberflag.interlock.ruleset import RuleSet, compile_rules
from chamberflag.interlock.source import parse
from chamberflag.store.ownpacks import add_pack, own_packs
from chamberflag.store.shipped import rule_texts
from chamberflag.vocabulary.errors import Malformed

if TYPE_CHECKING:
    from pathlib import Path

    from chamberflag.custody.state import State

Key = tuple[tuple[str, ...], tuple[tuple[str, int], ...]]


@dataclass(frozen=True, slots=True)
class Shelf:
    """own: name among the rule files -> text; empty where a box decides by what ships alone."""

    own: Mapping[str, str] = field(default_factory=dict[str, str])
    _compiled: dict[Key, RuleSet] = field(default_factory=dict[Key, RuleSet])

    @property
    def texts(self) -> dict[str, str]:
        """Every rule file by name; one that ships is never replaced."""
        return {**self.own, **rule_texts()}

    @property
    def digests(self) -> dict[str, str]:
        """Own pack -> SHA-256 of its file, in hex: what `adopt_rules` names."""
        return {name[len("packs/") : -len(".toml")]: hashlib.sha256(text.encode()).hexdigest() for name, text in self.own.items()}

    @property
    def mark(self) -> str:
        """Says which own packs there are; "" where none."""
        return hashlib.sha256(repr(sorted(self.own.items())).encode()).hexdigest() if self.own else ""

    def rules_for(self, state: State) -> RuleSet:
        """The rule set in force in a state. Raises Malformed where it names a pack that is not here, or another than was signed."""
        settings = state.settings
        here = {pack: digest for pack, digest in self.digests.items() if pack in settings.packs}
        if not here:
            return rules_for(state)
        for pack, digest in here.items():
            if digest not in settings.own:
                raise Malformed("malformed.pack", f"what was signed under this name is not the file that lies here, SHA-256 {digest}", pack)
        key = (settings.packs, tuple(sorted(settings.params.items())))
        if key not in self._compiled:
            self._compiled[key] = compile_rules(parse(self.texts), act_table().gates(), settings.packs, dict(key[1]))
        return self._compiled[key]


SHIPPED = Shelf()


def shelf_of(data: Path) -> Shelf:
    """The rule files of a box. Raises Broken where an own pack was altered."""
    own = own_packs(data)
    return Shelf(own) if own else SHIPPED


def install_pack(data: Path, name: str, text: str) -> bool:
    """Put a checked pack beside the log of a box; False where it is there. Raises Malformed where one that ships is called so."""
    if f"packs/{name}.toml" in shipped_source().texts:
        raise Malformed("malformed.pack", "a pack of this name ships with the product; give yours another name", name)
    return add_pack(data, name, text)
