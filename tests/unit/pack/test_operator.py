"""Packs by the operator of the box, who holds the log's key and signs whatever helps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chamberflag import app
from chamberflag.acts import ceremony, people
from chamberflag.acts.table import read_table
from chamberflag.custody.state import State
from chamberflag.interlock.ruleset import RuleSet, compile_rules
from chamberflag.interlock.source import parse
from chamberflag.pack.scope import Scope
from chamberflag.pack.verify.told import words
from chamberflag.store.shipped import rule_texts
from chamberflag.vocabulary.words import Chamber
from tests.company import LEAD, PRODUCER, SAFETY, Company
from tests.unit.pack.packs import (
    MANIFEST,
    NOTE,
    Files,
    altered,
    codes,
    entries_of,
    files_of,
    judged,
    note_text,
    pack,
    rebuilt,
    resigned,
    sign,
    told_anew,
    vkey_of,
    worked,
    zipped,
)


def test_a_member_that_stands_twice_in_a_disclosed_text(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """Two texts under one name, of which a person reads the first and a machine the last: false."""
    path = next(path for path in files if path.startswith("private/"))
    twice = files[path].replace(b'"text": ', b'"text": "he pulled it on purpose",\n   "text": ')
    answer = judged(resigned({**files, path: twice}, company.log_key), vkey, tmp_path)
    assert (answer["exit"], "commit.differs" in codes(answer)) == (1, True)


@pytest.mark.parametrize("name", ["scope", "size", "private", "files"])
def test_a_member_that_stands_twice_in_the_manifest(files: Files, company: Company, vkey: str, tmp_path: Path, name: str) -> None:
    """A manifest that says something twice has no form, whoever signed it."""
    manifest = json.loads(files[MANIFEST])
    twice = files[MANIFEST].replace(b"{\n", b'{\n "%s": %s,\n' % (name.encode(), json.dumps(manifest[name]).encode()), 1)
    note = sign(company.log_key, note_text(manifest, twice)).encode()
    answer = judged(zipped({**files, MANIFEST: twice, NOTE: note}), vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (2, {"manifest.form"})


@pytest.mark.parametrize("instant", [b"253402300800000", b"9007199254740991"])
def test_an_instant_that_no_calendar_has(files: Files, company: Company, vkey: str, tmp_path: Path, instant: bytes) -> None:
    """The box's instant in a year after 9999: the newest entry is not in its form."""
    entries = entries_of(files)
    recv = json.loads(entries[-1].split(b"\n")[-2])["box"]["recv"]
    entries[-1] = altered(entries[-1], -1, b'"recv":%d' % recv, b'"recv":' + instant)
    answer = judged(rebuilt(files, entries, company.log_key), vkey, tmp_path, replay=True)
    assert (answer["exit"], "entry.form" in codes(answer)) == (1, True)


@pytest.mark.parametrize("pin", [b'["whatever I like"]', b'["k_AAAAAAAAAAAAAAAAAAAAAA"]'])
def test_a_pin_of_nobody_who_signed(files: Files, company: Company, vkey: str, tmp_path: Path, pin: bytes) -> None:
    """A key whose PIN the box says it asked for is one that signed this act; anything else is false."""
    entries = entries_of(files)
    entries[-1] = altered(entries[-1], -1, b',"recv"', b',"pin":' + pin + b',"recv"')
    answer = judged(rebuilt(files, entries, company.log_key), vkey, tmp_path, replay=True)
    assert (answer["exit"], bool({"entry.form", "box.pin"} & codes(answer))) == (1, True)


REPORT, TIMELINE = "report/report.html", "report/timeline.json"
PAGE = b"<!DOCTYPE html><html><body>Cole loaded the weapon himself. No hand-over was ever refused.</body></html>\n"


def found(answer: dict[str, Any], code: str) -> list[str]:
    """Where a code was found."""
    return [finding["where"] for finding in answer["findings"] if finding["code"] == code]


