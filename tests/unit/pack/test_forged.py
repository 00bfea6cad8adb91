from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chamberflag.acts.box import ClockStepped
from chamberflag.acts.people import Document, KeyEnrolled, KeyRevoked
from chamberflag.canon.profile import b64u
from chamberflag.log.checkpoint import Checkpoint
from chamberflag.seal import known
from chamberflag.seal.authenticator import SoftAuthenticator
from tests.company import LEAD, ORIGIN, PRODUCER, RP, WEB, Company
from tests.unit.pack.packs import (
    PAPER,
    Files,
    altered,
    codes,
    concern,
    entries_of,
    files_of,
    judged,
    pack,
    rebuilt,
    resigned,
    sign,
    vkey_of,
    worked,
    zipped,
)

STRANGER = Ed25519PrivateKey.from_private_bytes(known.test_seed("stranger"))


def at(entries: list[bytes], mark: bytes) -> int:
    """The index of the newest entry with these bytes in it."""
    return max(index for index, entry in enumerate(entries) if mark in entry)


def places(answer: dict[str, object], code: str) -> set[str]:
    """Where a code was found."""
    return {f["where"] for f in answer["findings"] if f["code"] == code}  # type: ignore[attr-defined]


def test_a_whole_pack_holds_and_every_decision_comes_out_again(whole: bytes, company: Company, vkey: str, tmp_path: Path) -> None:
    """Nothing is found in a pack as it was made; every entry was decided again and written out byte for byte."""
    answer = judged(whole, vkey, tmp_path, replay=True)
    size = company.rec.state.size
    assert (answer["ok"], answer["exit"], answer["findings"]) == (True, 0, [])
    assert (answer["entries"], answer["decisions_replayed"], answer["decisions_differ"], answer["not_replayable"]) == (size, size, 0, 0)


def test_another_log_made_with_a_key_of_ones_own(files: Files, vkey: str, tmp_path: Path) -> None:
    """The same entries, signed as a log by somebody else: not the log that is trusted. Without an anchor that is all but undetectable."""
    forged = rebuilt(files, entries_of(files), STRANGER)
    answer = judged(forged, vkey, tmp_path)
    assert answer["exit"] == 1
    assert {"trust.other", "note.unsigned"} <= codes(answer)
    alone = judged(forged, "", tmp_path)
    assert (alone["exit"], codes(alone)) == (1, {"genesis.differs", "trust.none"})


def test_without_an_anchor_the_answer_is_never_that_all_is_well(whole: bytes, tmp_path: Path) -> None:
    """No --trust: what is there holds, and the exit code is 4."""
    answer = judged(whole, "", tmp_path)
    assert (answer["ok"], answer["exit"], codes(answer)) == (False, 4, {"trust.none"})


@pytest.mark.parametrize("trust", ["x", "a+b+c", "dry-creek.example/cf/p_1/main/1", "n+00000000+AAAA"])
def test_an_anchor_that_is_no_key_is_wrong_usage(whole: bytes, tmp_path: Path, trust: str) -> None:
    """--trust with something else than a verifier key: exit 2."""
    answer = judged(whole, trust, tmp_path)
    assert (answer["exit"], codes(answer) & {"trust.form"}) == (2, {"trust.form"})


DECISIONS = [
    (b'"type":"take_out"', b'"decision":"refuse"', b'"decision":"permit"'),
    (b'"type":"load"', b'"decision":"permit"', b'"decision":"refuse"'),
    (b'"type":"take_out"', b'"rule":"', b'"rule":"X'),
    (b'"type":"raise_concern"', b'"decision":"recorded"', b'"decision":"permit"'),
]


@pytest.mark.parametrize(("act", "old", "new"), DECISIONS)
def test_a_decision_that_the_boxs_owner_alters(
    files: Files, company: Company, vkey: str, tmp_path: Path, act: bytes, old: bytes, new: bytes
) -> None:
    """Whoever holds the log's own key can sign a tree over another decision; the rules decide it again, and it is named."""
    entries = entries_of(files)
    index = at(entries, act)
    entries[index] = altered(entries[index], -1, old, new)
    answer = judged(rebuilt(files, entries, company.log_key), vkey, tmp_path, replay=True)
    assert answer["exit"] == 1
    assert answer["decisions_differ"] > 0
    assert f"entry {index}" in places(answer, "decision.differs")


