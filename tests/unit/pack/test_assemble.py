from __future__ import annotations

import hashlib
import io
import json
import re

import pytest

from chamberflag.log import tiles
from chamberflag.pack.assemble import assemble
from chamberflag.pack.scope import Scope
from chamberflag.vocabulary.errors import Malformed
from tests.company import LEAD, Company
from tests.unit.pack.packs import PAPER, TOLD, Files, entries_of, files_of, log_of, pack, worked


def test_the_same_scope_gives_the_same_bytes(company: Company, whole: bytes, part: bytes) -> None:
    """The same log and scope give the same bytes, made by whom and when ever."""
    assert pack(company) == whole == pack(worked())
    assert pack(company, Scope("weapon", "w1")) == part


def test_a_whole_pack_is_laid_out_as_the_format_says(files: Files, company: Company) -> None:
    """Manifest, note, verifier, README, anchor, the log in its public layout, rule sets, texts, attachments, report: each in its place."""
    size = company.rec.state.size
    digest = hashlib.sha256(PAPER).hexdigest()
    expected = {"manifest.json", "manifest.note", "verify.py", "README.txt", "trust/vkey", "log/checkpoint"}
    expected |= {"log/" + tiles.path("entries", n, w) for n, w in tiles.bundles(size)}
    expected |= {"log/" + tiles.path(level, n, w) for level, n, w in tiles.tiles(size)}
    expected |= {"report/report.html", "report/timeline.json", f"attachments/sha256/{digest[:2]}/{digest[2:4]}/{digest}"}
    rest = set(files) - expected
    assert expected <= set(files)
    assert all(re.fullmatch(r"rules/[0-9a-f]{64}/(set\.json|[a-z0-9_/]+\.toml)|private/[0-9]+\.json", path) for path in rest)
    assert entries_of(files) == list(company.ledger.entries(0, size))
    assert TOLD in next(data for path, data in files.items() if path.startswith("private/")).decode()


def test_a_part_holds_its_entries_with_proofs_and_all_hashes(part: bytes, company: Company) -> None:
    """Hash tiles but no bundles, of each entry its bytes and its proof; every entry of the weapon is there."""
    files = files_of(part)
    chosen = json.loads(files["manifest.json"])["entries"]
    assert not [path for path in files if path.startswith("log/tile/entries")]
    named = {f"proofs/{i}.{kind}" for i in chosen for kind in ("entry", "tlog-proof")}
    assert named == {path for path in files if path.startswith("proofs/")}
    assert set(company.ledger.subject_entries("w1")) <= set(chosen)
    assert 0 in chosen
    assert len(chosen) < company.rec.state.size


def test_every_claim_of_the_report_names_leaves_that_are_in_the_pack(files: Files, part: bytes) -> None:
    """No claim of timeline.json stands without the entries it rests on, and these are in the pack."""
    for held in (files, files_of(part)):
        manifest, told = json.loads(held["manifest.json"]), json.loads(held["report/timeline.json"])
        known = set(manifest.get("entries", range(manifest["size"])))
        assert len(told["claims"]) >= len(known)
        for claim in told["claims"]:
            assert claim["leaves"], claim
            assert set(claim["leaves"]) <= known, claim


def test_the_report_asks_nothing_of_the_outside(files: Files, part: bytes) -> None:
    """The page has no script and names no address that a browser would fetch."""
    for held in (files, files_of(part)):
        page = held["report/report.html"].decode()
        assert not re.search(r"<script|<iframe|<object|<embed|javascript:|\son[a-z]+=|@import|url\((?!#)", page, re.IGNORECASE)
        assert not re.search(r"(?:src|href)=\"(?!#)", page)
        assert page.count("<html") == page.count("</html>") == 1


def test_what_people_write_cannot_become_markup() -> None:
    """A text or an id with angle brackets stands on the page as text."""
    company = worked()
    company.do("report", [LEAD], {"kind": "<script>alert(1)</script>"}, ["w1"])
    page = files_of(pack(company))["report/report.html"].decode()
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_the_readme_says_what_it_cannot_show(files: Files, part: bytes, vkey: str) -> None:
    """README.txt in plain words: what it is, how it is checked, the limits; that of a part says what a part leaves open."""
    text = files["README.txt"].decode()
    assert vkey in text
    for words in ("python verify.py PACK.zip --trust KEY", "WHAT IT CANNOT SHOW", "Whether a person really looked", "no legal advice"):
        assert words in text
    assert "THIS IS A PART OF A LOG" not in text
    assert "THIS IS A PART OF A LOG" in files_of(part)["README.txt"].decode()
    assert "{" not in text


@pytest.mark.parametrize("scope", [Scope("weapon", "w9"), Scope("weapon", ""), Scope("incident", "none"), Scope("incident", "")])
def test_a_scope_that_names_nothing_known_is_one_clear_error(company: Company, scope: Scope) -> None:
    """A weapon or incident that the log does not know: Malformed, naming it."""
    with pytest.raises(Malformed) as found:
        assemble(log_of(company), scope, io.BytesIO())
    assert found.value.code == "malformed.scope"
    assert repr(scope.id) in found.value.text


def test_an_incident_brings_its_weapon_along() -> None:
    """The pack of an incident holds the report, everything about the items it names, and the stops and harm of the unit."""
    company = worked()
    report = company.do("report", [LEAD], {"kind": "failure_to_fire"}, ["w1"])
    act_id = json.loads(company.ledger.entry(report.index).split(b"\n")[0])["id"]
    manifest = json.loads(files_of(pack(company, Scope("incident", act_id)))["manifest.json"])
    assert {report.index, *company.ledger.subject_entries("w1")} <= set(manifest["entries"])
    assert manifest["scope"] == {"kind": "incident", "id": act_id, "items": ["w1"]}


def test_what_could_not_be_had_is_counted(company: Company) -> None:
    """A pack says how many texts it holds in the clear and how many attachments were missing when it was made."""
    made = assemble(log_of(company, attachments=lambda _: None), Scope(), io.BytesIO(), disclose=True)
    assert (made.private, made.missing) == (1, 1)
    made = assemble(log_of(company), Scope(), io.BytesIO(), disclose=False)
    assert (made.private, made.missing) == (0, 0)
