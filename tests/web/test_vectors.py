"""The JavaScript side of vectors/: the phone computes what the box computes, byte for byte, and refuses with the same code."""

from __future__ import annotations

import hashlib
import sys
from typing import Any

import pytest

from chamberflag.canon.profile import b64u
from chamberflag.interlock.javascript import module
from proofs.backends.phone import Gate
from proofs.live import live_rules
from proofs.vectors.gate import PACKS
from proofs.vectors.rules import free
from tests.gatecases import expected, whole
from tests.vectors import HERE, cases, document, raw
from tests.web.javascript import Refused, Scripts


@pytest.fixture(scope="module")
def js() -> Scripts:
    """Every pure module, loaded once."""
    return Scripts("seal/words.js", "log/entry.js", "log/receipt.js", "seal/digest.js")


def outcome(js: Scripts, name: str, *arguments: object) -> tuple[str, Any]:
    """`ok` and the value, or the code of the refusal."""
    try:
        return "ok", js(name, *arguments)
    except Refused as refused:
        return refused.code, None


def hexed(text: str) -> str:
    """Hexadecimal as base64url, which is what the bridge takes."""
    return b64u(bytes.fromhex(text))


@pytest.mark.parametrize("case", cases("canon-accept"))
def test_canonical_lines(js: Scripts, case: dict[str, Any]) -> None:
    """A value has the same bytes and digest, and the bytes have the same value."""
    assert js("encode", case["value"]) == case["line_b64u"]
    assert js("decode", case["line_b64u"]) == case["value"]
    assert js("sha256", case["line_b64u"]) == case["sha256_hex"]


@pytest.mark.parametrize("case", cases("canon-refuse"))
def test_refused_texts(js: Scripts, case: dict[str, Any]) -> None:
    """What is no canonical line is refused, with the agreed code where one rule alone is broken."""
    found, _ = outcome(js, "decode", case["text_b64u"])
    assert found == case.get("code", found)
    assert found.startswith("malformed.")


@pytest.mark.parametrize("case", cases("act-digest"))
def test_digests(js: Scripts, case: dict[str, Any]) -> None:
    """Message, digest and read-back words of a line, in both modes."""
    practice = case["tag"] == "chamberflag/practice/v1\n"
    assert raw(js("message", case["line_b64u"], practice)) == case["tag"].encode() + raw(case["line_b64u"])
    found = js("digest", case["line_b64u"], practice)
    assert found == case["message_sha256_hex"]
    assert [js("words", hexed(found), lang) for lang in ("en", "es")] == [case["words_en"], case["words_es"]]


@pytest.mark.parametrize("case", cases("words"))
def test_words(js: Scripts, case: dict[str, Any]) -> None:
    """The first two bytes of a digest choose the two words."""
    assert [js("words", hexed(case["prefix_hex"]), lang) for lang in ("en", "es")] == [case["en"], case["es"]]


def test_word_lists(js: Scripts) -> None:
    """The lists themselves are the ones of the box."""
    lists = js("lists")
    found = {lang: hashlib.sha256("".join(word + "\n" for word in words).encode()).hexdigest() for lang, words in lists.items()}
    assert found == document("words")["lists_sha256_hex"]


@pytest.mark.parametrize("case", [*cases("passkey"), *cases("device-key", outcome="ok")])
def test_signature_lines(js: Scripts, case: dict[str, Any]) -> None:
    """From what the authenticator gives, the phone builds the same signature line; what it builds it can read."""
    made = {"alg": case["alg"], "kid": case["kid"], "sig": case["sig_b64u"]}
    if "ad_b64u" in case:
        made |= {"ad": case["ad_b64u"], "cd": case["cd_b64u"]}
    line = js("line", made)
    assert raw(line).decode() == case["signature_line"]
    found, again = outcome(js, "parse", line)
    assert (found, again) == (("malformed.form", None) if case["outcome"].startswith("malformed") else ("ok", line))


@pytest.mark.parametrize("case", cases("entry"))
def test_entries(js: Scripts, case: dict[str, Any]) -> None:
    """An entry is split into the same lines with the same leaf; what is no entry is refused with the same code."""
    found, entry = outcome(js, "entry", case["entry_b64u"])
    assert found == case["outcome"]
    if found == "ok":
        assert entry["lines"] == case["lines"]
        assert entry["leaf"] == case["leaf_hex"]
        assert raw(entry["line"]).decode() == case["lines"][0]
        assert js("digest", entry["line"], False) == case["digest_hex"]  # noqa: FBT003 - the record's tag
        assert len(entry["kids"]) == len(case["lines"]) - 2


