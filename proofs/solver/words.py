"""A counterexample in words: the event, its parameters, the fields before and after, and who the people are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import z3

from chamberflag.interlock.tree import PERSON

if TYPE_CHECKING:
    from chamberflag.prover.encode import Encoding
    from proofs.solver.obligations import Obligation


def counterexample(e: Encoding, o: Obligation, model: Any) -> str:
    """Several lines of text; `unknown` when the solver gave up."""
    head = f"  {o.event}: {o.kind} {o.id} does not hold (weapon {o.place.get('w', 0)}, lot {o.place.get('l', 0)})"
    if model is None:
        return head + ": the solver answered unknown"
    none = {str(model.eval(c, model_completion=True)): word for c, word in zip(e.none.values(), e.schema.refs.values(), strict=True)}

    def say(x: Any) -> str:
        text = str(model.eval(x, model_completion=True))
        return none.get(text, text.split("_", 2)[-1] if x.sort_kind() == z3.Z3_DATATYPE_SORT else text.replace("!val!", " "))

    lines = [head, "    " + ", ".join(f"{name} = {say(value)}" for name, value in o.args.items())]
    before = {
        (scope, i, name): z3.Const(f"{scope}{i}_{name}", e.sort(found.sort))
        for (scope, name), found in e.schema.fields.items()
        for i in range(e.k[scope])
    }
    people: dict[str, Any] = {}
    for key, x in before.items():
        if key[1] == o.place.get(key[0], 0):
            old, new = say(x), say((o.post or before)[key])
            lines.append(f"    {key[0]}.{key[2]:<13} {old}" + (f" -> {new}" if old != new else ""))
            if x.sort() == e.sorts[PERSON]:
                people[old] = x
    people |= {say(x): x for x in o.args.values() if x.sort() == e.sorts[PERSON]}
    for name, x in people.items():
        held = [r for r, f in e.role.items() if z3.is_true(model.eval(f(x), model_completion=True))]
        lines.append(f"    {name}: {', '.join(held) or 'no role'}")
    return "\n".join(lines)
