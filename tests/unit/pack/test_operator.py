"""Packs by the operator of the box, who holds the log's key and signs whatever helps."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.company import Company
from tests.unit.pack.packs import MANIFEST, NOTE, Files, altered, codes, entries_of, judged, note_text, rebuilt, resigned, sign, zipped


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
