"""A box: founded, opened, recovered, written to. Here storage, recorder and outside memory are wired together."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from chamberflag.app import generations
from chamberflag.app.indexing import recovered
from chamberflag.app.keys import box_key, ed25519, log_key, seal_of
from chamberflag.app.rules import act_table, closed, empty_state, rules_of_packs, self_test
from chamberflag.app.shelf import SHIPPED, Shelf, shelf_of
from chamberflag.app.snapshots import Snapshots
from chamberflag.custody.state import State
from chamberflag.ledger.replay import PRACTICE
from chamberflag.recorder.attest import Signed, attest
from chamberflag.recorder.chains import FORKS
from chamberflag.recorder.committer import Committer
from chamberflag.recorder.founding import KINDS, Founding, Rulings, genesis
from chamberflag.recorder.own import self_tested
from chamberflag.recorder.record import Answer, Recorder
from chamberflag.seal.device import DeviceKey
from chamberflag.seal.note import note_key, parse_vkey, sign_note
from chamberflag.store import boxfile, quarantine
from chamberflag.store.boxfile import BoxFile
from chamberflag.store.heads import opener
from chamberflag.store.keyfiles import KeyFolder
from chamberflag.store.memory import MemoryLedger
from chamberflag.store.memory_dir import DirectoryMemory
from chamberflag.store.opened import OpenLog, not_gone, open_log, watch_log
from chamberflag.store.phones import PhoneMemory
from chamberflag.store.startup import Mode, Outside, empty_head
from chamberflag.vocabulary.errors import Broken, Malformed, Unproven

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from chamberflag.ledger.ports import Ledger, OutsideMemory

RESERVE = 512 * 1024 * 1024  # bytes kept free for stop and return (log.md section 6)
HALF_A_DAY = 12 * 3_600_000  # ms
RECORD = "record"
NOBODY = "missing"  # the instance of keys that have none: they are not those of this box
HANDED_OUT = ("hand_over", "lend", "give", "take_out", "look_in", "load", "prepare")


@dataclass
class Box:
    """A box: its folder, its keys, and the one way into its log. log: None where the box was opened only to read.

    mended: which indexes of its log this start found otherwise than the entries, and made anew.
    """

    path: Path
    info: BoxFile
    keys: KeyFolder
    ledger: Ledger
    recorder: Recorder
    snapshots: Snapshots
    log: OpenLog | None
    release: Callable[[], None]
    mended: str = ""

    @property
    def practice(self) -> bool:
        """Whether acts are signed for a practice log."""
        return self.info.kind == PRACTICE

    @property
    def waits(self) -> str:
        """Why nothing can be written: waiting for its outside memory, behind, restored; "" where the box is open."""
        if self.log is None or self.log.found.mode is Mode.OPEN:
            return ""
        return f"{self.log.found.mode}: " + "; ".join(finding.text for finding in self.log.found.findings)

    @property
    def closed(self) -> str:
        """Why the gate refuses every gated act: its self-test failed under the rules in force; "" where it did not."""
        return closed(self.recorder.rules)

    def submit(self, signed: Signed, now: int) -> Answer:
        """Record one act at the box's instant `now` (ms). Raises Unproven where the box may not write, Broken where the disk failed."""
        if self.waits:
            raise Unproven("box.waits", self.waits)
        answer = self.recorder.submit(signed, now, self._codes(signed))
        forks = answer.error is not None and answer.error.code in FORKS  # an entry of the box's own tells it
        if forks or (answer.receipt is not None and not answer.replayed):
            self._told()
        return answer

    def committer(self, clock: Callable[[], int]) -> Committer:
        """The door for many phones at once; clock: the instant in ms. Whoever opens it closes it before the box."""
        if self.waits:
            raise Unproven("box.waits", self.waits)
        return Committer(self.recorder, clock, codes=self._codes, told=self._told)

    def tried(self, now: int) -> None:
        """Write down what the gate's self-test finds at this start: under other rules, with another end, or half a day later.

        Only a log of the record keeps it; an example or a practice log is evidence of nothing.
        """
        if self.info.kind != RECORD or self.log is None or self.waits:
            return
        rules, last, head = self.recorder.rules, self.recorder.state.settings, self.ledger.head()
        at = max(now, head.recv if head is not None else 0)
        try:
            found = self_test(rules)
            ran, failed = found.ran, 0 if found.good else max(1, len(found.failed))
        except Broken:
            ran, failed = 0, 1
        if (last.tried, last.tried_failed) != (rules.digest, failed) or at - last.tried_at > HALF_A_DAY:
            self.recorder.tell(*self_tested(rules.digest, ran, failed, at), at)
            self._told()

    def _told(self) -> None:
        """After the receipts have left: outside memory, public files, and now and then the state."""
        if self.log is not None:
            self.log.keep()
            if not self.log.ledger.stopped:
                self.snapshots.keep(self.recorder.state)

    def _codes(self, signed: Signed) -> tuple[str, ...]:
        """What stands against a gated act beside the rules; an act that no rule may block is recorded all the same.

        A gate that fails its self-test permits nothing. The disk's reserve is for stop and return: nothing new is handed out of it.
        """
        shut = ("broken_rule",) if self.closed else ()
        if self.log is None or not any(f'"type":"{kind}"'.encode() in signed.line for kind in HANDED_OUT):
            return shut
        free = shutil.disk_usage(self.path).free
        return (*shut, "disk_reserve") if free < RESERVE else shut

    def start_alone(self, signed: Signed, now: int) -> Answer:
        """Start a box that names no outside memory: two root people have signed `start_without_memory`, and it is the first entry.

        Raises Unproven where the box has a memory, or the signatures do not hold.
        """
        if self.log is None or self.info.memory != "none":
            raise Unproven("box.memory", "this box names an outside memory; it starts when that memory answers")
        attested = attest(signed, self.recorder.state.keys, practice=self.practice)
        roots = {signer.person for signer in attested.signers} & set(self.recorder.state.settings.root)
        if attested.act.type != "start_without_memory" or len(roots) < 2:
            raise Unproven("box.memory", "two root people sign start_without_memory, nobody else and nothing else")
        if attested.act.seen[0] != self.recorder.state.size or self.ledger.by_act(attested.act.id) is not None:
            raise Unproven(
                "box.memory", "this start_without_memory was signed for another start; each start is signed anew, over the log as it is"
            )
        self.log.ask(replace(self.log.outside, alone=True))
        return self.submit(signed, now)

    def close(self) -> None:
        """Let go of the log."""
        self.release()