def test_a_report_that_tells_another_story(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """Report, timeline, README and verifier of one's own, listed and signed: each is named where Chamberflag can make them again."""
    told = files[TIMELINE].replace(b'"claim":"', b'"claim":"it is not so that ', 1)
    false = {REPORT: PAGE, TIMELINE: told, "README.txt": b"All is well.\n", "verify.py": b"print('all is well')\n"}
    data = resigned({**files, **false}, company.log_key)
    answer = judged(data, vkey, tmp_path, replay=True)
    assert (answer["exit"], answer["report"], sorted(found(answer, "report.differs"))) == (1, "compared", sorted(false))
    alone = judged(data, vkey, tmp_path)  # without Chamberflag sentences are not compared, and the answer says so in so many words
    assert (alone["exit"], alone["report"], codes(alone)) == (0, "not_compared", set())
    assert "NOT compared" in words(alone)


CLAIMS = [
    (b'"decision":"refuse"', b'"decision":"permit"'),
    (b'"refused":true', b'"refused":false'),
    (b'"kind":"refused"', b'"kind":"hand"'),
    (b'"act":"load"', b'"act":"unload"'),
    (b'"lead (lead)"', b'"perf (performer)"'),
    (b'"who":["lead"', b'"who":["perf"'),
    (b'"rules":["STO-01"]', b'"rules":[]'),
    (b'"items":["w1"]', b'"items":["w2"]'),
    (b'"leaves":[88]', b'"leaves":[87]'),
    (b'"late":false', b'"late":true'),
    (b'"claim":"', b'"claim":"x","claim":"'),
    (b'"format":1', b'"format":2'),
    (b"},\n{", b"},\n\n{"),
    (b"}\n]}\n", b"}\n]}\n\n"),
    (b'"kind":"access"', b'"kind":"rumour"'),
    (b'"until":null', b'"until":1'),
]


@pytest.mark.parametrize(("old", "new"), CLAIMS, ids=[new.decode().strip()[:24] for _, new in CLAIMS])
def test_a_claim_that_its_entry_does_not_make(files: Files, company: Company, vkey: str, tmp_path: Path, old: bytes, new: bytes) -> None:
    """Act, decision, reasons, signers, items and places of a claim are compared with the entry by verify.py itself."""
    assert old in files[TIMELINE]
    changed = {**files, TIMELINE: files[TIMELINE].replace(old, new, 1)}
    answer = judged(resigned(changed, company.log_key), vkey, tmp_path)
    assert (answer["exit"], "report.claim" in codes(answer)) == (1, True)


def test_claims_left_out_or_in_another_order(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """A claim about an entry that is left out, said twice or moved is found without Chamberflag."""
    rows = files[TIMELINE].splitlines(keepends=True)
    for changed in ([*rows[:20], *rows[21:]], [*rows[:20], rows[19], *rows[20:]], [*rows[:20], rows[21], rows[20], *rows[22:]], rows[:1]):
        answer = judged(resigned({**files, TIMELINE: b"".join(changed)}, company.log_key), vkey, tmp_path)
        assert (answer["exit"], "report.claim" in codes(answer)) == (1, True)


def test_a_report_by_another_chamberflag_is_not_called_compared(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """A text that says it was made by another version: not false, not good, and the answer names both versions (exit 3)."""
    maker = {"version": "9.9", "source": "0" * 64}
    answer = judged(resigned({**files, REPORT: PAGE}, company.log_key, maker=maker), vkey, tmp_path, replay=True)
    assert (answer["exit"], answer["report"], found(answer, "report.other_version")) == (3, "not_compared", [REPORT])
    assert "9.9" in answer["findings"][0]["text"]
    same = judged(resigned(files, company.log_key, maker=maker), vkey, tmp_path, replay=True)
    assert (same["exit"], same["report"]) == (0, "compared")  # whoever made it, these are the bytes


STRAYS = [
    "extra/confession.txt", "report/summary.html", "report.html", "trust/policy.txt", "proofs/1.entry", "timestamps/readme.html",
    f"attachments/sha256/{hashlib.sha256(PAGE).hexdigest()[:2]}/{hashlib.sha256(PAGE).hexdigest()[2:4]}/{hashlib.sha256(PAGE).hexdigest()}",
]  # fmt: skip


@pytest.mark.parametrize("path", STRAYS)
def test_a_file_that_follows_from_nothing(files: Files, company: Company, vkey: str, tmp_path: Path, path: str) -> None:
    """A file that the layout does not know, an attachment that no act names: false, whoever listed and signed it."""
    answer = judged(resigned({**files, path: PAGE}, company.log_key), vkey, tmp_path)
    assert (answer["exit"], found(answer, "layout.unknown")) == (1, [path])


def test_a_report_that_is_not_there(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """A pack without its report or README is incomplete, and never called compared."""
    less = {path: data for path, data in files.items() if path not in {REPORT, TIMELINE, "README.txt"}}
    answer = judged(resigned(less, company.log_key), vkey, tmp_path, replay=True)
    assert (answer["exit"], answer["report"]) == (3, "not_compared")
    assert found(answer, "layout.missing") == ["README.txt", REPORT, TIMELINE]


def test_texts_that_are_said_to_be_withheld(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """A manifest that calls texts withheld over disclosed ones is false."""
    answer = judged(resigned(files, company.log_key, private="withheld"), vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (1, {"layout.private"})


# A part that is not about what it says.


def kept(data: bytes, key: Ed25519PrivateKey, wanted: Callable[[int, bytes], bool], **changes: Any) -> bytes:  # noqa: ANN401
    """A part with those entries only for which `wanted` holds, listed, told and signed to fit."""
    files = files_of(data)
    chosen = [i for i in json.loads(files[MANIFEST])["entries"] if wanted(i, files[f"proofs/{i}.entry"])]
    names = {f"proofs/{i}.{kind}" for i in chosen for kind in ("entry", "tlog-proof")} | {f"private/{i}.json" for i in chosen}
    used = {json.loads(files[f"proofs/{i}.entry"].split(b"\n")[-2])["box"]["rules"] for i in chosen}
    names |= {path for path in files if path.startswith("rules/") and path.split("/")[1] in used}
    text = b"".join(files[f"proofs/{i}.entry"] for i in chosen)
    names |= {path for path in files if path.startswith("attachments/") and path.rpartition("/")[2].encode() in text}
    loose = ("proofs/", "private/", "rules/", "attachments/")
    some = {path: held for path, held in files.items() if not path.startswith(loose) or path in names}
    return told_anew(resigned(some, key, entries=chosen, **changes), key)


def scope(**changes: Any) -> dict[str, Any]:  # noqa: ANN401
    """The scope of the part, altered."""
    return {"kind": "weapon", "id": "w1", "items": ["w1"], **changes}


SCOPES = [scope(items=[]), scope(id="w2"), scope(items=["w1", "w2"]), scope(id="w1, nothing was refused"), scope(kind="incident")]


@pytest.mark.parametrize("said", SCOPES, ids=range(len(SCOPES)))
def test_a_part_that_is_about_something_else_than_it_says(
    part: bytes, company: Company, vkey: str, tmp_path: Path, said: dict[str, Any]
) -> None:
    """Id and items of a part belong together, and its entries are about them: false otherwise."""
    answer = judged(kept(part, company.log_key, lambda *_: True, scope=said), vkey, tmp_path, replay=True)
    assert (answer["exit"], "scope.differs" in codes(answer)) == (1, True)


def test_a_part_with_nothing_in_it(part: bytes, company: Company, vkey: str, tmp_path: Path) -> None:
    """The founding alone, "about w1": false, with Chamberflag and without."""
    data = kept(part, company.log_key, lambda index, _: index == 0)
    for replay in (False, True):
        answer = judged(data, vkey, tmp_path, replay=replay)
        assert (answer["exit"], codes(answer)) == (1, {"scope.empty", "scope.part"})


def test_a_part_is_never_whole(tmp_path: Path) -> None:
    """A part that is the beginning of its log, whose every decision comes out again, says that something can be left out of it (exit 3)."""
    company = Company()
    for about in ("w9", "production"):
        company.do("document", [PRODUCER], people.Document(about, "contact"))
    answer = judged(pack(company, Scope("weapon", "w9")), vkey_of(company.log_key), tmp_path, replay=True)
    assert (answer["entries"], answer["decisions_replayed"], answer["size"]) == (2, 2, 3)
    assert (answer["exit"], codes(answer), answer["report"]) == (3, {"scope.part"}, "compared")


def test_the_pack_of_a_whole_log_is_about_nothing_in_particular(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """A whole log that calls itself something: false."""
    answer = judged(resigned(files, company.log_key, scope=scope(kind="all", items=[], id="w1, nothing was refused")), vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (1, {"scope.differs"})


def test_a_part_without_an_adoption(part: bytes, company: Company, vkey: str, tmp_path: Path) -> None:
    """An adoption of rules left out of a part shows in the rule set that decided: no act in the part adopted it."""
    answer = judged(kept(part, company.log_key, lambda _, entry: b'"type":"adopt_rules"' not in entry), vkey, tmp_path)
    assert (answer["exit"], "rules.not_in_force" in codes(answer)) == (1, True)


def test_what_held_up_the_whole_unit_is_in_every_part() -> None:
    """Stop, any report, a bullet found in another weapon, reviews: in the part of a weapon that none of them names."""
    company = worked()
    found_it = ceremony.Look((Chamber.BULLET, *[Chamber.EMPTY] * 5))
    unit = [
        company.do("stop", [SAFETY]),
        company.do("report", [LEAD], {"kind": "failure_to_fire"}, ["w2"]),
        company.do("observe", [LEAD], found_it, ["w2"]),
        company.do("override", [LEAD, PRODUCER], {"rule": "HND-07"}),
    ]
    indexes = {answer.index for answer in unit}
    assert -1 not in indexes
    assert indexes <= set(json.loads(files_of(pack(company, Scope("weapon", "w1")))[MANIFEST])["entries"])


# Rules with their teeth taken out.


@pytest.fixture(scope="module")
def weak() -> tuple[Company, dict[str, str]]:
    """A log whose box decided by rules that let a weapon be taken out which is out already, and these rules."""
    texts = dict(rule_texts())
    name = "core/20_custody.toml"
    texts[name] = texts[name].replace("expr = \"w.loc == 'store' and who != nobody\"", 'expr = "True"')
    assert texts[name] != rule_texts()[name]
    source, table = parse(texts), read_table(texts["acts.toml"])

    @cache
    def compiled(packs: tuple[str, ...], params: tuple[tuple[str, int], ...]) -> RuleSet:
        return compile_rules(source, table.gates(), packs, dict(params))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "rules_for", lambda state: compiled(state.settings.packs, tuple(sorted(state.settings.params.items()))))
        patch.setattr(app, "empty_state", lambda: State(core=compiled(("base",), ()).empty()))
        return worked(), texts


def test_rules_that_no_release_ships(weak: tuple[Company, dict[str, str]], tmp_path: Path) -> None:
    """Weakened rules, from which every decision follows: the answer says that no release has them, and what others would have refused."""
    company, texts = weak
    data, last = pack(company, rule_texts=(texts,)), company.rec.state.size - 1
    assert b'"decision":"permit"' in company.ledger.entry(last)
    answer = judged(data, vkey_of(company.log_key), tmp_path, replay=True)
    assert (answer["exit"], answer["decisions_differ"], answer["decisions_differ_installed"]) == (3, 0, [last])
    assert codes(answer) == {"rules.not_shipped", "rules.decide_otherwise"}
    assert found(answer, "rules.decide_otherwise") == [f"entry {last}"]
    assert {row["shipped"] for row in answer["rules"]} == {False}
    assert "NOT the rules of the Chamberflag installed here" in words(answer)
    alone = judged(data, vkey_of(company.log_key), tmp_path)
    assert {row["shipped"] for row in alone["rules"]} == {"unknown"}
    base = alone["rules"][0]["base"]
    assert base == parse(texts).digest(("base",), {}) != parse(rule_texts()).digest(("base",), {})
    assert f"base {base}" in words(alone)


def test_rules_that_ship_are_called_so(whole: bytes, vkey: str, tmp_path: Path) -> None:
    """The digest to compare is that of the base files alone, whatever packs and parameters were adopted on top."""
    answer = judged(whole, vkey, tmp_path, replay=True)
    assert {row["base"] for row in answer["rules"]} == {parse(rule_texts()).digest(("base",), {})}
    assert [row["params"] for row in answer["rules"]] == [{}, {"weapons_per_handler": 4}]