def test_facts_of_a_refusal_altered_under_the_same_rules(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """The same rules with another value that they are said to have read: found, because the entry must come out byte for byte."""
    entries = entries_of(files)
    index = at(entries, b'"decision":"refuse"')
    entries[index] = altered(entries[index], -1, b'"facts":{', b'"facts":{"a_fact":true,')
    answer = judged(rebuilt(files, entries, company.log_key), vkey, tmp_path, replay=True)
    assert (answer["exit"], places(answer, "decision.differs")) == (1, {f"entry {index}"})


def test_an_entry_left_out(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """Any one entry left out of a tree made anew: a chain, a head that somebody had seen or a decision shows it."""
    whole = entries_of(files)
    for index in (1, len(whole) // 2, at(whole, b'"type":"load"')):
        answer = judged(rebuilt(files, whole[:index] + whole[index + 1 :], company.log_key), vkey, tmp_path)
        assert answer["exit"] == 1
        assert codes(answer) & {"seen.other", "subject.chain"}, index


def test_the_newest_entry_left_out_shows_only_against_a_receipt(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """A log cut short is a good log of that size: only a newer signed head tells, and then the pack is not all."""
    entries = entries_of(files)[:-1]
    short = rebuilt(files, entries, company.log_key)
    assert codes(judged(short, vkey, tmp_path)) == set()
    with_head = {**files_of(short), f"log/checkpoints/{len(entries) + 1}": files["log/checkpoint"]}
    answer = judged(resigned(with_head, company.log_key), vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (3, {"checkpoint.beyond"})


def test_two_entries_that_change_places(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """Order is part of the record: two neighbours changed for each other are found."""
    entries = entries_of(files)
    index = at(entries, b'"type":"load"')
    entries[index - 1], entries[index] = entries[index], entries[index - 1]
    answer = judged(rebuilt(files, entries, company.log_key), vkey, tmp_path)
    assert answer["exit"] == 1
    assert {"device.sequence", "box.recv"} & codes(answer)


def test_an_act_that_stands_there_twice(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """An act put in a second time at the end of the log: its id and its number on the device are used up."""
    entries = entries_of(files)
    index = at(entries, b'"type":"load"')
    answer = judged(rebuilt(files, [*entries, entries[index]], company.log_key), vkey, tmp_path)
    assert answer["exit"] == 1
    assert {"act.id_reused", "device.sequence", "subject.chain"} <= codes(answer)


def test_an_entry_that_nobody_signed(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """An act made up by the box's owner, with somebody else's signature lines under it: forged."""
    entries = entries_of(files)
    index = at(entries, b'"type":"load"')
    made = altered(entries[index], 0, b'"n":5', b'"n":6')
    answer = judged(rebuilt(files, [*entries[:index], made, *entries[index + 1 :]], company.log_key), vkey, tmp_path)
    assert f"entry {index}, signature 1" in places(answer, "passkey.challenge")


def test_signature_lines_changed_for_each_other(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """Two signatures of one act in the other order, or one of them twice, or one left out: each is found."""
    entries = entries_of(files)
    index = at(entries, b'"type":"accept"')
    lines = entries[index][:-1].split(b"\n")
    for mixed, code in (
        ([lines[0], lines[2], lines[1], *lines[3:]], "signature.key"),
        ([lines[0], lines[1], lines[1], *lines[3:]], "signature.key"),
        ([lines[0], lines[1], *lines[3:]], "signature.count"),
        ([*lines[:3], lines[1], *lines[3:]], "signature.count"),
    ):
        made = [*entries[:index], b"\n".join(mixed) + b"\n", *entries[index + 1 :]]
        answer = judged(rebuilt(files, made, company.log_key), vkey, tmp_path)
        assert (answer["exit"], code in codes(answer)) == (1, True)


def test_a_signature_of_another_act_of_the_same_person(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """A good signature borrowed from another act of the same key is not one for this act."""
    entries = entries_of(files)
    one, two = at(entries, b'"type":"load"'), at(entries, b'"type":"check"')
    lines, others = entries[one][:-1].split(b"\n"), entries[two][:-1].split(b"\n")
    made = [*entries[:one], b"\n".join([lines[0], others[1], *lines[2:]]) + b"\n", *entries[one + 1 :]]
    assert "passkey.challenge" in codes(judged(rebuilt(files, made, company.log_key), vkey, tmp_path))


def test_a_key_counts_from_its_enrolment_on(tmp_path: Path) -> None:
    """The enrolment of a key moved behind an act that it signed: the act was signed by nobody then."""
    company = worked()
    late = SoftAuthenticator.from_seed(known.test_seed("late"), RP, WEB)
    company.keys["late"] = late
    body = KeyEnrolled(b64u(late.key.spki), "webauthn-es256", "medic", rp_id=RP, origins=(WEB,))
    enrolled = company.do("key.enrolled", [("late", "crew"), ("medic", "medic"), PRODUCER], body)
    company.do("raise_concern", [("late", "crew")], {"kind": "pressure"})
    files = files_of(pack(company))
    trust = vkey_of(company.log_key)
    assert codes(judged(pack(company), trust, tmp_path)) == set()
    entries = entries_of(files)
    entries[enrolled.index], entries[enrolled.index + 1] = entries[enrolled.index + 1], entries[enrolled.index]
    answer = judged(rebuilt(files, entries, company.log_key), trust, tmp_path)
    assert places(answer, "key.unknown") == {f"entry {enrolled.index}, signature 1"}


def test_a_key_that_was_revoked_opens_nothing(tmp_path: Path) -> None:
    """What a revoked key signs stands in the log as late; without that mark, or permitted, it is false."""
    company = worked()
    company.do("key.revoked", [PRODUCER], KeyRevoked(company.key("perf").kid))
    company.do("raise_concern", [("perf", "performer")], {"kind": "pressure"})
    files, trust = files_of(pack(company)), vkey_of(company.log_key)
    assert codes(judged(pack(company), trust, tmp_path, replay=True)) == set()
    entries = entries_of(files)
    assert b'"late":true' in entries[-1]
    entries[-1] = altered(entries[-1], -1, b'"late":true', b'"late":false')
    answer = judged(rebuilt(files, entries, company.log_key), trust, tmp_path, replay=True)
    assert (answer["exit"], {"box.late", "decision.differs"} <= codes(answer)) == (1, True)


def test_a_log_that_forks(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """Two trees signed for one size: the second note is proof of a fork, whoever brings it."""
    size = 40
    note = sign(company.log_key, Checkpoint(ORIGIN, size, hashlib.sha256(b"another tree").digest()).body())
    answer = judged(resigned({**files, f"log/checkpoints/{size}": note.encode()}, company.log_key), vkey, tmp_path)
    assert (answer["exit"], places(answer, "fork.checkpoint")) == (1, {f"log/checkpoints/{size}"})


def test_an_older_head_of_this_log_is_no_fork(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """An older signed head that leads to the same entries is what it should be."""
    note = company.ledger.note(40)
    assert note is not None
    assert codes(judged(resigned({**files, "log/checkpoints/40": note.encode()}, company.log_key), vkey, tmp_path)) == set()


def test_who_had_seen_another_tree(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """Acts name the head that their signer had seen: where the box's own word alone was altered and all else made to fit, it shows."""
    entries = entries_of(files)
    recv = json.loads(entries[1].split(b"\n")[-2])["box"]["recv"]
    entries[1] = altered(entries[1], -1, b'"recv":%d' % recv, b'"recv":%d' % (recv + 1))
    answer = judged(rebuilt(files, entries, company.log_key), vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (1, {"seen.other"})
    assert "entry 2" in places(answer, "seen.other")


def test_an_attachment_that_is_not_there(company: Company, vkey: str, tmp_path: Path) -> None:
    """An attachment that an act names and the box no longer has: incomplete, and named; another one under its name: false."""
    digest = hashlib.sha256(PAPER).hexdigest()
    data = pack(company, attachments=lambda _: None)
    answer = judged(data, vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (3, {"attachment.missing"})
    assert digest in next(iter(places(answer, "attachment.missing")))
    path = f"attachments/sha256/{digest[:2]}/{digest[2:4]}/{digest}"
    answer = judged(resigned({**files_of(data), path: b"another paper"}, company.log_key), vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (1, {"attachment.altered"})


def test_texts_that_are_withheld(company: Company, vkey: str, tmp_path: Path) -> None:
    """A pack without the texts that acts commit to: incomplete, and the first entry is named."""
    answer = judged(pack(company, disclose=False), vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (3, {"private.withheld"})
    assert judged(pack(company, disclose=False), "", tmp_path)["exit"] == 4  # no anchor comes before incomplete, false before both
    assert judged(b"no zip", "", tmp_path)["exit"] == 2


def test_an_erased_text_leaves_its_commitment(tmp_path: Path) -> None:
    """Erase, record it, make the pack: everything holds, the answer is 3, and it names entry, field and commitment."""
    company = worked()
    index = concern(company, "about somebody, by name")
    commitment = json.loads(company.ledger.entry(index).split(b"\n")[0])["body"]["note"]["c"]
    assert company.ledger.erase(index, "note")
    done = company.do("redaction.done", [PRODUCER, LEAD], {"leaf": index, "field": "note", "basis": "asked"})
    assert company.why(done) == set()
    answer = judged(pack(company), vkey_of(company.log_key), tmp_path, replay=True)
    assert (answer["exit"], codes(answer), answer["decisions_differ"]) == (3, {"private.erased"}, 0)
    assert answer["findings"][0]["text"] == f"erased, commitment {commitment}"
    assert answer["findings"][0]["where"] == f"entry {index}, note"


PRIVATE = [
    {"values": []},
    {"index": 0, "values": [{"field": "note", "salt": "AAAA", "text": "x"}]},
    {"index": -1, "values": []},
    {"index": 10**9, "values": []},
    {"index": 0, "values": [{"field": "note", "salt": "!", "text": "x"}]},
    {"index": 0, "values": [{"field": "\ud800\x1b[2J", "salt": "AAAA", "text": "\ud800"}]},
    {"index": 0, "values": [{"field": "\x1b[2J", "salt": "AAAA", "text": "x"}]},
    [],
]


@pytest.mark.parametrize("made", PRIVATE, ids=range(len(PRIVATE)))
def test_a_disclosed_text_that_nobody_committed_to(files: Files, company: Company, vkey: str, tmp_path: Path, made: object) -> None:
    """A text that the log does not commit to in that place, in whatever form: false, nothing of it reaches the terminal raw."""
    answer = judged(resigned({**files, "private/0.json": json.dumps(made).encode()}, company.log_key), vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (1, {"commit.differs"})
    assert all(f["where"].isprintable() for f in answer["findings"])


def test_a_disclosed_text_under_another_name(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """A text is what was committed to in its own place: the same words under another field are false."""
    path = next(path for path in files if path.startswith("private/"))
    moved = files[path].replace(b'"field": "note"', b'"field": "about"')
    answer = judged(resigned({**files, path: moved}, company.log_key), vkey, tmp_path)
    assert (answer["exit"], "commit.differs" in codes(answer)) == (1, True)


def test_rule_files_of_another_digest(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """Rule files are those that decided, byte for byte: one altered, one more or the folder gone is found."""
    path = next(path for path in files if path.endswith("/rules/handover.toml"))
    folder = path.split("/rules/handover", maxsplit=1)[0]
    for changed, code in (
        ({**files, path: files[path] + b"\n"}, "rules.altered"),
        ({**files, f"{folder}/rules/extra.txt": b"x"}, "rules.altered"),
        ({**files, f"rules/{'0' * 64}/set.json": b"{}"}, "rules.altered"),
        ({p: d for p, d in files.items() if not p.startswith(folder)}, "rules.missing"),
    ):
        answer = judged(resigned(changed, company.log_key), vkey, tmp_path, replay=True)
        assert (answer["exit"], code in codes(answer)) == (3 if code == "rules.missing" else 1, True)


def test_a_part_shows_that_nothing_permitted_of_its_items_is_missing(part: bytes, company: Company, vkey: str, tmp_path: Path) -> None:
    """In the pack of one weapon, an entry of its chain left out breaks the chain; what cannot be decided again is counted (exit 3)."""
    answer = judged(part, vkey, tmp_path, replay=True)
    assert (answer["exit"], codes(answer), answer["decisions_differ"]) == (3, {"not_replayable", "scope.part"}, 0)
    assert answer["not_replayable"] == answer["entries"] - answer["decisions_replayed"] > 0
    files = files_of(part)
    index = next(i for i in json.loads(files["manifest.json"])["entries"] if b'"type":"check"' in files[f"proofs/{i}.entry"])
    kept = {path: data for path, data in files.items() if not path.startswith(f"proofs/{index}.")}
    entries = [i for i in json.loads(files["manifest.json"])["entries"] if i != index]
    answer = judged(resigned(kept, company.log_key, entries=entries), vkey, tmp_path)
    assert (answer["exit"], "subject.chain" in codes(answer)) == (1, True)


def test_a_part_holds_the_founding(part: bytes, company: Company, vkey: str, tmp_path: Path) -> None:
    """A part without entry 0, or with nothing in it, says nothing about whose keys count: false."""
    files = files_of(part)
    for entries in ([], [i for i in json.loads(files["manifest.json"])["entries"] if i]):
        kept = {path: data for path, data in files.items() if not path.startswith("proofs/") or int(path[7:].split(".")[0]) in entries}
        answer = judged(resigned(kept, company.log_key, entries=entries), vkey, tmp_path)
        assert (answer["exit"], "genesis.missing" in codes(answer)) == (1, True)


def test_an_entry_put_into_a_part(part: bytes, company: Company, vkey: str, tmp_path: Path) -> None:
    """An entry altered in a part with a proof that fits its old bytes: neither tree nor proof leads from it to the signed root."""
    files = files_of(part)
    index = next(i for i in json.loads(files["manifest.json"])["entries"] if b'"type":"load"' in files[f"proofs/{i}.entry"])
    files[f"proofs/{index}.entry"] = altered(files[f"proofs/{index}.entry"], -1, b'"decision":"permit"', b'"decision":"refuse"')
    answer = judged(resigned(files, company.log_key), vkey, tmp_path)
    assert {"tree.leaf", "proof.inclusion"} <= codes(answer)


def test_a_proof_of_another_entry(part: bytes, company: Company, vkey: str, tmp_path: Path) -> None:
    """Proofs changed for each other: each is for its own entry only."""
    files = files_of(part)
    first, second = json.loads(files["manifest.json"])["entries"][1:3]
    one, two = f"proofs/{first}.tlog-proof", f"proofs/{second}.tlog-proof"
    files[one], files[two] = files[two], files[one]
    assert places(judged(resigned(files, company.log_key), vkey, tmp_path), "proof.form") == {one, two}


def test_an_act_of_a_kind_that_nobody_knows_yet(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """An act of a later version is reported as not understood, never skipped and never called good."""
    entries = entries_of(files)
    entries[-1] = altered(entries[-1], 0, b'"type":"take_out"', b'"type":"take_off"')
    assert "entry.unknown" in codes(judged(rebuilt(files, entries, company.log_key), vkey, tmp_path))


def test_bytes_that_are_no_entry(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """Leaves that are no entries, or spell one in another way, signed by the log: each is named, none ends the check."""
    entries = entries_of(files)
    good = entries[-1]
    for made in (
        b"",
        b"\n",
        b"x\n",
        good[:-1],
        good.replace(b'"v":1', b'"v": 1'),
        good.replace(b'"v":1}', b'"v":1,"v":1}'),
        b"\xff" + good,
    ):
        answer = judged(rebuilt(files, [*entries[:-1], made], company.log_key), vkey, tmp_path)
        assert (answer["exit"], places(answer, "entry.form")) == (1, {f"entry {len(entries) - 1}"})


def test_who_rewrote_the_pack_without_the_key(files: Files, vkey: str, tmp_path: Path) -> None:
    """Manifest rewritten and signed by a stranger: unsigned by the log, so the pack is false."""
    answer = judged(resigned({**files, "README.txt": b"believe me\n"}, STRANGER), vkey, tmp_path)
    assert (answer["exit"], places(answer, "note.unsigned")) == (1, {"manifest.note"})
    kept = {path: data for path, data in files.items() if path != "manifest.note"}
    assert judged(zipped(kept), vkey, tmp_path)["exit"] == 1


def test_a_manifest_under_the_note_of_another(files: Files, vkey: str, tmp_path: Path) -> None:
    """The exporter's note is over exactly this manifest: one that says something else beside the same files is false."""
    manifest = {**json.loads(files["manifest.json"]), "maker": {"version": "9", "source": "0" * 64}}
    answer = judged(zipped({**files, "manifest.json": json.dumps(manifest).encode()}), vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (1, {"manifest.note"})


def test_a_key_enrolled_to_two_people(tmp_path: Path) -> None:
    """A key belongs to one person: enrolled again for another by the box's owner, it is found."""
    company = Company()
    company.do("document", [PRODUCER], Document("production", "contact"))
    spki = b64u(company.key("lead").key.spki)
    signed = company.signed("key.enrolled", [("lead", "crew"), PRODUCER], KeyEnrolled(spki, "webauthn-es256", "somebody", rp_id=RP))
    files = files_of(pack(company))
    entries = entries_of(files)
    box = entries[1][:-1].split(b"\n")[-1]
    entries.append(b"\n".join([signed.line, *signed.signatures, box]) + b"\n")
    assert "key.taken" in codes(judged(rebuilt(files, entries, company.log_key), vkey_of(company.log_key), tmp_path))


def test_what_the_box_writes_signed_by_somebody_else(tmp_path: Path) -> None:
    """An entry of the box's own kind under a person's key, let in by the box's owner, is found."""
    company = Company()
    company.do("document", [PRODUCER], Document("production", "contact"))
    signed = company.signed("clock.stepped", [PRODUCER], ClockStepped(5))
    files = files_of(pack(company))
    entries = entries_of(files)
    box = entries[0][:-1].split(b"\n")[-1]
    entries.append(b"\n".join([signed.line, *signed.signatures, box]) + b"\n")
    assert "act.box_only" in codes(judged(rebuilt(files, entries, company.log_key), vkey_of(company.log_key), tmp_path))


def test_a_key_that_is_said_to_be_in_doubt(tmp_path: Path) -> None:
    """That a key is compromised since an entry is on record: everything still holds, and the answer names key and entry."""
    company = worked()
    kid = company.key("asst").kid
    assert company.why(company.do("key.compromised_since", [PRODUCER], {"kid": kid, "since": 50})) == set()
    answer = judged(pack(company), vkey_of(company.log_key), tmp_path)
    assert (answer["exit"], codes(answer)) == (0, {"key.compromised"})
    assert f"{kid}, since 50" in next(iter(places(answer, "key.compromised")))


def test_a_head_that_others_have_signed_too(files: Files, company: Company, vkey: str, tmp_path: Path) -> None:
    """A signature by somebody whose key is not known is neither checked nor called good: the answer says that it is there."""
    note = sign(STRANGER, files["log/checkpoint"].decode().partition("\n\n")[0] + "\n").splitlines(keepends=True)[-1]
    files["log/checkpoint"] += note.encode()
    answer = judged(resigned(files, company.log_key), vkey, tmp_path)
    assert (answer["exit"], codes(answer)) == (0, {"checkpoint.cosigned"})
