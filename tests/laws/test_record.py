from __future__ import annotations

import datetime as dt

from chamberflag.app import proved
from chamberflag.interlock.source import machine_digest
from chamberflag.store.shipped import proof_record, rule_texts
from proofs.gates import Row
from proofs.record import PROVED, made


def test_the_shipped_record_is_of_the_shipped_rules() -> None:
    """What is shown as proved was proved of exactly the machine's files that are shipped: `make prove` writes the record."""
    record = proof_record()
    assert record["machine"] == machine_digest(rule_texts()), "run `make prove`: the record of the proof is of other rules"
    assert proved().startswith(f"{record['proved']} statements about them proved with z3")
    assert all(gate["items"] for gate in record["gates"].values())


def test_a_record_of_other_files_is_not_shown() -> None:
    """Changing one letter of the machine, or one limit, changes the digest that a record has to carry; a pack does not."""
    texts = dict(rule_texts())
    for name, changes in (("core/20_custody.toml", True), ("params.toml", True), ("packs/us.toml", False), ("rules/use.toml", False)):
        other = {**texts, name: texts[name] + "# more\n"}
        assert (machine_digest(other) != machine_digest(texts)) is changes


def test_the_record_counts_what_the_gates_saw() -> None:
    """Proved is the sum over the acts that name things and those that do not; the date is the day's."""
    rows = [Row(name, items=10) for name in (*PROVED, "rule mutation", "effect mutation")]
    record = made(rows, dt.date(2026, 11, 26))
    assert (record["proved"], record["mistakes"], record["date"]) == (40, 20, "2026-11-26")
