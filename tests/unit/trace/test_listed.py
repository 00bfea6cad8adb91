"""The index lists what an act names; which acts cannot name anything is read from their types, and that reading misses nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import pytest

from chamberflag.acts.act import BODIES
from chamberflag.acts.naming import LISTED, MEMBERS, may_list

if TYPE_CHECKING:
    from collections.abc import Iterator


def _members(schema: Any) -> Iterator[str]:  # noqa: ANN401 - a JSON schema
    if isinstance(schema, dict):
        for name, value in schema.items():
            if name == "properties":
                yield from value
            if (name == "additionalProperties" and value) or (name == "type" and value == "object" and "properties" not in schema):
                yield "*"
            yield from _members(value)
    elif isinstance(schema, list):
        for one in schema:
            yield from _members(one)


@pytest.mark.parametrize("kind", sorted(BODIES))
def test_a_body_is_skipped_only_where_no_member_at_any_depth_is_listed(kind: str) -> None:
    """Against the JSON schema of the same type: a listed member, or one of any name, anywhere below, and the body is looked through."""
    (_,), defs = msgspec.json.schema_components([BODIES[kind]])
    found = {name for name in _members(defs) if name == "*" or LISTED & set(MEMBERS.get(name, ()))}
    assert may_list(BODIES[kind]) == bool(found)
