from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from chamberflag.acts.box import Genesis, RootKey
from chamberflag.acts.incident import Redaction
from chamberflag.acts.people import KeyCompromised, KeyEnrolled, KeyRevoked, OriginsSet
from chamberflag.acts.table import read_table
from chamberflag.pack.quick import verify
from chamberflag.pack.single import verify_py
from chamberflag.pack.verify import shapes
from chamberflag.pack.verify.findings import CODES, EXITS
from chamberflag.pack.verify.told import as_json
from chamberflag.store.shipped import rule_texts
from chamberflag.vocabulary.words import Role
from tests.company import Company
from tests.unit.pack.packs import Files, entries_of, files_of, judged, rebuilt, resigned

BLOCKED = """
import sys
class Nothing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] not in sys.stdlib_module_names | {"cryptography", "cffi", "_cffi_backend", "typing_extensions"}:
            raise ModuleNotFoundError(f"No module named {name!r}")
sys.meta_path.insert(0, Nothing())
sys.argv = sys.argv[1:]
import runpy
runpy.run_path(sys.argv[0], run_name="__main__")
"""


def alone(script: Path, *arguments: str, blocked: bool = False) -> tuple[int, dict[str, Any], str]:
    """Exit code, JSON and words of verify.py as its user starts it; blocked: with nothing but standard library and cryptography."""
    start = ["-I", "-c", BLOCKED] if blocked else ["-I"]
    done = subprocess.run([sys.executable, *start, str(script), *arguments], capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout), done.stderr


@pytest.fixture
def script(files: Files, tmp_path: Path) -> Path:
    """verify.py out of the pack."""
    path = tmp_path / "out" / "verify.py"
    path.parent.mkdir()
    path.write_bytes(files["verify.py"])
    return path


def test_the_file_in_the_pack_gives_the_products_answer(
    script: Path,
    whole: bytes,
    part: bytes,
    company: Company,
    vkey: str,
    tmp_path: Path,
) -> None:
    """verify.py out of the pack and the product print the same document and end with the same code: good packs, bad ones, parts."""
    files = files_of(whole)
    entries = entries_of(files)
    forged = rebuilt(files, [*entries[:40], *entries[41:]], company.log_key)
    for data, trust in ((whole, vkey), (part, ""), (forged, vkey), (whole[:-30], vkey)):
        path = tmp_path / "pack.zip"
        path.write_bytes(data)
        ours = verify(str(path), trust)
        code, theirs, words = alone(script, str(path), *(["--trust", trust] if trust else []))
        assert (code, theirs) == (ours["exit"], ours)
        assert words.startswith(("Everything", "Something", "This cannot", "What is here"))


def test_it_needs_nothing_but_the_standard_library_and_cryptography(script: Path, whole: bytes, vkey: str, tmp_path: Path) -> None:
    """With every other import blocked and Python isolated, verify.py checks all but the decisions, and says so."""
    path = tmp_path / "pack.zip"
    path.write_bytes(whole)
    code, answer, _ = alone(script, str(path), "--trust", vkey, "--no-replay", blocked=True)
    assert (code, answer["ok"], answer["decisions_replayed"]) == (0, True, 0)
    assert [finding["code"] for finding in answer["findings"]] == ["not_replayed", "report.not_compared"]
    assert (answer["report"], answer["claims"] >= answer["entries"], {row["shipped"] for row in answer["rules"]}) == (
        "not_compared",
        True,
        {"unknown"},
    )


