from __future__ import annotations

import base64

import pytest

from chamberflag.log.checkpoint import Checkpoint, parse
from chamberflag.vocabulary.errors import Malformed

ROOT = bytes(range(32))
GOOD = f"safety.studio.example/cf/p_7f3a/main/1\n3\n{base64.b64encode(ROOT).decode()}\n"


def test_round_trip() -> None:
    """A checkpoint is its three lines, and the three lines are the checkpoint."""
    made = Checkpoint("safety.studio.example/cf/p_7f3a/main/1", 3, ROOT)
    assert made.body() == GOOD
    assert parse(GOOD) == made
    assert parse(Checkpoint("o", 0, ROOT).body()).size == 0


@pytest.mark.parametrize(
    "body",
    [
        "",
        "\n",
        GOOD[:-1],
        GOOD + "\n",
        GOOD + "extension\n",
        GOOD.replace("\n3\n", "\n03\n"),
        GOOD.replace("\n3\n", "\n-3\n"),
        GOOD.replace("\n3\n", "\n+3\n"),
        GOOD.replace("\n3\n", "\n3 \n"),
        GOOD.replace("\n3\n", "\n\n"),
        GOOD.replace("\n3\n", "\n³\n"),
        GOOD.replace("\n3\n", "\n12345678901234567\n"),
        GOOD.replace("safety", "saf ety"),
        GOOD.replace("safety", "saf+ety"),
        GOOD.replace("safety", "säfety"),
        "\n3\n" + base64.b64encode(ROOT).decode() + "\n",
        GOOD.replace("=", ""),
        GOOD.replace("Hh8=", "Hh9="),
        GOOD.replace("AAEC", "AA C"),
        f"o\n3\n{base64.b64encode(ROOT[:31]).decode()}\n",
        f"o\n3\n{base64.b64encode(ROOT + b'x').decode()}\n",
    ],
)
def test_anything_else_is_malformed(body: str) -> None:
    """A line too few or too many, a size or root in another spelling, an origin with space, plus or accent: refused."""
    with pytest.raises(Malformed):
        parse(body)
