"""The one place that wires everything: rule files, rule sets by packs and parameters, stores, recorders."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from chamberflag.acts.act import plain
from chamberflag.acts.box import Genesis, RootKey
from chamberflag.acts.table import ActTable, read_table
from chamberflag.canon.profile import b64u
from chamberflag.custody.state import State
from chamberflag.interlock.ruleset import RuleSet, compile_rules
from chamberflag.interlock.source import Source, parse
from chamberflag.ledger.replay import replay
from chamberflag.recorder.attest import Signed
from chamberflag.recorder.compose import Device, compose
from chamberflag.recorder.record import Answer, Recorder
from chamberflag.seal.device import DeviceKey
from chamberflag.seal.note import note_key
from chamberflag.seal.signature import encode_line
from chamberflag.store import boxfile
from chamberflag.store.boxfile import BoxFile
from chamberflag.store.keyfiles import KeyFolder
from chamberflag.store.memory import MemoryLedger
from chamberflag.store.shipped import example_day, rule_texts
from chamberflag.store.sqlite import SqliteLedger
from chamberflag.vocabulary.errors import Broken, Malformed

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from chamberflag.custody.persons import Settings
    from chamberflag.ledger.ports import Ledger
    from chamberflag.seal.signature import SignatureLine

KINDS = ("record", "example", "practice")
FORMATS = ("chamberflag/entry/v1", "c2sp.org/tlog-tiles", "c2sp.org/tlog-proof@v1")
NO_SHELL = "0" * 64  # no app shell showed the act: it was composed at the command line


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


class Hand(Protocol):
    """What signs line 1 of an act for somebody: a device key, or a passkey."""

    @property
    def kid(self) -> str:
        """The key id."""
        ...

    def sign(self, line: bytes, *, practice: bool = False) -> SignatureLine:
        """The signature line over line 1."""
        ...


@dataclass(frozen=True, slots=True)
class Root:
    """One of the two people who found a log, with the key that signs for them."""

    person: str
    role: str
    hand: Hand
    key: RootKey


@dataclass(frozen=True, slots=True)
class Founding:
    """What a new log is told at its first entry. domain: a registered domain of the production; memory as in `BoxFile`."""

    kind: str
    domain: str
    roots: tuple[Root, Root]
    packs: tuple[str, ...] = ("base",)
    production: str = ""
    unit: str = "main"
    memory: str = "none"
    memory_dir: str = ""
    rp_id: str = ""
    origins: tuple[str, ...] = ()

    def origin(self) -> str:
        """The log's name: it is never used again for another log."""
        kind = "cf-practice" if self.kind == "practice" else "cf"
        return f"{self.domain}/{kind}/{self.production or 'p_' + secrets.token_hex(4)}/{self.unit}/1"


@dataclass
class Box:
    """An open box: its folder, its keys, and the one way into its log."""

    path: Path
    info: BoxFile
    keys: KeyFolder
    ledger: Ledger
    recorder: Recorder
    release: Callable[[], None]

    @property
    def practice(self) -> bool:
        """Whether acts are signed for a practice log."""
        return self.info.kind == "practice"

    def submit(self, signed: Signed, now: int) -> Answer:
        """Record one act at the box's instant `now` (ms)."""
        return self.recorder.submit(signed, now)

    def close(self) -> None:
        """Let go of the log."""
        self.release()


def found(data: Path, founding: Founding, now: int, log_key: DeviceKey | None = None, box_key: DeviceKey | None = None) -> Box:
    """A new box in an empty folder: keys, genesis signed by the box and two root people, outside memory. `now` in ms.

    Raises Malformed where the folder is not empty or the founding does not hold together.
    """
    if founding.kind not in KINDS:
        raise Malformed("malformed.kind", f"a log is one of {', '.join(KINDS)}", "init")
    if data.exists() and any(data.iterdir()):
        raise Malformed("malformed.not_empty", "the folder is not empty; a box is made in a folder of its own", str(data))
    data.mkdir(parents=True, exist_ok=True)
    keys = KeyFolder(data / "keys")
    log_key, box_key = log_key or DeviceKey.from_seed(secrets.token_bytes(32)), box_key or DeviceKey.from_seed(secrets.token_bytes(32))
    keys.write("log", log_key)
    keys.write("box", box_key)
    origin = founding.origin()
    vkey = note_key(origin, _ed25519(log_key).public_key().public_bytes_raw()).vkey()
    info = BoxFile(
        1,
        founding.kind,
        origin,
        vkey,
        secrets.token_hex(16),
        now,
        founding.memory,
        founding.memory_dir,
        tuple(r.person for r in founding.roots),
    )
    box = _opened(data, info, keys)
    _enter_genesis(box, founding, box_key, now)
    boxfile.write(data, info)
    return box


