"""The body of an act written out as JSON: `wes does check on W1: {"chambers":["EMPTY"]}`. Whatever can be signed can be written so."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from typing import cast

import msgspec
from msgspec import inspect

from chamberflag.acts.act import BODIES
from chamberflag.acts.body import Commit
from chamberflag.acts.ceremony import JOINT
from chamberflag.canon import profile
from chamberflag.formats.day.model import KeyOf, Text
from chamberflag.formats.day.values import Naming, Unreadable, fields_of
from chamberflag.vocabulary.errors import Malformed
from chamberflag.vocabulary.near import near

KEYS = frozenset({"key", "kid"})  # members that name a key; a person's short name stands for the key of that person
# The box alone writes these.
OF_THE_BOX = frozenset({"genesis", "draft.abandoned", "unbound.counted", "clock.stepped", "fork.suspected", "self_test.ran"})


def known(kind: str) -> str:
    """An act's name. Raises Unreadable."""
    names = (set(BODIES) | set(JOINT)) - OF_THE_BOX
    if kind in names:
        return kind
    if kind in OF_THE_BOX:
        raise Unreadable(f"{kind} is written by the box; nobody signs it")
    raise Unreadable(f"no act is called {kind!r}{near(kind, names)}")


def body(kind: str, text: str, naming: Naming, people: Collection[str]) -> dict[str, object]:
    """The plain body of an act from its JSON. Raises Unreadable."""
    try:
        value: object = json.loads(text, parse_float=_no_number, parse_constant=_no_number, object_pairs_hook=_once)
        profile.check(value)
    except RecursionError:
        raise Unreadable("the JSON is nested too deep") from None
    except json.JSONDecodeError as error:
        raise Unreadable(f"the body is no JSON: {error.msg} at {text[error.pos : error.pos + 12]!r}") from None
    except Malformed as error:
        raise Unreadable(f"the body: {error.text}{' in ' + error.place if error.place else ''}") from None
    except ValueError as error:  # a number of thousands of digits
        raise Unreadable(f"the body: {error}") from None
    whole = cast("dict[str, object]", value)
    if kind not in JOINT:
        return _object(BODIES[kind], whole, naming, people)
    steps = whole.get("steps")
    if not isinstance(steps, list):
        raise Unreadable(f'{kind} is a joint act; its body reads {{"steps":[{{"type":"{JOINT[kind][0][0]}", ...}}, ...]}}')
    return {**whole, "steps": [_step(step, naming, people) for step in cast("list[object]", steps)]}


def _step(step: object, naming: Naming, people: Collection[str]) -> dict[str, object]:
    said = cast("dict[str, object]", step) if isinstance(step, dict) else {}
    kind = said.get("type")
    if not isinstance(kind, str) or kind not in BODIES:
        raise Unreadable('each step says what it is: {"type":"check", ...}')
    return {"type": kind, **_object(BODIES[kind], {name: member for name, member in said.items() if name != "type"}, naming, people)}


def _object(kind: type[msgspec.Struct], value: Mapping[str, object], naming: Naming, people: Collection[str]) -> dict[str, object]:
    fields = fields_of(kind)
    made: dict[str, object] = {}
    for name, member in value.items():
        if name not in fields:
            raise Unreadable(f"there is no {name!r} in this act{near(name, fields)}; it takes: {', '.join(fields) or 'nothing'}")
        if name in KEYS and isinstance(member, str) and member in people:
            made[name] = KeyOf(member)
        else:
            made[name] = _member(fields[name].type, member, naming, people)
    return made


def _member(kind: inspect.Type, value: object, naming: Naming, people: Collection[str]) -> object:
    match kind, value:
        case inspect.UnionType(), _:
            return _member(next(t for t in kind.types if not isinstance(t, inspect.NoneType)), value, naming, people)
        case inspect.StructType(cls=cls), str() if cls is Commit:
            return Text(value)
        case inspect.StructType(cls=cls), dict():
            return _object(cls, cast("dict[str, object]", value), naming, people)
        case inspect.VarTupleType(item_type=item), list():
            return [_member(item, one, naming, people) for one in cast("list[object]", value)]
        case inspect.StrType(), str():
            return naming.label(value)
        case _:
            return value


def _once(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise Unreadable("a member stands twice in the JSON")
    return made


def _no_number(text: str) -> object:
    raise Unreadable(f"{text[:20]}: numbers in an act are whole")
