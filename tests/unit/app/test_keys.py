from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from chamberflag import app
from chamberflag.seal.device import DeviceKey
from chamberflag.vocabulary.errors import Broken
from tests.sim.box_writer import founded

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A box at rest."""
    founded(tmp_path / "box").close()
    return tmp_path / "box"


@pytest.mark.parametrize("watch", [False, True])
def test_a_log_key_that_is_not_the_logs_signs_nothing(data: Path, tmp_path: Path, watch: bool) -> None:  # noqa: FBT001 - both ways
    """Another key in the place of the log's: no start, no pack, and what the outside memory holds has not changed."""
    away = {path.name: path.read_bytes() for path in (tmp_path / "away").iterdir()}
    right = (data / "keys" / "log.key").read_bytes()
    (data / "keys" / "log.key").write_bytes(DeviceKey.from_seed(bytes(32)).pkcs8())
    with pytest.raises(Broken, match=r"nothing is signed with it.*broken\.keys"):
        app.open_box(data, watch=watch)
    with pytest.raises(Broken, match=r"broken\.keys"), app.log_to_pack(data):
        pass
    assert {path.name: path.read_bytes() for path in (tmp_path / "away").iterdir()} == away
    (data / "keys" / "log.key").write_bytes(right)
    app.open_box(data).close()


def test_a_box_key_that_is_not_the_boxs_signs_nothing(data: Path) -> None:
    """Another key in the place of the box's own: no start, and with the right one the box starts again."""
    kept = shutil.copy(data / "keys" / "box.key", data / "kept.key")
    shutil.copy(data / "keys" / "log.key", data / "keys" / "box.key")
    with pytest.raises(Broken, match=r"keys/box\.key.*broken\.keys"):
        app.open_box(data)
    shutil.copy(kept, data / "keys" / "box.key")
    app.open_box(data).close()
