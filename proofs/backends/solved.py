"""What z3 says of one state: each rule's own term, as the proof uses it, with the values of the state put in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import z3

from chamberflag.interlock.tree import PERSON, Node
from chamberflag.prover.encode import Encoding
from proofs.backends.guided import LOTS, PEOPLE

if TYPE_CHECKING:
    from collections.abc import Mapping

    from chamberflag.interlock.model import Model

Values = dict[tuple[Any, ...], Any]  # (w|l|g, which, field), (a, parameter), (f, fact) -> value


@dataclass
class Term:
    """A term and what it depends on: constants with the key of their value, and the roles it asks for; answers that are known."""

    term: Any
    leaves: list[tuple[Any, tuple[Any, ...]]]
    roles: list[str]
    known: dict[tuple[Any, ...], Any] = field(default_factory=dict[tuple[Any, ...], Any])


class Solver:
    """Terms of one model, asked for their values; an answer is kept, for the same values give the same."""

    def __init__(self, model: Model, k: int = 1) -> None:
        """k: so many weapons and lots. People and lots get names."""
        e = self.e = Encoding(model, k)
        self.s = e.state()
        self.names = {
            PERSON: {"": e.none[PERSON], **{p: z3.Const(f"name_{p}", e.sorts[PERSON]) for p in PEOPLE[1:]}},
            "LotId": {"": e.none["LotId"], **{x: z3.Const(f"name_{x}", e.sorts["LotId"]) for x in LOTS[1:]}},
        }
        self._apart = [
            (one == other, z3.BoolVal(val=False))
            for names in self.names.values() for one in names.values() for other in names.values() if one is not other
        ]  # fmt: skip
        self._said = {(e.sorts[sort].name(), name): one for sort, names in self.names.items() for name, one in names.items()}
        self._said |= {(e.sorts[sort].name(), member): one for (sort, member), one in e.members.items()}
        self._keys = {x.decl().name(): where for where, x in self.s.items()}
        self._asks = {x.name(): role for role, x in e.role.items()}
        self._terms: dict[tuple[Node, str | None], Term] = {}
        self._posts: dict[str, dict[tuple[Any, ...], Term]] = {}
        self.asked = 0

    def term(self, tree: Node, event: str | None) -> Term:
        """A rule's tree as the proof asks it of an event's own weapon and lot."""
        key = (tree, event)
        if key not in self._terms:
            self._terms[key] = self._depending(self.e.z(tree, self.s, {}, self._params(event)))
        return self._terms[key]

    def post(self, event: str) -> dict[tuple[Any, ...], Term]:
        """What every field that is not physical becomes."""
        if event not in self._posts:
            found = self.e.post(event, self.s, self._params(event))
            self._posts[event] = {key: self._depending(x) for key, x in found.items() if not self.e.schema.fields[key[0], key[2]].physical}
        return self._posts[event]

    def _params(self, event: str | None) -> dict[str, Any]:
        return self.e.params(event) if event else {}

    def _depending(self, term: Any) -> Term:
        """The constants and roles that stand in a term, whatever it was made from."""
        leaves: list[tuple[Any, tuple[Any, ...]]] = []
        roles: set[str] = set()
        met: set[int] = set()
        todo = [term]
        while todo:
            x = todo.pop()
            if x.get_id() in met:
                continue
            met.add(x.get_id())
            todo += x.children()
            name = x.decl().name()
            if name in self._keys:
                leaves.append((x, self._keys[name]))
            elif name.startswith(("arg_", "fact_", "known_")) and x.num_args() == 0:
                kind, _, rest = name.partition("_")
                leaves.append((x, ({"arg": "a", "fact": "f", "known": "known"}[kind], rest)))
            elif name in self._asks:
                roles.add(self._asks[name])
        return Term(term, leaves, sorted(roles))

    def answer(self, term: Term, values: Values, roles: Mapping[str, Any]) -> Any:
        """The value of a term in a state. Raises LookupError where z3 does not come to one."""
        if len(term.leaves) == 1 and term.leaves[0][0] is term.term:
            return values[term.leaves[0][1]]  # the field as it was
        told = (*(values.get(where) for _, where in term.leaves), *(tuple(sorted(roles[role])) for role in term.roles))
        key = tuple((type(one), one) for one in told)
        if key not in term.known:
            self.asked += 1
            term.known[key] = self._evaluated(term, values, roles)
        return term.known[key]

    def _evaluated(self, term: Term, values: Values, roles: Mapping[str, Any]) -> Any:
        pairs: list[tuple[Any, Any]] = []
        for x, where in term.leaves:
            if where[0] == "known":
                pairs.append((x, z3.BoolVal(("f", where[1]) in values)))
            elif where in values:  # an unknown fact stays open: the answer may not depend on it
                pairs.append((x, self.says(x.sort(), values[where])))
        second = list(self._apart)
        for role in term.roles:
            second += [(self.e.role[role](one), z3.BoolVal(name in roles[role])) for name, one in self.names[PERSON].items()]
        return self._read(z3.simplify(z3.substitute(z3.simplify(z3.substitute(term.term, *pairs)), *second)))

    def says(self, sort: Any, value: Any) -> Any:
        """A value in z3's terms."""
        if isinstance(value, bool):
            return z3.BoolVal(value)
        if isinstance(value, int):
            return z3.IntVal(value)
        return self._said[sort.name(), value]

    def _read(self, found: Any) -> Any:
        if z3.is_true(found) or z3.is_false(found):
            return z3.is_true(found)
        if z3.is_int_value(found):
            return found.as_long()
        for (_, name), one in self._said.items():
            if found.eq(one):
                return name
        raise LookupError(f"z3 leaves {found} open")
