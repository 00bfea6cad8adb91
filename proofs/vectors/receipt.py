"""receipts.json: proofs that an entry stands in a log, as tlog-proof texts. Source: C2SP tlog-proof; log.md section 2.6."""

from __future__ import annotations

from typing import TYPE_CHECKING

from proofs.vectors.entry import EARLIER, example_entry, leaf, node
from proofs.vectors.keys import LOG_ORIGIN, b64u, ed, sha
from proofs.vectors.note import LOG, MINE, ROOT, TEXT, b64, checkpoint, signature

if TYPE_CHECKING:
    from collections.abc import Sequence

    from proofs.vectors.canon import Case


def receipt(index: str, hashes: Sequence[bytes], note: str, head: str = "c2sp.org/tlog-proof@v1") -> str:
    """The text of a .tlog-proof file."""
    return f"{head}\nindex {index}\n{''.join(b64(h) + chr(10) for h in hashes)}\n{note}"


def receipts() -> list[Case]:
    """The worked example's receipt, one of a tree of one, and what is wrong with others."""
    seen = node(leaf(EARLIER[0]), leaf(EARLIER[1]))
    note = f"{TEXT}\n{MINE}"
    entry = example_entry()
    single = checkpoint(1, leaf(entry))
    older, empty = checkpoint(2, seen), checkpoint(0, sha(b""))
    other = checkpoint(3, ROOT, "other.example/log")
    table: tuple[tuple[str, str, str, bytes, str], ...] = (
        ("worked-example", "The receipt of log.md section 2.6.", receipt("2", [seen], note), entry, "ok"),
        ("first-entry", "The first of three.", receipt("0", [leaf(EARLIER[1]), leaf(entry)], note), EARLIER[0], "ok"),
        ("tree-of-one", "The only entry has an empty path.", receipt("0", [], _signed(single)), entry, "ok"),
        ("neighbour", "The proof of the entry before it.", receipt("1", [leaf(EARLIER[0]), leaf(entry)], note), entry, "proof.inclusion"),
        ("neighbour-number", "The right path under the wrong number.", receipt("1", [seen], note), entry, "proof.inclusion"),
        ("checkpoint-older", "A checkpoint from before the entry.", receipt("2", [], _signed(older)), entry, "proof.index"),
        ("size-0", "The empty tree.", receipt("0", [], _signed(empty)), entry, "proof.index"),
        ("other-entry", "One byte of the entry.", receipt("2", [seen], note), entry.replace(b"DUMMY", b"BLANK"), "proof.inclusion"),
        ("path-too-long", "A hash too many.", receipt("2", [seen, seen], note), entry, "proof.length"),
        ("path-too-short", "A hash too few.", receipt("2", [], note), entry, "proof.inclusion"),
        (
            "checkpoint-of-another-key",
            "Not the log's key.",
            receipt("2", [seen], f"{TEXT}\n{signature(TEXT, LOG_ORIGIN, ed('stranger'))}"),
            entry,
            "note.unsigned",
        ),
        (
            "checkpoint-forged",
            "The log's id, another signature.",
            receipt("2", [seen], note.replace("\n3\n", "\n4\n")),
            entry,
            "note.forged",
        ),
        (
            "checkpoint-of-another-log",
            "Signed by the log's key, but about another log.",
            receipt("2", [seen], _signed(other)),
            entry,
            "proof.origin",
        ),
        (
            "checkpoint-four-lines",
            "A checkpoint has three lines.",
            receipt("2", [seen], _signed(TEXT + "more\n")),
            entry,
            "malformed.checkpoint",
        ),
        (
            "checkpoint-size-padded",
            "The size in its one spelling.",
            receipt("2", [seen], _signed(TEXT.replace("\n3\n", "\n03\n"))),
            entry,
            "malformed.checkpoint",
        ),
        ("head-of-another-version", "The first line.", receipt("2", [seen], note, "c2sp.org/tlog-proof@v2"), entry, "malformed.receipt"),
        ("index-padded", "The number in its one spelling.", receipt("02", [seen], note), entry, "malformed.receipt"),
        ("index-negative", "No sign.", receipt("-2", [seen], note), entry, "malformed.receipt"),
        ("index-missing", "The second line.", receipt("2", [seen], note).replace("index 2\n", ""), entry, "malformed.receipt"),
        ("hash-short", "31 bytes.", receipt("2", [seen[:31]], note), entry, "malformed.receipt"),
        (
            "hash-not-base64",
            "A character that base64 does not have.",
            receipt("2", [seen], note).replace(b64(seen), "!" + b64(seen)[1:]),
            entry,
            "malformed.receipt",
        ),
        (
            "hash-trailing-bits",
            "In its one spelling.",
            receipt("2", [seen], note).replace(b64(seen), b64(seen)[:-2] + "Z="),
            entry,
            "malformed.receipt",
        ),
        (
            "carriage-return",
            "Lines end with one newline byte.",
            receipt("2", [seen], note).replace("\n", "\r\n"),
            entry,
            "malformed.receipt",
        ),
        ("checkpoint-missing", "No checkpoint.", receipt("2", [seen], ""), entry, "malformed.note"),
        ("nothing", "No text.", "", entry, "malformed.receipt"),
    )
    return [
        {"name": name, "why": why, "vkey": LOG, "receipt": text, "entry_b64u": b64u(data), "outcome": outcome}
        for name, why, text, data, outcome in table
    ]


def _signed(text: str) -> str:
    return f"{text}\n{signature(text, LOG_ORIGIN, ed('log'))}"
