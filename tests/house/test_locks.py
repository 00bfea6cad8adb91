from __future__ import annotations

import json
import re
import tomllib

from tests.house.tree import TOP, files

PIN = re.compile(r"^([a-z0-9-]+)==(\S+) \\$", re.MULTILINE)
HASHED = re.compile(r"^[a-z0-9-]+==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", re.MULTILINE)
LOCKS = ("requirements/run.lock", "requirements/dev.lock")


def pins(lock: str) -> dict[str, str]:
    """Package -> version of a lock file."""
    return dict(PIN.findall((TOP / lock).read_text(encoding="utf-8")))


def wanted(lines: list[str]) -> set[str]:
    """The packages that a list of requirements names, as a lock spells them."""
    return {re.split(r"[<>=!~\[; ]", line)[0].lower().replace("_", "-").replace(".", "-") for line in lines}


def test_no_lock_carries_an_address() -> None:
    """Lock files say what is installed and by which hash, never from where."""
    locks = files("requirements/*.lock", "web/package-lock.json")
    assert len(locks) == 3
    for path in locks:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"://|\"resolved\"|--index|--find-links|--trusted-host|^-|^ *@ ", text, re.MULTILINE), path.name


def test_every_package_is_pinned_by_hash() -> None:
    """Each package of a lock has a version and at least one SHA-256."""
    for lock in LOCKS:
        text = (TOP / lock).read_text(encoding="utf-8")
        assert len(HASHED.findall(text)) == len(pins(lock)) > 10, lock


def test_the_locks_hold_what_the_project_asks_for() -> None:
    """Every dependency of pyproject.toml is pinned: those of the product in run.lock, those of its tests in dev.lock."""
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert wanted(project["dependencies"]) <= set(pins("requirements/run.lock"))
    assert wanted(project["optional-dependencies"]["dev"]) <= set(pins("requirements/dev.lock"))


def test_tests_run_on_the_versions_that_are_shipped() -> None:
    """What both locks name, they name in the same version."""
    run, dev = pins("requirements/run.lock"), pins("requirements/dev.lock")
    assert run.items() <= dev.items()


def test_the_front_end_is_pinned_by_integrity() -> None:
    """Each package of the front end's tools has a version and an integrity value."""
    lock = json.loads((TOP / "web/package-lock.json").read_text(encoding="utf-8"))
    packages = {path: entry for path, entry in lock["packages"].items() if path}
    assert packages
    assert [path for path, entry in packages.items() if not entry.get("version") or not entry.get("integrity")] == []