def found(data: Path, founding: Founding, now: int, kept: Mapping[str, DeviceKey] | None = None) -> Box:
    """A new box in an empty folder: keys, outside memory, genesis signed by the box and two root people. `now` in ms.

    kept: further keys that are to lie with the box's own, by name; they are durable before they sign. Raises Malformed where the folder is
    not empty or the founding does not hold together.
    """
    if founding.kind not in KINDS:
        raise Malformed("malformed.kind", f"a log is one of {', '.join(KINDS)}", "init")
    if data.exists() and any(data.iterdir()):
        raise Malformed("malformed.not_empty", "the folder is not empty; a box is made in a folder of its own", str(data))
    own_log, own = (DeviceKey.from_seed(secrets.token_bytes(32)) for _ in range(2))
    info, key = _info(founding, own_log, now), ed25519(own_log)
    info = msgspec.structs.replace(info, seal=seal_of(info, key))
    memory = memory_named(info)
    first = sign_note(empty_head(info.origin).body(), info.origin, key)
    match memory:
        case DirectoryMemory():
            memory.begin(first)
        case PhoneMemory():  # no phone is enrolled yet: entry 0 is written, and from the next start on they are asked
            memory.show(first)
        case None:
            pass
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = KeyFolder(data / "keys")
    for name, one in {"log": own_log, "box": own, **(kept or {})}.items():
        keys.write(name, one)
    keys.mark(info.instance)
    box = _opened(data, info, keys, memory, key)
    _enter_genesis(box, founding, own, now)
    boxfile.write(data, info)
    return box


