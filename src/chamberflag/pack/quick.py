"""The verifier as the product runs it: the same steps as verify.py, with JSON read and written by a quicker library to the same effect.

What is canonical is decided by comparing bytes, so a library that does anything in another way makes an answer false, never true.
"""

from __future__ import annotations

from typing import Any

import msgspec

from chamberflag.pack.verify import canon, main


class Quick(canon.Codec):
    """JSON by msgspec."""

    def __init__(self) -> None:
        """One encoder and decoder for all."""
        self._decode = msgspec.json.Decoder().decode
        self._encode = msgspec.json.Encoder(order="sorted").encode

    def read(self, data: bytes) -> Any:  # noqa: ANN401 - a tree of unknown values
        """The value. Raises ValueError or RecursionError."""
        try:
            return self._decode(data)
        except msgspec.DecodeError as error:
            raise ValueError(str(error)) from None

    def write(self, value: Any) -> bytes:  # noqa: ANN401 - a tree of unknown values
        """Sorted, without spaces, as UTF-8."""
        return self._encode(value)


def verify(path: str, trust: str = "", *, replay: bool = True) -> dict[str, Any]:
    """Judge a pack; trust: a verifier key line, or empty. The answer is the JSON document of the command."""
    plain, canon.CODEC[0] = canon.CODEC[0], Quick()
    try:
        return main.verify(path, trust, replay)
    finally:
        canon.CODEC[0] = plain
