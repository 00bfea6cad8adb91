"""The explorer's reading of the machine for any number of weapons, lots and people: what an event is refused by, and what it leaves.

The reference for the real recorder: it shares the parser and the trees with the product, and neither its guards nor its `apply`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chamberflag.interlock.tree import facts_of
from proofs.explorer.ground import Ground, Place, settled
from proofs.explorer.worlds import World

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.model import Model
    from proofs.explorer.numbers import Tree

Records = dict[tuple[str, str], dict[str, Any]]  # (w|l|g, which one) -> fields; a thing that nobody has heard of has none
Key = tuple[str, str, str]


@dataclass(slots=True)
class Reference:
    """Guards and effects of one model, worked out once for each event, place and set of roles."""

    model: Model
    grounds: dict[Any, Ground] = field(default_factory=dict[Any, Ground])
    trees: dict[Any, tuple[list[tuple[str, Tree]], dict[int, Tree]]] = field(default_factory=dict[Any, Any])

    def step(
        self, records: Records, event: str, weapon: str, lot: str, args: Mapping[str, Any], roles: Mapping[str, frozenset[str]]
    ) -> tuple[list[str], Records]:
        """The core rules that refuse the event, and the records after it whether they do or not."""
        ground, names = self._ground(records, weapon, lot, args, roles)
        key = (*names, event, weapon, lot)
        at = Place(weapon, lot)
        one = self.model.events[event]
        if key not in self.trees:
            self.trees[key] = list(ground.guards(one, at)), ground.effects(one, at)
        guards, effects = self.trees[key]
        state = {k: self._code(ground, records, variable) for k, variable in enumerate(ground.variables)}
        told = {p: ground.code(sort, args[p]) for p, sort in one.params.items() if p in args}
        gated = {r.id for r in self.model.rules if event not in r.trees or not facts_of(r.trees[event])} | {
            "T0"
        }  # facts are not its business
        refused = [rule for rule, tree in guards if rule in gated and not settled(tree, state, told)]
        after = {key: dict(fields) for key, fields in records.items()}
        for k, tree in effects.items():
            scope, item, name = ground.variables[k]
            if self.model.schema.fields[(scope, name)].physical or ((scope, item) not in records and item not in (weapon, lot)):
                continue
            found = after.setdefault((scope, item), self._new(ground, scope, item))
            found[name] = ground.told(ground.sort(k), settled(tree, state, told))
        return refused, after

    def _ground(
        self, records: Records, weapon: str, lot: str, args: Mapping[str, Any], roles: Mapping[str, frozenset[str]]
    ) -> tuple[Ground, tuple[Any, ...]]:
        weapons = tuple(sorted({item for scope, item in records if scope == "w"} | ({weapon} if weapon else set())))
        lots = tuple(sorted({item for scope, item in records if scope == "l"} | ({lot} if lot else set())))
        named = {found for fields in (*records.values(), args) for found in fields.values() if type(found) is str and found}
        people = tuple(sorted({person for who in roles.values() for person in who} | named))  # words that name nobody do no harm
        held = tuple((person, tuple(sorted(r for r, who in roles.items() if person in who))) for person in people)
        names = (weapons, lots, held)
        if names not in self.grounds:
            self.grounds[names] = Ground(self.model, World("as it is", dict(held), weapons, lots))
        return self.grounds[names], names

    def _code(self, ground: Ground, records: Records, variable: Key) -> int:
        scope, item, name = variable
        found = records.get((scope, item))
        if found is None or self.model.schema.fields[(scope, name)].physical:
            return ground.initial[(scope, name)][1]
        return ground.code(self.model.schema.fields[(scope, name)].sort, found[name])

    def _new(self, ground: Ground, scope: str, item: str) -> dict[str, Any]:
        """A record of which nothing is said yet."""
        made: dict[str, Any] = {}
        for (s, name), found in self.model.schema.fields.items():
            if s == scope and not found.physical:
                made[name] = item if found.key else ground.told(found.sort, ground.initial[(s, name)][1])
        return made
