"""All steps in order, what they found as JSON and in words, and the command `python verify.py PACK --trust VKEY`."""

from __future__ import annotations

import argparse
import json
import os
import sys
from typing import Any

from chamberflag.pack.verify.again import Replay
from chamberflag.pack.verify.beside import attached, disclosed, older_heads, rule_sets, stamped
from chamberflag.pack.verify.canon import b64u
from chamberflag.pack.verify.container import Container
from chamberflag.pack.verify.findings import Findings
from chamberflag.pack.verify.manifest import anchor, read_manifest, signed_head, signed_manifest
from chamberflag.pack.verify.notes import parse_proof, parse_vkey
from chamberflag.pack.verify.tree import WIDTH, Tree, leads, leaf_hash, tile_path, tile_paths, unbundle
from chamberflag.pack.verify.walk import Walk


class Verification:
    """One pack under judgement."""

    def __init__(self, path: str, trust: str, replay: bool) -> None:  # noqa: FBT001 - made in one place
        """trust: a verifier key line, or empty."""
        self.path, self.trust, self.replay = path, trust, replay
        self.findings = Findings()
        self.pack = Container(path, self.findings)
        self.manifest: dict[str, Any] = {}
        self.listed: dict[str, tuple[str, int]] = {}
        self.walk: Walk | None = None
        self.beside: Replay | None = None
        self.decided = {"decisions_replayed": 0, "decisions_differ": 0, "not_replayable": 0}

    def run(self) -> dict[str, Any]:
        """Steps 2 to 12; step 1 was opening the file. Each failure stops only what depends on it."""
        if not self.findings.stopped():
            self.manifest = read_manifest(self.pack, self.findings)
        if self.manifest:
            self.listed = self.manifest["files"]
            key, vkey = anchor(self.pack, self.manifest, self.trust, self.findings)
            if key is not None and not self.findings.stopped():
                self._log(key, vkey)
        self.pack.close()
        return self.report()

    def _log(self, key: tuple[str, bytes, bytes], vkey: str) -> None:
        pack, findings, manifest = self.pack, self.findings, self.manifest
        signed_manifest(pack, manifest, key, findings)
        signed_head(pack, manifest, key, findings)
        scope = None if manifest["scope"]["kind"] == "all" else frozenset(manifest["scope"]["items"])
        count = manifest["size"] if scope is None else _run(manifest["entries"])
        if self.replay and count:
            self.beside = Replay(self.path, count)
        self.walk = walk = Walk(manifest["origin"], vkey, scope, findings)
        tree = self._bundles(walk) if scope is None else self._selected(walk)
        walk.finish()
        older = older_heads(pack, self.listed, key, manifest["origin"], manifest["size"], findings)
        roots = tree.roots({size for _, size, _ in walk.seen} | {size for size, _ in older.values()})
        for index, size, root in walk.seen:
            if size in roots and b64u(roots[size]) != root:
                findings.add(8, "seen.other", f"entry {index}")
        for path, (size, root) in older.items():
            if roots.get(size) != root:
                findings.add(9, "fork.checkpoint", path)
        disclosed(pack, self.listed, walk.texts, walk.erased, findings)
        attached(self.listed, walk.attachments, findings)
        stamped(self.listed, findings)
        lacking = rule_sets(pack, self.listed, walk.rules, findings)
        self._decisions(min(walk.whole, lacking) if lacking >= 0 else walk.whole, walk.entries)

    def _bundles(self, walk: Walk) -> Tree:
        """A whole log: every bundle, the tree from its leaves, every tile."""
        tree, size = Tree(), self.manifest["size"]
        for n in range(-(-size // WIDTH)):
            width = min(WIDTH, size - n * WIDTH)
            path = tile_path("entries", n, width)
            data = self.pack.read(path)
            found = unbundle(data, width) if data is not None else None
            if found is None:
                self.findings.add(5, "tree.missing" if data is None else "tree.bundle", path)
                leaves = self._hashes(n, width)
                if leaves is None:
                    self.findings.add(5, "tree.broken_off", path)
                    return tree
            else:
                leaves = [leaf_hash(entry) for entry in found]
            self._tiles(tree.add(leaves))
            for place, entry in enumerate(found or []):
                walk.entry(n * WIDTH + place, entry, leaves[place])
        self._ends(tree, {tile_path("entries", n, min(WIDTH, size - n * WIDTH)) for n in range(-(-size // WIDTH))})
        return tree

    def _selected(self, walk: Walk) -> Tree:
        """A part of a log: all leaf hashes and the tiles above them, and for each entry its place among them and its own proof."""
        tree, size = Tree(), self.manifest["size"]
        for n in range(-(-size // WIDTH)):
            width = min(WIDTH, size - n * WIDTH)
            leaves = self._hashes(n, width)
            if leaves is None:
                self.findings.add(5, "tree.missing", tile_path(0, n, width))
                self.findings.add(5, "tree.broken_off", tile_path(0, n, width))
                return tree
            self._tiles(tree.add(leaves))
        self._ends(tree, set())
        if 0 not in self.manifest["entries"]:
            self.findings.add(6, "genesis.missing", "entry 0")
        for index in self.manifest["entries"]:
            data = self.pack.read(f"proofs/{index}.entry", 1 << 16)
            leaf = bytes(tree.leaves[index * 32 : index * 32 + 32])
            if data is None:
                self.findings.add(5, "tree.missing", f"proofs/{index}.entry")
                continue
            hashed = leaf_hash(data)
            if hashed != leaf:
                self.findings.add(5, "tree.leaf", f"proofs/{index}.entry")
            self._proof(index, hashed)
            walk.entry(index, data, hashed)
        return tree

    def _proof(self, index: int, leaf: bytes) -> None:
        path = f"proofs/{index}.tlog-proof"
        found = parse_proof(self.pack.read(path, 1 << 20) or b"")
        if found is None or found[0] != index or found[2].encode() != self.pack.read("log/checkpoint", 1 << 20):
            self.findings.add(5, "proof.form", path)
        elif not leads(leaf, index, self.manifest["size"], found[1], bytes.fromhex(self.manifest["root"])):
            self.findings.add(5, "proof.inclusion", path)

    def _hashes(self, n: int, width: int) -> list[bytes] | None:
        data = self.pack.read(tile_path(0, n, width), 1 << 16)
        if data is None or len(data) != width * 32:
            return None
        return [data[at : at + 32] for at in range(0, len(data), 32)]

    def _tiles(self, made: list[tuple[str, bytes]]) -> None:
        for path, data in made:
            found = self.pack.read(path, 1 << 16)
            if found != data:
                self.findings.add(5, "tree.missing" if found is None else "tree.tile", path)

    def _ends(self, tree: Tree, bundles: set[str]) -> None:
        """The right edge, the root, and that the log holds nothing else."""
        self._tiles(tree.partial())
        size = self.manifest["size"]
        if tree.roots({size}).get(size, b"").hex() != self.manifest["root"]:
            self.findings.add(5, "tree.root", "log/checkpoint")
        known = tile_paths(size) | bundles
        for path in self.listed:
            if path.startswith("log/tile/") and path not in known:
                self.findings.add(5, "tree.extra", path)

    def _decisions(self, whole: int, entries: int) -> None:
        """Decisions are replayed by Chamberflag where it is installed; a hole in the entries ends it."""
        replayed = whole
        if self.beside is not None and self.beside.count != whole:  # not all of it can be followed: once more, up to the hole
            self.stop()
            self.beside = Replay(self.path, whole) if whole else None
        answer = self.beside.answer() if self.beside is not None else None
        if answer is not None:
            replayed = answer["decisions_replayed"]
            self.decided.update(decisions_replayed=replayed, decisions_differ=answer["decisions_differ"])
            for code, where, text in answer["findings"]:
                self.findings.add(12, code, where, text)
        elif whole:
            self.findings.add(12, "not_replayed")
        self.decided["not_replayable"] = entries - replayed
        if entries > replayed:
            self.findings.add(12, "not_replayable", f"{entries - replayed} of {entries} decisions")

    def stop(self) -> None:
        """Leave no process behind."""
        if self.beside is not None:
            self.beside.stop()

    def report(self) -> dict[str, Any]:
        """The JSON document of the command."""
        findings, manifest, walk = self.findings, self.manifest, self.walk
        code = findings.exit()
        return {
            "ok": code == 0,
            "exit": code,
            "entries": walk.entries if walk else 0,
            "signatures": walk.pool.held if walk else 0,
            "findings": findings.listed(),
            **self.decided,
            "origin": manifest.get("origin", ""),
            "size": manifest.get("size", 0),
            "root": manifest.get("root", ""),
            "kind": walk.kind if walk else "",
            "scope": manifest.get("scope", {}),
        }


def words(answer: dict[str, Any]) -> str:
    """The answer for people."""
    verdict = {
        0: "Everything that was checked holds.",
        1: "Something in this pack is false.",
        2: "This cannot be read as an evidence pack.",
        3: "What is here holds; something is missing.",
        4: "What is here holds, but nobody said whom to trust: give --trust with the key from a source of your own.",
        5: "The verifier itself failed.",
    }[answer["exit"]]
    scope = answer["scope"]
    about = "whole log" if scope.get("kind") == "all" else f"{scope.get('kind', '?')} {scope.get('id', '')}"
    lines = [
        verdict,
        f"log {answer['origin'] or '?'} ({answer['kind'] or 'kind not known'}), {about}",
        f"{answer['entries']} entries of {answer['size']}, {answer['signatures']} signatures hold",
        "decisions: {decisions_replayed} replayed, {decisions_differ} differ, {not_replayable} not replayable".format(**answer),
    ]
    lines += [f"  {row['code']}  {row['where']}  {row['text']}" for row in answer["findings"]]
    lines.append("A signature shows who stated something. It does not show that it was so.")
    return "\n".join(lines)


def verify(path: str, trust: str = "", replay: bool = True) -> dict[str, Any]:  # noqa: FBT001, FBT002 - always given by name
    """Judge a pack; trust: a verifier key line, or empty. The answer is the JSON document of the command."""
    judged: Verification | None = None
    try:
        judged = Verification(path, trust, replay)
        return judged.run()
    except Exception as error:  # noqa: BLE001 - a verifier that dies must not look like one that is content
        failed = Verification.__new__(Verification)
        failed.findings, failed.manifest, failed.walk = Findings(), {}, None
        failed.decided = {"decisions_replayed": 0, "decisions_differ": 0, "not_replayable": 0}
        failed.findings.add(12, "broken", type(error).__name__, f"the verifier itself failed: {error}")
        return failed.report()
    finally:
        if judged is not None:
            judged.stop()


def _run(indexes: list[int]) -> int:
    """How many of these entries follow one another from 0 on."""
    return next((n for n, index in enumerate(indexes) if n != index), len(indexes))


def trusted(given: str) -> str:
    """The verifier key that was given, or that a file of that name holds."""
    if given and parse_vkey(given) is None and os.path.isfile(given):  # noqa: PTH113
        with open(given, "rb") as file:  # noqa: PTH123
            return file.read(4096).decode("utf-8", "replace").strip()
    return given


def as_json(answer: dict[str, Any]) -> str:
    """The JSON document, one line."""
    return json.dumps(answer, separators=(",", ":")) + "\n"


def main(arguments: list[str] | None = None) -> int:
    """The command line: JSON on standard output, words on standard error; the exit code is the answer's."""
    parser = argparse.ArgumentParser(
        description="Checks an evidence pack. Exit codes: 0 holds, 1 false, 2 unreadable, 3 incomplete, 4 no --trust, 5 verifier failed."
    )
    parser.add_argument("pack")
    parser.add_argument("--trust", default="", metavar="VKEY", help="the log's verifier key, or a file with it, from a source of your own")
    parser.add_argument("--json", action="store_true", help="only the JSON document, no words on standard error")
    parser.add_argument("--no-replay", action="store_true", help="do not ask an installed Chamberflag to decide again")
    given = parser.parse_args(arguments)
    answer = verify(given.pack, trusted(given.trust), not given.no_replay)
    sys.stdout.write(as_json(answer))
    sys.stdout.flush()
    if not given.json:
        sys.stderr.write(words(answer) + "\n")
    return int(answer["exit"])


if __name__ == "__main__":
    sys.exit(main())
