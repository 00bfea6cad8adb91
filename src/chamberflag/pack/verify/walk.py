"""Entry by entry in the order of the log: form, signatures under the keys of that place, the three chains. Steps 6 to 8. log.md 2 to 4.

A signature counts if its key was enrolled before this entry. One made with a key that was revoked before is marked late and opens nothing.
Signatures are checked in a pool of threads: the library lets go of the interpreter while it computes.
"""

from __future__ import annotations

import collections
import hashlib
import os
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, cast

from chamberflag.pack.verify.canon import b64u, unb64u
from chamberflag.pack.verify.devices import ZERO, DeviceChain
from chamberflag.pack.verify.findings import Findings
from chamberflag.pack.verify.keys import PRACTICE_TAG, TAG, Key, Signature, check_signature
from chamberflag.pack.verify.shapes import BODIES, act_of, signature_of, split

BATCH = 64  # signatures a task
AHEAD = 8  # tasks waiting: what bounds memory
BOX_OWN = frozenset(("genesis", "draft.abandoned", "unbound.counted", "clock.stepped", "fork.suspected", "self_test.ran"))
ATTACHED = ("photo", "file", "sha256")
HEX = set("0123456789abcdef")
BESIDE = (b'"len":', *(f'"{name}":"'.encode() for name in ATTACHED))  # what an act has that commits to a text or names an attachment


class Pool:
    """Signatures waiting for their check; what does not hold goes to the findings in the order of the log."""

    def __init__(self, findings: Findings) -> None:
        """One thread a core."""
        self.held = 0
        self._findings = findings
        self._waiting: list[Any] = []
        self._running: collections.deque[Future[tuple[int, list[tuple[str, str]]]]] = collections.deque()
        self._threads = ThreadPoolExecutor(max_workers=os.cpu_count() or 1)

    def put(self, sig: Signature, key: Key, signed: bytes, digest: bytes, origins: tuple[str, ...], where: str) -> None:
        """One more signature line, over tag and line 1 of an act."""
        self._waiting.append((sig, key, signed, digest, origins, where))
        if len(self._waiting) == BATCH:
            self._start()

    def _start(self) -> None:
        if len(self._running) == AHEAD:
            self._take()
        self._running.append(self._threads.submit(_checked, self._waiting))
        self._waiting = []

    def _take(self) -> None:
        count, wrong = self._running.popleft().result()
        self.held += count - len(wrong)
        for code, where in wrong:
            self._findings.add(7, code, where)

    def finish(self) -> None:
        """Wait for all of them."""
        self._start()
        while self._running:
            self._take()
        self._threads.shutdown()


def _checked(jobs: list[Any]) -> tuple[int, list[tuple[str, str]]]:
    """How many were checked, and (code, place) of those that do not hold."""
    return len(jobs), [(code, where) for *job, where in jobs if (code := check_signature(*job))]