def scratch(founding: Founding, now: int) -> Box:
    """A box in memory, for trying things: nothing of it survives."""
    own_log, own = (DeviceKey.from_seed(secrets.token_bytes(32)) for _ in range(2))
    info, key = _info(founding, own_log, now), ed25519(own_log)
    ledger = MemoryLedger()
    recorder = _recorder(ledger, empty_state(), info, key, own)
    box = Box(Path(), info, KeyFolder(Path()), ledger, recorder, Snapshots.of(ledger, key), None, lambda: None)
    _enter_genesis(box, founding, own, now)
    return box


def open_box(data: Path, *, watch: bool = False) -> Box:
    """The box in a folder, recovered and its state rebuilt; with `watch`, only to read. Raises Malformed where there is none."""
    info, keys = boxfile.read(data), KeyFolder(data / "keys")
    not_gone(data)
    if not watch:
        return _opened(data, info, keys, memory_named(info), log_key(keys, info))
    key, ledger = log_key(keys, info), watch_log(data)
    shelf = shelf_of(data)
    snapshots = Snapshots.of(ledger, key, shelf)
    return Box(data, info, keys, ledger, _recorder(ledger, snapshots.state(), info, key, shelf=shelf), snapshots, None, ledger.close)


def _opened(data: Path, info: BoxFile, keys: KeyFolder, memory: OutsideMemory | None, key: Ed25519PrivateKey) -> Box:
    log = open_log(data, opener([parse_vkey(info.vkey)]), Outside(memory=memory, instance=keys.instance() or NOBODY))
    try:
        if boxfile.is_box(data) and log.ledger.head() is None:
            raise Broken("store.gone", "the log of this box is empty; nothing is begun in its place, take it from a second copy", str(data))
        generations.keep(data)
        shelf = shelf_of(data)
        snapshots = Snapshots.of(log.ledger, key, shelf)
        mend = log.found.mode in {Mode.OPEN, Mode.WAITING}
        state, mended = recovered(log.ledger, snapshots, mend=mend, practice=info.kind == PRACTICE)
        own = box_key(keys, state)
        if not log.ledger.stopped:
            snapshots.keep(state)
    except BaseException:
        log.close()
        raise
    recorder = _recorder(log.ledger, state, info, key, own, shelf)
    recorder.aside = lambda signed: quarantine.keep(data, signed.line, signed.signatures)
    return Box(data, info, keys, log.ledger, recorder, snapshots, log, log.close, mended)


def _info(founding: Founding, own: DeviceKey, now: int) -> BoxFile:
    origin = founding.origin()
    vkey = note_key(origin, ed25519(own).public_key().public_bytes_raw()).vkey()
    roots = tuple(root.person for root in founding.roots)
    memory_dir = str(Path(founding.memory_dir).resolve()) if founding.memory_dir else ""  # wherever the box is started from
    return BoxFile(1, founding.kind, origin, vkey, secrets.token_hex(16), now, founding.memory, memory_dir, roots)


def memory_named(info: BoxFile) -> DirectoryMemory | PhoneMemory | None:
    """The outside memory that genesis names."""
    match info.memory:
        case "none":
            return None
        case "dir":
            return DirectoryMemory(Path(info.memory_dir), opener([parse_vkey(info.vkey)]), info.origin, info.instance)
        case _:
            return PhoneMemory()


def _recorder(
    ledger: Ledger, state: State, info: BoxFile, key: Ed25519PrivateKey, own: DeviceKey | None = None, shelf: Shelf = SHIPPED
) -> Recorder:
    practice = info.kind == PRACTICE
    try:
        shelf.rules_for(state)
    except Malformed as error:  # an own pack is gone, or is another than the one that was adopted
        raise Broken("store.damaged", f"{error.text}; take the pack from a second copy", error.place) from None
    return Recorder(ledger, state, shelf.rules_for, act_table(), info.origin, key, practice=practice, own=own)


def _enter_genesis(box: Box, founding: Founding, box_key: DeviceKey, now: int) -> None:
    rules = Rulings(rules_of_packs(founding.packs).digest, box.recorder.rules.digest)
    answer = box.submit(genesis(founding, box.info.origin, box.info.vkey, box_key, rules, now), now)
    if answer.error is not None:
        raise answer.error
