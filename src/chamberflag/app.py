"""The one place that wires everything: rule files, rule sets by packs and parameters, stores, recorders."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from chamberflag.acts.table import ActTable, read_table
from chamberflag.custody.state import State
from chamberflag.interlock.ruleset import RuleSet, compile_rules
from chamberflag.interlock.source import Source, parse
from chamberflag.ledger.replay import replay
from chamberflag.recorder.attest import Signed, attest
from chamberflag.recorder.founding import KINDS, Founding, Rulings, genesis
from chamberflag.recorder.record import Answer, Recorder
from chamberflag.seal.device import DeviceKey
from chamberflag.seal.note import note_key, parse_vkey, sign_note
from chamberflag.store import boxfile
from chamberflag.store.boxfile import BoxFile
from chamberflag.store.heads import opener
from chamberflag.store.keyfiles import KeyFolder
from chamberflag.store.memory import MemoryLedger
from chamberflag.store.memory_dir import DirectoryMemory
from chamberflag.store.opened import OpenLog, open_log, watch_log
from chamberflag.store.phones import PhoneMemory
from chamberflag.store.shipped import example_day, rule_texts
from chamberflag.store.startup import Mode, Outside, empty_head
from chamberflag.vocabulary.errors import Broken, Malformed, Unproven

if TYPE_CHECKING:
    from chamberflag.custody.persons import Settings
    from chamberflag.ledger.ports import Ledger, OutsideMemory

RESERVE = 512 * 1024 * 1024  # bytes kept free for stop and return (log.md section 6)
HANDED_OUT = ("hand_over", "give", "take_out", "look_in", "load", "prepare")


@lru_cache(maxsize=1)
def shipped_source() -> Source:
    """The rule files that ship with the product."""
    return parse(rule_texts())


def shipped_day() -> bytes:
    """The example day as it ships."""
    return example_day()


@lru_cache(maxsize=1)
def act_table() -> ActTable:
    """The table of acts."""
    return read_table(rule_texts()["acts.toml"])


@lru_cache(maxsize=64)
def _compiled(packs: tuple[str, ...], values: tuple[tuple[str, int], ...]) -> RuleSet:
    return compile_rules(shipped_source(), act_table().gates(), packs, dict(values))


def rules_for(state: State) -> RuleSet:
    """The rule set in force in a state: base, its packs, its parameters."""
    return rules_of(state.settings)


def rules_of(settings: Settings) -> RuleSet:
    """The rule set of these settings."""
    return _compiled(settings.packs, tuple(sorted(settings.params.items())))


def empty_state(packs: tuple[str, ...] = ("base",)) -> State:
    """The state before genesis."""
    return State(core=_compiled(packs, ()).empty())


@dataclass
class Box:
    """A box: its folder, its keys, and the one way into its log. log: None where the box was opened only to read."""

    path: Path
    info: BoxFile
    keys: KeyFolder
    ledger: Ledger
    recorder: Recorder
    log: OpenLog | None
    release: Callable[[], None]

    @property
    def practice(self) -> bool:
        """Whether acts are signed for a practice log."""
        return self.info.kind == "practice"

    @property
    def waits(self) -> str:
        """Why nothing can be written: waiting for its outside memory, behind, restored; "" where the box is open."""
        if self.log is None or self.log.found.mode is Mode.OPEN:
            return ""
        return f"{self.log.found.mode}: " + "; ".join(finding.text for finding in self.log.found.findings)

    def submit(self, signed: Signed, now: int) -> Answer:
        """Record one act at the box's instant `now` (ms). Raises Unproven where the box may not write, Broken where the disk failed."""
        if self.waits:
            raise Unproven("box.waits", self.waits)
        answer = self.recorder.submit(signed, now, self._codes(signed))
        if self.log is not None and answer.receipt is not None and not answer.replayed:
            self.log.keep()
        return answer

    def _codes(self, signed: Signed) -> tuple[str, ...]:
        """The disk's reserve is for stop and return: nothing new is handed out of it."""
        if self.log is None or not any(f'"type":"{kind}"'.encode() in signed.line for kind in HANDED_OUT):
            return ()
        free = shutil.disk_usage(self.path).free
        return ("disk_reserve",) if free < RESERVE else ()

    def without_memory(self, signed: Signed, now: int) -> Answer:
        """Start a box that names no outside memory: two root people have signed `start_without_memory`, and it is the first entry.

        Raises Unproven where the box has a memory, or the signatures do not hold.
        """
        if self.log is None or self.info.memory != "none":
            raise Unproven("box.memory", "this box names an outside memory; it starts when that memory answers")
        attest(signed, self.recorder.state.keys, practice=self.practice)
        self.log.ask(replace(self.log.outside, alone=True))
        return self.submit(signed, now)

    def close(self) -> None:
        """Let go of the log."""
        self.release()