class Walk:
    """What is known after the entries so far: keys, chains, the box's clock, committed texts, rule sets that decided."""

    def __init__(self, origin: str, vkey: str, scope: frozenset[str] | None, findings: Findings) -> None:
        """scope: None = every entry is there; else the items whose own chain must be whole, all others may have holes.

        `whole` counts the entries from 0 on that can be read without a hole: decisions can be replayed so far at most.
        """
        self.origin, self.vkey, self.scope, self.findings = origin, vkey, scope, findings
        self.entries, self.whole, self.kind, self.tag = 0, 0, "", TAG
        self.pool = Pool(findings)
        self.keys: dict[str, Key] = {}
        self.rp_id, self.origins = "", tuple[str, ...]()
        self.recv = 0
        self.ids: set[str] = set()
        self.devices: dict[str, DeviceChain] = {}
        self.subjects: dict[str, tuple[int, bytes]] = {}
        self.seen: list[tuple[int, int, str]] = []
        self.texts: dict[tuple[int, str], str] = {}
        self.erased: set[tuple[int, str]] = set()
        self.attachments: dict[str, int] = {}
        self.rules: dict[str, int] = {}  # digest -> first entry it decided
        self.adopted: list[dict[str, Any]] = [{}]  # bodies that name packs and parameters; {} = base alone
        self.newest: tuple[dict[str, Any], dict[str, Any]] | None = None  # act and box line, if they could be read

    def entry(self, index: int, data: bytes, leaf: bytes) -> None:
        """Judge one entry, whose leaf hash is known; entries come in the order of the log."""
        where = f"entry {index}"
        self.entries += 1
        self.newest = None
        found = split(data)
        if found is None:
            self.findings.add(6, "entry.form", where)
            return
        line, signatures, box = found
        if box["recv"] < self.recv:
            self.findings.add(6, "box.recv", where)
        self.recv = max(self.recv, box["recv"])
        self.rules.setdefault(box["rules"], index)
        code, act = act_of(line)
        if code:
            self.findings.add(6, code, where)
            return
        self.newest = (act, box)
        if self.whole == index:
            self.whole = index + 1
        own = self._act(where, index, act)
        signed = self.tag + line
        digest = hashlib.sha256(signed).digest()
        late = self._sign(where, (signed, digest), signatures, act, own or [])
        if (late and not box["late"]) or (box["late"] and box["decision"] == "permit"):
            self.findings.add(6, "box.late", where)
        if not {signer["kid"] for signer in act["signers"]}.issuperset(box.get("pin", ())):
            self.findings.add(6, "box.pin", where)
        self._device(where, digest, act)
        self._subjects(where, leaf, act, box)
        if act["seen"][0] > index:
            self.findings.add(8, "seen.other", where)
        elif act["seen"][0]:
            self.seen.append((index, act["seen"][0], act["seen"][1]))
        if box["decision"] == "permit" and own is not None:
            self._keys(where, act, own)
        for path, member in members(act["body"]) if any(map(line.__contains__, BESIDE)) else ():
            if isinstance(member, dict):
                self.texts[(index, path)] = cast("dict[str, str]", member)["c"]
            else:
                self.attachments.setdefault(member, index)

    def _act(self, where: str, index: int, act: dict[str, Any]) -> list[Key] | None:
        """For this log, once, and in the form of its type; the keys it brings along, or None where its body has no form."""
        if (index == 0) != (act["type"] == "genesis"):
            self.findings.add(6, "genesis.missing", where)
        if act["log"] != self.origin:
            self.findings.add(6, "act.log", where)
        if act["id"] in self.ids:
            self.findings.add(6, "act.id_reused", where)
        self.ids.add(act["id"])
        own = self._brought(act)
        if own is None:
            self.findings.add(6, "entry.body", where)
        elif index == 0 and act["type"] == "genesis":
            self._found(act["body"], own)
        return own

    def _brought(self, act: dict[str, Any]) -> list[Key] | None:
        """The keys that an act brings along and that may sign it; None where the body does not have the form of its type."""
        body, kind = act["body"], act["type"]
        if kind not in BODIES:
            return []
        rows = body.get("people", []) if kind == "genesis" else [body] if kind == "key.enrolled" else []
        if not BODIES[kind](body) or any(unb64u(row["spki"]) is None for row in rows):
            return None
        rp_id, origins = (body.get("rp_id", ""), tuple(body.get("origins", ()))) if kind == "genesis" else ("", ())
        made = [Key(unb64u(r["spki"]) or b"", r["alg"], r["person"], r.get("rp_id", ""), tuple(r.get("origins", ()))) for r in rows]
        return [key.enrolled(rp_id, origins) for key in made]

    def _found(self, body: dict[str, Any], roots: list[Key]) -> None:
        """Entry 0 says whose log this is, with which tag acts are signed, and whose keys count from the start."""
        if body["origin"] != self.origin or body["vkey"] != self.vkey:
            self.findings.add(6, "genesis.differs", "entry 0")
        self.kind, self.rp_id, self.origins = body["kind"], body.get("rp_id", ""), tuple(body.get("origins", ()))
        self.tag = PRACTICE_TAG if self.kind == "practice" else TAG
        self.keys = {key.kid: key for key in roots}
        self.adopted.append({"packs": body.get("packs", ["base"])})

    def _sign(self, where: str, message: tuple[bytes, bytes], signatures: list[bytes], act: dict[str, Any], own: list[Key]) -> bool:
        """Hand every signature to the pool; whether one is by a key that was revoked before."""
        if len(signatures) != len(act["signers"]):
            self.findings.add(7, "signature.count", where)
            return False
        brought = {key.kid: key for key in own}
        late = False
        for number, (signer, data) in enumerate(zip(act["signers"], signatures, strict=True), start=1):
            place = f"{where}, signature {number}"
            sig = signature_of(data)
            key = self.keys.get(signer["kid"]) or brought.get(signer["kid"])
            if sig is None:
                self.findings.add(7, "signature.malformed", place)
            elif key is None:
                self.findings.add(7, "key.unknown", place)
            else:
                late = late or key.revoked
                if number == 1 and act["type"] in BOX_OWN and (key.person, signer["role"]) != ("box", "box"):
                    self.findings.add(6, "act.box_only", where)
                self.pool.put(sig, key, *message, self.origins, place)
        return late

    def _device(self, where: str, digest: bytes, act: dict[str, Any]) -> None:
        code = self.devices.setdefault(act["dev"], DeviceChain()).add(act["dseq"], digest, unb64u(act["dprev"]) or b"", where)
        if code:
            self.findings.add(8, code, where)

    def finish(self) -> None:
        """What can be said only at the end: signatures still waiting, and numbers of a device that never came."""
        self.pool.finish()
        for chain in self.devices.values() if self.scope is None else ():
            for *_, where in chain.gaps:
                self.findings.add(8, "device.gap", where)

    def _subjects(self, where: str, leaf: bytes, act: dict[str, Any], box: dict[str, Any]) -> None:
        """The entry follows the newest one of each item it moves: by `place` where the box put it, else by what was signed."""
        placed = box["decision"] == "recorded" or bool(box.get("done"))
        rows: list[dict[str, Any]] = box.get("place", []) if placed else act["subj"] if box["decision"] == "permit" else []
        named = [row["id"] for row in act["subj"]]
        if (placed and [row["id"] for row in rows] != named) or (not placed and "place" in box):
            self.findings.add(8, "subject.chain", where)
        for row in rows:
            whole = self.scope is None or row["id"] in self.scope
            n, last = self.subjects.get(row["id"], (0, ZERO))
            said: int = row.get("n", -1)
            follows = said == n + 1 and row.get("prev") == b64u(last)
            if not follows and (whole or said <= n + 1):
                self.findings.add(8, "subject.chain", f"{where}, {row['id']}")
            self.subjects[row["id"]] = (said if said >= 0 else n + 1, leaf)

    def _keys(self, where: str, act: dict[str, Any], own: list[Key]) -> None:
        """What a permitted act does to the keys that count from the next entry on."""
        body = act["body"]
        if act["type"] == "key.enrolled":
            key = own[0].enrolled(self.rp_id, self.origins)
            if key.kid in self.keys:
                self.findings.add(7, "key.taken", where)
            self.keys[key.kid] = key
        elif act["type"] == "key.revoked" and body["kid"] in self.keys:
            self.keys[body["kid"]] = self.keys[body["kid"]].withdrawn()
        elif act["type"] == "key.compromised_since":
            self.findings.add(7, "key.compromised", f"{where}: {body['kid']}, since {body['since']}")
        elif act["type"] == "adopt_rules":
            self.adopted.append(body)
        elif act["type"] == "origins.set":
            self.origins = tuple(body["origins"])
        elif act["type"] == "redaction.done":
            self.erased.add((body["leaf"], body["field"]))


def members(value: Any, path: str = "") -> list[tuple[str, Any]]:  # noqa: ANN401 - a tree of unknown values
    """(path, commitment or SHA-256 in hex) of every committed text and every attachment in a body."""
    if isinstance(value, list):
        rows = cast("list[Any]", value)
        return [found for n, member in enumerate(rows) for found in members(member, f"{path}.{n}")]
    if not isinstance(value, dict):
        return []
    table = cast("dict[str, Any]", value)
    if set(table) == {"c", "len"} and isinstance(table["c"], str) and type(table["len"]) is int:
        return [(path.lstrip("."), table)]
    made: list[tuple[str, Any]] = []
    for name, member in table.items():
        if name in ATTACHED and isinstance(member, str) and len(member) == 64 and not set(member) - HEX:
            made.append((f"{path}.{name}".lstrip("."), member))
        else:
            made += members(member, f"{path}.{name}")
    return made
