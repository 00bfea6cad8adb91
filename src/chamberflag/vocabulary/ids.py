"""Names of things: people, items, keys, acts. All are printable ASCII tokens without spaces."""

from __future__ import annotations

from typing import NewType

PersonId = NewType("PersonId", str)
ItemId = NewType("ItemId", str)
KeyId = NewType("KeyId", str)
ActId = NewType("ActId", str)

NOBODY = PersonId("")
