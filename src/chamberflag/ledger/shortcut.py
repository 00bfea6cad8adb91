"""The state written down and read back: a shortcut past a long log, never a source of truth. Source: performance.md 6; decision 0007.

MessagePack by the types of `custody.State` alone: a map is written as a dictionary and read back as the map that its field declares. No
class name and no code is ever read from the bytes. Whoever reads must know that nobody has altered them (`app.snapshots`).
"""

from __future__ import annotations

from typing import Any, get_args

import msgspec
from immutables import Map

from chamberflag.custody.state import State
from chamberflag.vocabulary.errors import Malformed


def _out(value: object) -> dict[Any, Any]:
    if isinstance(value, Map):
        return dict(value.items())  # pyright: ignore[reportUnknownArgumentType]
    raise TypeError(f"a state holds no {type(value).__name__}")


def _back(kind: Any, value: Any) -> Any:  # noqa: ANN401 - Map[K, V] as declared, and what was read for it
    key, item = get_args(kind)
    return Map(msgspec.convert(value, dict[key, item], dec_hook=_back))


_encoder = msgspec.msgpack.Encoder(enc_hook=_out)
_decoder = msgspec.msgpack.Decoder(State, dec_hook=_back)


def encode(state: State) -> bytes:
    """The bytes of a state."""
    return _encoder.encode(state)


def decode(data: bytes) -> State:
    """The state that `encode` wrote. Raises Malformed where the bytes are none."""
    try:
        return _decoder.decode(data)
    except (msgspec.DecodeError, ValueError, TypeError, RecursionError) as error:
        raise Malformed("malformed.state", f"no state as this version writes it: {error}", "snapshot") from None
