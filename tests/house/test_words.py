from __future__ import annotations

import importlib
import pkgutil
import re
from enum import StrEnum
from pathlib import Path

import chamberflag
from tests.house.pages import rules
from tests.house.tree import TOP, files, name

NEVER_STORED = {
    "cold",
    "hot",
    "live",
    "safe",
    "clear",
    "checked",
    "misfire",
    "accidental",
    "negligent",
    "verified",
    "confirmed",
    "squib",
    "prop_gun",
    "loaded",
}
NEVER_SAID = re.compile(r"\bverified\b|\bis safe\b|\bare safe\b|(?<!not a )\bsafe distance\b|\baccidental\b|\bnegligent\b", re.IGNORECASE)
ROOTS = ("work", "farm", "root", "home/[a-z]+", "Users")
HOSTS = ("pypi", "pythonhosted", "npmjs", "crates", "debian")
ELSEWHERE = re.compile(rf"(?<![\w.<\]-])/(?:{'|'.join(ROOTS)})/\w|\b(?:{'|'.join(HOSTS)})\.(?:org|com|io)\b")
UNFINISHED = re.compile(r"\b(?:TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|NotImplemented" + r"Error")
TEXT = (
    "*.md",
    "*.toml",
    "Makefile",
    ".importlinter",
    ".ci/*",
    "docs/**/*.md",
    "src/**/*",
    "proofs/**/*.py",
    "bench/**/*.py",
    "tests/**/*",
    "rulepacks/**/*",
)
TEXT_WEB = ("web/**/*.js", "web/**/*.html", "web/**/*.css", "web/**/*.json", "vectors/**/*.json", "requirements/*")


def texts() -> list[tuple[str, str]]:
    """Every file of the repository that holds text, by name."""
    found: list[tuple[str, str]] = []
    for path in files(*TEXT, *TEXT_WEB):
        try:
            found.append((name(path), path.read_text(encoding="utf-8")))
        except UnicodeDecodeError:
            continue
    return found


def enumerations() -> list[type[StrEnum]]:
    """Every closed set of stored words in the package."""
    found: list[type[StrEnum]] = []
    for module in pkgutil.walk_packages(chamberflag.__path__, "chamberflag."):
        if not module.name.endswith("__main__"):
            members = vars(importlib.import_module(module.name)).values()
            found += [m for m in members if isinstance(m, type) and issubclass(m, StrEnum) and m is not StrEnum]
    return list(dict.fromkeys(found))


def test_nothing_is_stored_under_a_dangerous_word() -> None:
    """No stored value is one of the words under which people mean different things (docs/glossary.md)."""
    sets = enumerations()
    assert len(sets) > 5
    assert [f"{s.__name__}.{m.name}" for s in sets for m in s if m.value.lower() in NEVER_STORED] == []


def test_no_refusal_says_more_than_was_stated() -> None:
    """No refusal or remedy calls a thing verified or safe, or a distance a safe one."""
    live = rules()
    assert len(live) > 100
    said = {identity: f"{rule['refuses']} {rule['clears']}" for identity, rule in live.items()}
    assert [identity for identity, text in said.items() if NEVER_SAID.search(text)] == []


def test_the_repository_knows_no_machine() -> None:
    """No file names a folder of the machine it was written on or the host of a package registry."""
    seen = texts()
    assert len(seen) > 100
    assert [f"{file}: {found[0]}" for file, text in seen if (found := ELSEWHERE.search(text))] == []


def test_nothing_is_left_unfinished() -> None:
    """No file carries a mark that says: later."""
    assert [f"{file}: {found[0]}" for file, text in texts() if (found := UNFINISHED.search(text))] == []


def test_the_patterns_find_what_they_are_for() -> None:
    """The checks of words see a machine path and a registry's host where there are some, and no route of our own pages."""
    assert ELSEWHERE.search("see /" + "work/main")
    assert ELSEWHERE.search("files.pythonhosted" + ".org")
    assert not ELSEWHERE.search("GET /trace/weapon")


def test_relative_links_lead_somewhere() -> None:
    """Every link of a page to another file of the repository finds it."""
    lost: list[str] = []
    for path in files("*.md", "docs/**/*.md"):
        text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
        targets = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", text)
        lost += [f"{name(path)}: {target}" for target in targets if not (path.parent / target).exists()]
    assert lost == []


def test_the_page_of_words_is_there() -> None:
    """The glossary, the limits and the architecture are pages of their own."""
    pages = [Path("docs") / page for page in ("glossary.md", "limits.md", "architecture.md")]
    assert [str(page) for page in pages if not (TOP / page).is_file()] == []