def test_its_imports_are_of_the_standard_library_and_cryptography() -> None:
    """No import in verify.py, at its head or inside, names anything else."""
    roots = {
        name.partition(".")[0]
        for node in ast.walk(ast.parse(verify_py()))
        for name in (
            [a.name for a in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert roots - set(sys.stdlib_module_names) == {"cryptography"}
    assert not roots & {"socket", "urllib", "http", "ssl", "ftplib", "asyncio", "ctypes", "pickle", "marshal"}


def test_no_name_stands_for_two_things_in_it() -> None:
    """The parts stand in one namespace: no function, class or constant of one hides that of another."""
    names: list[str] = []
    for node in ast.parse(verify_py()).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [n.id for target in node.targets for n in ast.walk(target) if isinstance(n, ast.Name)]
    assert len(names) > 100
    assert sorted(names) == sorted(set(names))


def test_the_anchor_may_be_a_file(script: Path, whole: bytes, vkey: str, tmp_path: Path) -> None:
    """--trust takes a file with the key in it as well."""
    path, key = tmp_path / "pack.zip", tmp_path / "vkey"
    path.write_bytes(whole)
    key.write_text(vkey + "\n", encoding="utf-8")
    code, answer, words = alone(script, str(path), "--trust", str(key), "--json")
    assert (code, answer["ok"], words) == (0, True, "")


def test_a_replay_that_fails_is_not_called_absent(whole: bytes, vkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where Chamberflag is installed and its replay dies, the answer is exit 5, not silence; where it is not installed, a note."""
    from chamberflag.pack.verify import again  # noqa: PLC0415

    monkeypatch.setattr(again, "REPLAY", ("-I", "-c", "raise SystemError('boom')"))
    answer = judged(whole, vkey, tmp_path, replay=True)
    assert (answer["exit"], answer["ok"], answer["findings"][0]["code"]) == (5, False, "broken")
    monkeypatch.setattr(again, "REPLAY", ("-I", "-S", "-m", "chamberflag.app.judging"))
    answer = judged(whole, vkey, tmp_path, replay=True)
    assert (answer["exit"], [f["code"] for f in answer["findings"]]) == (0, ["not_replayed", "report.not_compared"])


def test_the_document_is_one_line_of_plain_characters(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """Whatever a hostile pack says, the document is one line, parses, and holds no control character."""
    made = json.dumps({"index": 0, "values": [{"field": "\x1b]0;x\x07\u202e", "salt": "AAAA", "text": "x"}]}).encode()
    answer = judged(resigned({**files, "private/0.json": made}, company.log_key), vkey, tmp_path)
    told = as_json(answer)
    assert json.loads(told) == answer
    assert told.removesuffix("\n").isprintable()


# What the file knows by heart is what the product knows.


def test_it_knows_every_act_and_role() -> None:
    """The types of acts and the roles in verify.py are those of the table of acts and of the vocabulary."""
    assert set(read_table(rule_texts()["acts.toml"]).rows) == shapes.TYPES
    assert {str(role) for role in Role} == shapes.ROLES


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("genesis", Genesis), ("key.enrolled", KeyEnrolled), ("key.revoked", KeyRevoked), ("origins.set", OriginsSet),
        ("key.compromised_since", KeyCompromised), ("redaction.done", Redaction),
    ],
)  # fmt: skip
def test_it_knows_the_bodies_that_it_reads(kind: str, body: Any) -> None:  # noqa: ANN401
    """A body with every member that the product knows is in its form for verify.py too; one member more, or a needed one less, is not."""
    full: dict[str, Any] = {
        "kind": "example", "origin": "o", "vkey": "v", "formats": ["f"], "people": [], "rules": "r", "packs": ["base"], "rp_id": "rp",
        "origins": ["x"], "memory": "dir", "policy": "p", "predecessor": "b", "pilot": True, "licensee": True, "unit": "main",
        "spki": "s", "alg": "a", "person": "p", "device": "phone", "rung": 1, "backup": 0, "label": "l", "kid": "k", "reason": "lost",
        "since": 1, "leaf": 1, "field": "note", "basis": "asked",
    }  # fmt: skip
    made = {name: full[name] for name in body.__struct_fields__}
    assert shapes.BODIES[kind](made)
    assert not shapes.BODIES[kind]({**made, "extra": 1})
    needed = [f for f in body.__struct_fields__ if f not in _optional(body)]
    for name in needed:
        assert not shapes.BODIES[kind]({n: v for n, v in made.items() if n != name}), name
    for name in _optional(body):
        assert shapes.BODIES[kind]({n: v for n, v in made.items() if n != name}), name


def _optional(body: Any) -> set[str]:  # noqa: ANN401
    fields = body.__struct_fields__
    return set(fields[len(fields) - len(body.__struct_defaults__) :])


def test_root_keys_have_the_products_members() -> None:
    """The keys of the founders in genesis have the same members in both."""
    row = {"spki": "s", "alg": "a", "person": "p", "rung": 1, "rp_id": "rp", "origins": ["o"]}
    assert set(RootKey.__struct_fields__) == set(row)
    assert shapes.ROOT(row)


def test_the_environment_of_the_caller_does_not_reach_the_replay(
    whole: bytes, vkey: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder called chamberflag beside the pack, or a PYTHONPATH with one, is not what decides again."""
    trap = tmp_path / "trap" / "chamberflag"
    trap.mkdir(parents=True)
    (trap / "__init__.py").write_text("raise SystemExit(0)\n", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(trap.parent))
    monkeypatch.chdir(trap.parent)
    answer = judged(whole, vkey, tmp_path, replay=True)
    assert (answer["exit"], answer["decisions_replayed"]) == (0, answer["entries"])


def test_every_finding_is_explained() -> None:
    """docs/formats/pack.md lists every code that a verification can find, with its exit code and the sentence it says."""
    page = (Path(__file__).resolve().parents[3] / "docs" / "formats" / "pack.md").read_text(encoding="utf-8")
    rows = [f"| `{code}` | {level} ({EXITS[level]}) | {text} |" for code, (level, text) in CODES.items()]
    assert len(rows) > 60
    assert [row for row in rows if row not in page] == []
