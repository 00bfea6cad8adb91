"""All steps in order, what they found as JSON and in words, and the command `python verify.py PACK --trust VKEY`."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from typing import Any

from chamberflag.pack.verify.again import Replay
from chamberflag.pack.verify.beside import attached, disclosed, older_heads, rule_sets, stamped
from chamberflag.pack.verify.canon import b64u
from chamberflag.pack.verify.claims import TIMELINE, Claims, said
from chamberflag.pack.verify.container import Container
from chamberflag.pack.verify.findings import Findings
from chamberflag.pack.verify.layout import laid_out
from chamberflag.pack.verify.manifest import anchor, read_manifest, signed_head, signed_manifest
from chamberflag.pack.verify.notes import parse_proof, parse_vkey
from chamberflag.pack.verify.parts import Part
from chamberflag.pack.verify.told import as_json, words
from chamberflag.pack.verify.tree import WIDTH, Tree, leads, leaf_hash, tile_path, tile_paths, unbundle
from chamberflag.pack.verify.walk import Walk

Take = Callable[[int, bytes, bytes], None]


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
        self.decided = nothing_decided()

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
        claims, part = Claims(pack.lines(TIMELINE), manifest["origin"], manifest["size"], findings), Part(manifest["scope"])

        def take(index: int, data: bytes, leaf: bytes) -> None:
            """The next entry, for all that is said about it."""
            walk.entry(index, data, leaf)
            act, box = walk.newest or ({}, {})
            part.entry(act)
            claims.entry(index, said(index, act, box, walk.keys) if act else {})

        tree = self._bundles(take) if scope is None else self._selected(take)
        walk.finish()
        claims.finish()
        part.finish(walk.entries, manifest["size"], findings)
        laid_out(self.listed, manifest, walk.attachments, walk.rules, findings)
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
        lacking, self.decided["rules"] = rule_sets(pack, self.listed, walk.rules, walk.adopted, findings)
        self.decided["claims"] = claims.compared
        self._decisions(min(walk.whole, lacking) if lacking >= 0 else walk.whole, walk.entries)

    def _bundles(self, take: Take) -> Tree:
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
                take(n * WIDTH + place, entry, leaves[place])
        self._ends(tree, {tile_path("entries", n, min(WIDTH, size - n * WIDTH)) for n in range(-(-size // WIDTH))})
        return tree

    def _selected(self, take: Take) -> Tree:
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
            take(index, data, hashed)
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
            self.beside = Replay(self.path, whole)
        answer = self.beside.answer() if self.beside is not None else None
        if answer is not None:
            replayed = answer["decisions_replayed"]
            for name in ("decisions_replayed", "decisions_differ", "decisions_differ_installed", "report"):
                self.decided[name] = answer[name]
            for row in self.decided["rules"]:
                row["shipped"] = answer["shipped"].get(row["digest"], "unknown")
            for step, code, where, text in answer["findings"]:
                self.findings.add(step, code, where, text)
        else:
            self.findings.add(12, "not_replayed")
            self.findings.add(13, "report.not_compared")
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


def nothing_decided() -> dict[str, Any]:
    """What the answer says of rules, decisions and report as long as nobody has looked at them."""
    numbers: dict[str, Any] = {"decisions_replayed": 0, "decisions_differ": 0, "not_replayable": 0, "decisions_differ_installed": []}
    return {**numbers, "rules": [], "report": "not_compared", "claims": 0}


def verify(path: str, trust: str = "", replay: bool = True) -> dict[str, Any]:  # noqa: FBT001, FBT002 - always given by name
    """Judge a pack; trust: a verifier key line, or empty. The answer is the JSON document of the command."""
    judged: Verification | None = None
    try:
        judged = Verification(path, trust, replay)
        return judged.run()
    except Exception as error:  # noqa: BLE001 - a verifier that dies must not look like one that is content
        failed = Verification.__new__(Verification)
        failed.findings, failed.manifest, failed.walk = Findings(), {}, None
        failed.decided = nothing_decided()
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
