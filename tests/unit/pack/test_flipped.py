from __future__ import annotations

import random
from pathlib import Path

import pytest

from chamberflag.acts.people import Document
from tests.company import PRODUCER, Company
from tests.unit.pack.packs import codes, entries_of, files_of, judged, pack, rebuilt, resigned, vkey_of

# What a flipped byte of a class of files must bring to light where the exporter lists and signs whatever is there.
FOUND = {
    "log/tile/entries/": {"tree.tile", "tree.bundle", "tree.root"},
    "log/tile/0/": {"tree.tile", "tree.leaf", "tree.root"},
    "log/tile/1/": {"tree.tile"},
    "log/checkpoint": {"note.form", "note.forged", "note.unsigned", "checkpoint.form", "checkpoint.differs"},
    "private/": {"commit.differs"},
    "rules/": {"rules.altered", "rules.missing"},
    "attachments/": {"attachment.altered"},
    "proofs/entry": {"tree.leaf"},
    "proofs/proof": {"proof.form", "proof.inclusion"},
    "trust/vkey": {"trust.other"},
}


def flipped(data: bytes, at: int, bit: int = 0x01) -> bytes:
    """The bytes with one bit another."""
    return data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]


def test_every_flipped_byte_of_an_archive_is_found(whole: bytes, vkey: str, tmp_path: Path) -> None:
    """Wherever in the archive one bit turns, in a content, a name, a header or the directory, the answer says so."""
    chance = random.Random(1)
    places = [*range(0, 40, 3), *range(len(whole) - 60, len(whole), 4), *chance.sample(range(len(whole)), 50)]
    for at in places:
        answer = judged(flipped(whole, at, 1 << chance.randrange(8)), vkey, tmp_path)
        assert answer["findings"][0]["code"] != "not_replayed", f"byte {at} of {len(whole)}"
        assert answer["exit"] in {1, 2} or codes(answer) == {"zip.form"}, f"byte {at}"


def test_a_flipped_byte_of_any_file_is_no_longer_what_the_manifest_lists(whole: bytes, vkey: str, tmp_path: Path) -> None:
    """One bit in the middle of any file, report and README included, with the manifest as it was: false, and the file is named."""
    for path, data in list(files_of(whole).items())[::3]:
        answer = judged(_with(whole, path, flipped(data, len(data) // 2)), vkey, tmp_path)
        assert answer["exit"] in {1, 2}
        assert path in {finding["where"] for finding in answer["findings"]} or path.startswith("manifest"), path


def _with(whole: bytes, path: str, data: bytes) -> bytes:
    from tests.unit.pack.packs import zipped  # noqa: PLC0415

    return zipped({**files_of(whole), path: data})


@pytest.fixture(scope="module")
def tall() -> tuple[Company, bytes]:
    """A log with two full bundles and a rest: hash tiles of two levels, full ones and partial ones."""
    company = Company()
    for n in range(560):
        company.do("document", [PRODUCER], Document("production", "contact", ref=f"r{n}"))
    return company, pack(company)


@pytest.mark.parametrize("path", ["log/tile/0/000", "log/tile/0/001", "log/tile/0/002.p/49", "log/tile/1/000.p/2"])
def test_an_altered_hash_tile_of_any_level_is_found_under_an_honest_manifest(
    tall: tuple[Company, bytes], path: str, tmp_path: Path
) -> None:
    """A tile of hashes altered while the entries are as signed: the exporter lists and signs it, and the tile is named all the same."""
    company, data = tall
    files = files_of(data)
    files[path] = flipped(files[path], len(files[path]) - 1)
    answer = judged(resigned(files, company.log_key), vkey_of(company.log_key), tmp_path)
    assert answer["exit"] == 1
    assert ("tree.tile", path) in {(f["code"], f["where"]) for f in answer["findings"]}


def test_an_altered_entry_is_found_though_all_hash_tiles_are_as_signed(tall: tuple[Company, bytes], tmp_path: Path) -> None:
    """CVE-2026-56865: leaves altered under interior hashes that still lead to the signed root. The leaves are hashed, so it shows."""
    company, data = tall
    files = files_of(data)
    files["log/tile/entries/001"] = files["log/tile/entries/001"].replace(b'"ref":"r300"', b'"ref":"r301"')
    answer = judged(resigned(files, company.log_key), vkey_of(company.log_key), tmp_path)
    assert answer["exit"] == 1
    assert {"tree.tile", "tree.root", "passkey.challenge"} <= codes(answer)


def test_a_hash_tile_of_leaves_altered_with_the_tiles_above_it_is_found(tall: tuple[Company, bytes], tmp_path: Path) -> None:
    """A leaf tile and everything above it made anew over one other leaf, entries as they were: every altered tile is named."""
    company, data = tall
    files = files_of(data)
    other = entries_of(files)
    other[300] += b"x"
    forged = files_of(rebuilt(files, other, company.log_key))
    mixed = {path: forged[path] if path.startswith(("log/tile/0", "log/tile/1")) else held for path, held in files.items()}
    answer = judged(resigned(mixed, company.log_key), vkey_of(company.log_key), tmp_path)
    named = {finding["where"] for finding in answer["findings"] if finding["code"] == "tree.tile"}
    assert answer["exit"] == 1
    assert named == {"log/tile/0/001", "log/tile/1/000.p/2"}


@pytest.mark.parametrize("bundle", ["000", "001", "002.p/49"])
def test_a_bundle_that_is_not_there_ends_the_replay_and_nothing_else(tall: tuple[Company, bytes], bundle: str, tmp_path: Path) -> None:
    """Entries that are missing are named; what comes before them is decided again, and the verifier does not fail over them."""
    company, data = tall
    files = files_of(data)
    del files[f"log/tile/entries/{bundle}"]
    answer = judged(resigned(files, company.log_key), vkey_of(company.log_key), tmp_path, replay=True)
    assert (answer["exit"], answer["decisions_replayed"]) == (1, {"000": 0, "001": 256, "002.p/49": 512}[bundle])
    assert {"tree.missing", "report.unmade"} <= codes(answer)


@pytest.mark.parametrize("scope", ["whole", "part"])
def test_a_flipped_byte_is_found_though_the_exporter_signs_it(
    whole: bytes, part: bytes, company: Company, vkey: str, tmp_path: Path, scope: str
) -> None:
    """In every class of bytes that the log answers for, one bit shows even where manifest and note were made to fit."""
    files, seen = files_of(whole if scope == "whole" else part), set[str]()
    for path, data in files.items():
        name = "proofs/entry" if path.endswith(".entry") else "proofs/proof" if path.endswith(".tlog-proof") else path
        kind = next((kind for kind in FOUND if name.startswith(kind)), "")
        if not kind or (kind.startswith(("proofs", "rules")) and len([k for k in seen if k.startswith(kind)]) > 3):
            continue
        seen.add(f"{kind} {path}")
        for at in {0, len(data) // 3, len(data) // 2, len(data) - 1}:
            answer = judged(resigned({**files, path: flipped(data, at)}, company.log_key), vkey, tmp_path)
            assert answer["exit"] in {1, 2, 3}, f"{path} {at}"
            assert codes(answer) & (FOUND[kind] | {"zip.name"}), f"{path} {at}: {codes(answer)}"
    expected = set(FOUND) - ({"proofs/entry", "proofs/proof", "log/tile/1/"} if scope == "whole" else {"log/tile/entries/", "log/tile/1/"})
    expected -= set() if scope == "whole" else {"private/", "attachments/"}
    assert expected <= {one.split(" ")[0] for one in seen}
