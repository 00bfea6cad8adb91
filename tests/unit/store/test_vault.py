from __future__ import annotations

from pathlib import Path

import pytest

from chamberflag.store.sqlite import SqliteLedger
from chamberflag.store.vault import FileVault
from chamberflag.vocabulary.errors import Broken
from tests.unit.store.logs import Writer


def test_only_under_its_key_entry_and_field(tmp_path: Path) -> None:
    """What is locked opens for its owner, entry and field, and for nothing else; altered, it is Broken."""
    vault = FileVault(tmp_path / "keys")
    locked = vault.lock("p_1", 3, "name", b"plain")
    assert vault.unlock("p_1", 3, "name", locked) == b"plain"
    assert vault.lock("p_1", 3, "name", b"plain") != locked
    vault.lock("p_2", 3, "name", b"plain")
    for owner, index, field, data in (
        ("p_2", 3, "name", locked),
        ("p_1", 4, "name", locked),
        ("p_1", 3, "names", locked),
        ("p_1", 3, "name", locked[:-1] + bytes([locked[-1] ^ 1])),
        ("p_1", 3, "name", b""),
    ):
        with pytest.raises(Broken, match=r"store\.private"):
            vault.unlock(owner, index, field, data)
    assert vault.unlock("p_3", 3, "name", locked) is None


def test_keys_outlive_the_process_until_forgotten(tmp_path: Path) -> None:
    """A key is a file that only its user can read; when it is forgotten, what it locked is gone in every copy."""
    vault = FileVault(tmp_path / "keys")
    locked, other = vault.lock("p_1", 3, "name", b"plain"), vault.lock("", 3, "place", b"unit")
    assert [file.stat().st_mode & 0o777 for file in (tmp_path / "keys").iterdir()] == [0o600, 0o600]
    again = FileVault(tmp_path / "keys")
    assert again.unlock("p_1", 3, "name", locked) == b"plain"
    again.forget("p_1")
    again.forget("p_1")
    assert again.unlock("p_1", 3, "name", locked) is None
    assert FileVault(tmp_path / "keys").unlock("p_1", 3, "name", locked) is None
    assert again.unlock("", 3, "place", other) == b"unit"
    assert len(list((tmp_path / "keys").iterdir())) == 1


def test_a_damaged_key_file_is_broken(tmp_path: Path) -> None:
    """A key file of another length is said to be damaged, not taken for a missing one."""
    vault = FileVault(tmp_path / "keys")
    locked = vault.lock("p_1", 3, "name", b"plain")
    next((tmp_path / "keys").iterdir()).write_bytes(b"short")
    with pytest.raises(Broken, match=r"store\.private"):
        FileVault(tmp_path / "keys").unlock("p_1", 3, "name", locked)


def test_texts_lie_locked_in_the_database(tmp_path: Path) -> None:
    """Neither database nor write-ahead log holds a private text in the clear, nor its ciphertext once it is erased."""
    ledger = SqliteLedger(tmp_path / "log.sqlite")
    Writer(ledger).write("d1-a very private text", "d1-another one", private=True)
    locked = ledger._ask("SELECT locked FROM private WHERE ix = 0")[0][0]
    salt = ledger.privates(0)[0][1]

    def everywhere() -> bytes:
        return b"".join(path.read_bytes() for path in tmp_path.glob("log.sqlite*"))

    assert salt not in everywhere()
    assert locked in everywhere()
    assert ledger.erase(0, "name")
    assert locked not in everywhere()
    assert ledger.privates(1)[0][2] == b"d1-another one"
    ledger._vault.forget("p_1")
    assert ledger.private(1, "name") is None
    ledger.close()