@pytest.mark.parametrize("case", cases("tree", kind="tree"))
def test_proofs_of_trees(js: Scripts, case: dict[str, Any]) -> None:
    """Every inclusion and consistency proof of every size holds."""
    root = hexed(case["root_hex"])
    for proof in case["inclusion"]:
        path = [hexed(h) for h in proof["path_hex"]]
        assert outcome(js, "inclusion", hexed(proof["leaf_hex"]), proof["index"], case["size"], path, root)[0] == "ok"
    for proof in case["consistency"]:
        path = [hexed(h) for h in proof["path_hex"]]
        assert outcome(js, "consistency", proof["old"], case["size"], path, hexed(proof["old_root_hex"]), root)[0] == "ok"


@pytest.mark.parametrize("case", cases("tree", kind="inclusion"))
def test_single_inclusion_proofs(js: Scripts, case: dict[str, Any]) -> None:
    """A proof with one fault is refused with the code of that fault."""
    path = [hexed(h) for h in case["path_hex"]]
    found = outcome(js, "inclusion", hexed(case["leaf_hex"]), case["index"], case["size"], path, hexed(case["root_hex"]))
    assert found[0] == case["outcome"]


@pytest.mark.parametrize("case", cases("tree", kind="consistency"))
def test_single_consistency_proofs(js: Scripts, case: dict[str, Any]) -> None:
    """A proof with one fault is refused with the code of that fault."""
    path = [hexed(h) for h in case["path_hex"]]
    found = outcome(js, "consistency", case["old"], case["size"], path, hexed(case["old_root_hex"]), hexed(case["root_hex"]))
    assert found[0] == case["outcome"]


@pytest.mark.parametrize("case", cases("notes"))
def test_notes(js: Scripts, case: dict[str, Any]) -> None:
    """A note opens with the same text and signers, or is refused with the same code."""
    found, opened = outcome(js, "note", case["note_b64u"], case["vkeys"])
    assert found == case["outcome"]
    if found == "ok":
        assert opened["text"] == case["text"]
        assert [s | {"time": int(s["time"])} for s in opened["signatures"]] == case["signed_by"]


@pytest.mark.parametrize("case", cases("receipts"))
def test_receipts(js: Scripts, case: dict[str, Any]) -> None:
    """An act may leave the outbox only on a receipt that holds."""
    assert outcome(js, "receipt", case["receipt"], case["entry_b64u"], case["vkey"])[0] == case["outcome"]


def test_the_generated_gate_gives_the_expected_lists() -> None:
    """Every case of gate.json and gate-facts.json: the same rules in the same order as the box."""
    gate = Gate(module(live_rules(PACKS), free()))
    for name, least in (("gate", 250), ("gate-facts", 250)):
        found = document(name)["cases"]
        said = gate.explain([whole(case) for case in found])
        differ = [case["name"] for case, rules in zip(found, said, strict=True) if rules != expected(case)]
        assert differ == []
        sys.stdout.write(f"{name}.json: {len(said)} cases\n")
        assert len(said) >= least


@pytest.mark.parametrize("case", cases("rules"))
def test_generated_gates_are_as_committed(case: dict[str, Any]) -> None:
    """The generator's text has the committed digest; it loads, and names the same facts and rule set."""
    text = module(live_rules(tuple(case["packs"])), free())
    assert hashlib.sha256(text.encode()).hexdigest() == case["gate_sha256_hex"]
    gate = Gate(text)
    assert (gate.value("FACTS"), gate.value("DIGEST")) == (case["facts"], case["rules_digest_hex"])


def test_every_file_had_cases() -> None:
    """Each file of vectors/ that has a JavaScript side was read and is not empty."""
    counts = {path.stem: len(document(path.stem)["cases"]) for path in sorted(HERE.glob("*.json"))}
    sys.stdout.write("\n".join(f"{name}.json: {count} cases" for name, count in counts.items()) + "\n")
    assert len(counts) >= 13
    assert min(counts.values()) > 0
