from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from chamberflag.acts.people import Document
from chamberflag.pack.scope import Scope
from chamberflag.pack.verify.main import verify
from tests.company import AD, EMPTY, FIVE, LEAD, PRODUCER, SAFETY, Company
from tests.unit.pack.packs import concern, entries_of, files_of, pack, rebuilt, vkey_of, worked

STEPS = {
    "concern": lambda c: concern(c, f"text {c.count}"),
    "check": lambda c: c.do("check", [LEAD], EMPTY, ["w1"]),
    "look": lambda c: c.do("witness", [("ad", "witness")], FIVE, ["w1"]),
    "out": lambda c: c.do("take_out", [LEAD], None, ["w2"]),
    "stop": lambda c: c.do("stop", [SAFETY]),
    "resume": lambda c: c.do("resume", [AD, LEAD]),
    "paper": lambda c: c.do("document", [PRODUCER], Document("w2", "maintenance", ref=f"r{c.count}")),
    "report": lambda c: c.do("report", [LEAD], {"kind": "failure_to_fire"}, ["w1"]),
    "count": lambda c: c.count_rounds(),
    "close": lambda c: c.do("close_day", [AD]),
}
FOUNDED: list[bytes] = []


def played(names: list[str]) -> Company:
    """A worked log with these acts on top, permitted and refused as they come."""
    company = worked()
    for name in names:
        STEPS[name](company)
    return company


def answer(data: bytes, trust: str, *, replay: bool) -> dict[str, object]:
    """What the verifier says."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pack.zip"
        path.write_bytes(data)
        return verify(str(path), trust, replay)


@settings(max_examples=6)
@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=12))
def test_what_is_assembled_verifies(names: list[str]) -> None:
    """Whatever was done and refused on a log, its pack holds, and every decision comes out byte for byte."""
    company = played(names)
    found = answer(pack(company), vkey_of(company.log_key), replay=True)
    assert (found["exit"], found["findings"]) == (0, [])
    assert found["decisions_replayed"] == found["entries"] == company.rec.state.size


@settings(max_examples=6)
@given(st.lists(st.sampled_from(sorted(STEPS)), max_size=12), st.sampled_from(["w1", "w2", "dm"]))
def test_a_part_of_any_log_is_incomplete_and_nothing_worse(names: list[str], item: str) -> None:
    """The pack of one item of any log: what is there holds, and only what cannot be decided again is wanting."""
    company = played(names)
    found = answer(pack(company, Scope("weapon", item)), vkey_of(company.log_key), replay=False)
    codes = {finding["code"] for finding in found["findings"]}  # type: ignore[attr-defined, index]
    assert (found["exit"], codes - {"not_replayed", "report.not_compared"} <= {"not_replayable", "scope.part"}) == (3, True)


@settings(max_examples=25)
@given(st.data())
def test_no_byte_of_an_entry_can_be_changed_by_whoever_holds_the_logs_key(data: st.DataObject) -> None:
    """Any bit of any entry turned, and tree, head and manifest signed anew by the log's own key: the verifier or the replay finds it."""
    if not FOUNDED:
        FOUNDED.append(pack(worked()))
    files = files_of(FOUNDED[0])
    entries = entries_of(files)
    index = data.draw(st.integers(0, len(entries) - 2), "entry")
    at = data.draw(st.integers(0, len(entries[index]) - 1), "byte")
    bit = 1 << data.draw(st.integers(0, 7), "bit")
    entries[index] = entries[index][:at] + bytes([entries[index][at] ^ bit]) + entries[index][at + 1 :]
    key = worked().log_key
    found = answer(rebuilt(files, entries, key), vkey_of(key), replay=False)
    assert found["exit"] == 1, (index, at, bit)