def found(data: Path, founding: Founding, now: int) -> Box:
    """A new box in an empty folder: keys, outside memory, genesis signed by the box and two root people. `now` in ms.

    Raises Malformed where the folder is not empty or the founding does not hold together.
    """
    if founding.kind not in KINDS:
        raise Malformed("malformed.kind", f"a log is one of {', '.join(KINDS)}", "init")
    if data.exists() and any(data.iterdir()):
        raise Malformed("malformed.not_empty", "the folder is not empty; a box is made in a folder of its own", str(data))
    log_key, box_key = (DeviceKey.from_seed(secrets.token_bytes(32)) for _ in range(2))
    info = _info(founding, log_key, now)
    memory = _memory(info)
    first = sign_note(empty_head(info.origin).body(), info.origin, _ed25519(log_key))
    match memory:
        case DirectoryMemory():
            memory.begin(first)
        case PhoneMemory():  # no phone is enrolled yet: entry 0 is written, and from the next start on they are asked
            memory.show(first)
        case None:
            pass
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = KeyFolder(data / "keys")
    keys.write("log", log_key)
    keys.write("box", box_key)
    keys.mark(info.instance)
    box = _opened(data, info, keys, memory)
    _enter_genesis(box, founding, box_key, now)
    boxfile.write(data, info)
    return box


def scratch(founding: Founding, now: int) -> Box:
    """A box in memory, for trying things: nothing of it survives."""
    log_key, box_key = (DeviceKey.from_seed(secrets.token_bytes(32)) for _ in range(2))
    info = _info(founding, log_key, now)
    ledger = MemoryLedger()
    recorder = _recorder(ledger, empty_state(), info, log_key)
    box = Box(Path(), info, KeyFolder(Path()), ledger, recorder, None, lambda: None)
    _enter_genesis(box, founding, box_key, now)
    return box


def open_box(data: Path, *, watch: bool = False) -> Box:
    """The box in a folder, recovered and its state rebuilt; with `watch`, only to read. Raises Malformed where there is none."""
    info, keys = boxfile.read(data), KeyFolder(data / "keys")
    if not watch:
        return _opened(data, info, keys, _memory(info))
    ledger = watch_log(data)
    return Box(data, info, keys, ledger, _recorder(ledger, _state(ledger), info, keys.read("log")), None, ledger.close)


def _opened(data: Path, info: BoxFile, keys: KeyFolder, memory: OutsideMemory | None) -> Box:
    log = open_log(data, opener([parse_vkey(info.vkey)]), Outside(memory=memory, instance=keys.instance()))
    try:
        recorder = _recorder(log.ledger, _state(log.ledger), info, keys.read("log"))
    except BaseException:
        log.close()
        raise
    return Box(data, info, keys, log.ledger, recorder, log, log.close)


def _info(founding: Founding, log_key: DeviceKey, now: int) -> BoxFile:
    origin = founding.origin()
    vkey = note_key(origin, _ed25519(log_key).public_key().public_bytes_raw()).vkey()
    roots = tuple(root.person for root in founding.roots)
    return BoxFile(1, founding.kind, origin, vkey, secrets.token_hex(16), now, founding.memory, founding.memory_dir, roots)


def _memory(info: BoxFile) -> DirectoryMemory | PhoneMemory | None:
    """The outside memory that genesis names."""
    match info.memory:
        case "none":
            return None
        case "dir":
            return DirectoryMemory(Path(info.memory_dir), opener([parse_vkey(info.vkey)]), info.origin)
        case _:
            return PhoneMemory()


def _state(ledger: Ledger) -> State:
    state = empty_state()
    head = ledger.head()
    for entry in replay(ledger.entries(0, head.size if head else 0), state, rules_for, act_table()):
        state = entry.after
    return state


def _recorder(ledger: Ledger, state: State, info: BoxFile, log_key: DeviceKey) -> Recorder:
    return Recorder(ledger, state, rules_for, act_table(), info.origin, _ed25519(log_key), practice=info.kind == "practice")


def _enter_genesis(box: Box, founding: Founding, box_key: DeviceKey, now: int) -> None:
    rules = Rulings(rules_of_packs(founding.packs).digest, box.recorder.rules.digest)
    answer = box.submit(genesis(founding, box.info.origin, box.info.vkey, box_key, rules, now), now)
    if answer.error is not None:
        raise answer.error


def _ed25519(key: DeviceKey) -> Ed25519PrivateKey:
    if not isinstance(key.private, Ed25519PrivateKey):
        raise Broken("broken.keys", "the log's key is no Ed25519 key", "keys/log.key")
    return key.private


def rules_of_packs(packs: tuple[str, ...]) -> RuleSet:
    """The rule set of packs with their own parameters. Raises Malformed where there is no such pack."""
    return _compiled(packs, ())