def scratch(founding: Founding, now: int) -> Box:
    """A box in memory, for trying things: nothing of it survives."""
    log_key, box_key = (DeviceKey.from_seed(secrets.token_bytes(32)) for _ in range(2))
    origin = founding.origin()
    vkey = note_key(origin, _ed25519(log_key).public_key().public_bytes_raw()).vkey()
    info = BoxFile(1, founding.kind, origin, vkey, "", now, roots=tuple(r.person for r in founding.roots))
    ledger = MemoryLedger()
    recorder = Recorder(ledger, empty_state(), rules_for, act_table(), origin, _ed25519(log_key), practice=founding.kind == "practice")
    box = Box(Path(), info, KeyFolder(Path()), ledger, recorder, lambda: None)
    _enter_genesis(box, founding, box_key, now)
    return box


def _enter_genesis(box: Box, founding: Founding, box_key: DeviceKey, now: int) -> None:
    answer = box.submit(_genesis(box, founding, box_key, now), now)
    if answer.error is not None:
        raise answer.error


def _ed25519(key: DeviceKey) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey  # noqa: PLC0415

    if not isinstance(key.private, Ed25519PrivateKey):
        raise Broken("broken.keys", "the log's key is no Ed25519 key", "keys/log.key")
    return key.private


def _genesis(box: Box, founding: Founding, box_key: DeviceKey, now: int) -> Signed:
    roots = (*(root.key for root in founding.roots), RootKey(b64u(box_key.spki), box_key.alg, "box", 3))
    body = Genesis(
        kind=founding.kind,
        origin=box.info.origin,
        vkey=box.info.vkey,
        formats=FORMATS,
        people=roots,
        rules=rules_of_packs(founding.packs).digest,
        packs=founding.packs,
        rp_id=founding.rp_id or None,
        origins=founding.origins,
        memory=None if founding.memory == "none" else founding.memory,
    )
    line = compose(
        log=box.info.origin,
        act_id=secrets.token_bytes(16),
        kind="genesis",
        at=now,
        body=plain(body),
        signers=[(box_key.kid, "box"), *((root.hand.kid, root.role) for root in founding.roots)],
        device=Device(box_key.kid, 1, bytes(32), (0, bytes(32))),
        subjects=(),
        rules=box.recorder.rules.digest,
        ui=NO_SHELL,
    )
    hands: tuple[Hand, ...] = (box_key, *(root.hand for root in founding.roots))
    return Signed(line, tuple(encode_line(hand.sign(line, practice=box.practice)) for hand in hands))


def rules_of_packs(packs: tuple[str, ...]) -> RuleSet:
    """The rule set of packs with their own parameters. Raises Malformed where there is no such pack."""
    return _compiled(packs, ())


def open_box(data: Path, *, watch: bool = False) -> Box:
    """The box in a folder, its state rebuilt from its entries; with `watch`, only to read. Raises Malformed where there is none."""
    return _opened(data, boxfile.read(data), KeyFolder(data / "keys"), watch=watch)


def _opened(data: Path, info: BoxFile, keys: KeyFolder, *, watch: bool = False) -> Box:
    ledger = SqliteLedger(data / "log.sqlite", watch=watch)
    state = empty_state()
    head = ledger.head()
    for entry in replay(ledger.entries(0, head.size if head else 0), state, rules_for, act_table()):
        state = entry.after
    recorder = Recorder(ledger, state, rules_for, act_table(), info.origin, _ed25519(keys.read("log")), practice=info.kind == "practice")
    return Box(data, info, keys, ledger, recorder, ledger.close)
