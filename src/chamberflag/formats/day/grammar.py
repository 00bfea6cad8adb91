"""What a line may say, act by act: its forms, who signs, and what may stand after the colon. From the decoders, so it cannot lag behind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from msgspec import inspect

from chamberflag.acts.act import BODIES
from chamberflag.acts.body import Claim, Commit
from chamberflag.acts.ceremony import JOINT
from chamberflag.acts.people import InZone
from chamberflag.acts.plan import Distance
from chamberflag.acts.rounds import Proof, Tally
from chamberflag.acts.weapons import Thing
from chamberflag.formats.day import reports
from chamberflag.formats.day.values import fields_of
from chamberflag.formats.day.verbs import VERBS
from chamberflag.formats.day.written import OF_THE_BOX

if TYPE_CHECKING:
    import msgspec

    from chamberflag.acts.table import ActTable

# The kinds of value, under the names that docs/formats/day.md explains.
STRUCTS: dict[type[msgspec.Struct], str] = {
    Commit: "text",
    Claim: "contents",
    InZone: "zone list",
    Distance: "distances",
    Tally: "counts",
    Proof: "proofs",
    Thing: "items",
}
WORDS: dict[type[inspect.Type], str] = {
    inspect.BoolType: "yes/no",
    inspect.IntType: "number",
    inspect.StrType: "word",
    inspect.DictType: "figures",
}


def acts(table: ActTable) -> Iterator[tuple[str, str]]:
    """(act, lines that say how it is written) of every act that somebody can sign."""
    for kind, row in table.rows.items():
        if kind in OF_THE_BOX:
            continue
        forms = sorted((form for form, act in VERBS.items() if act == kind), key=lambda form: (form.count("_"), -len(form), form))
        slots = [" / ".join(sorted(table.slots[slot])) for slot in row.slots]
        slots += [f"{' / '.join(sorted(table.slots[slot]))} (may be absent)" for slot in row.optional]
        lines = [
            f"- Written: {', '.join(f'`{form}`' for form in forms) or 'only with its body as JSON'}",
            f"- Signed by: {' + '.join(slots) or 'anyone'}",
        ]
        if kind in JOINT:
            lines.append(
                f"- Steps: {', '.join(' or '.join(f'`{name}`' for name in names) for names in JOINT[kind])}; their details together"
            )
        else:
            lines.append("- Details: " + (", ".join(_words(name, one) for name, one in fields_of(BODIES[kind]).items()) or "none"))
        if kind == "report":
            lines.append(reports.told())
        yield kind, "\n".join(lines) + "\n"


def _words(name: str, field: inspect.Field) -> str:
    kinds = field.type.types if isinstance(field.type, inspect.UnionType) else (field.type,)
    kind = next(k for k in kinds if not isinstance(k, inspect.NoneType))
    return f"`{name.replace('_', ' ')}` {_kind(kind)}{' (must)' if field.required else ''}"


def _kind(kind: inspect.Type) -> str:
    match kind:
        case inspect.StructType(cls=cls):
            return STRUCTS[cls]
        case inspect.EnumType(cls=cls):
            return " / ".join(str(member) for member in cls)
        case inspect.VarTupleType(item_type=inspect.StructType(cls=cls)):
            return STRUCTS[cls]
        case inspect.VarTupleType(item_type=inspect.EnumType(cls=cls)):
            return "list of " + " / ".join(str(member) for member in cls)
        case inspect.VarTupleType():
            return "list"
        case _:
            return WORDS[type(kind)]
