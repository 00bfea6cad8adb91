"""Logs to measure on: N acts through the real recorder with real signatures, from a seed, cached by what made them.

    python -m bench.make_day 1000 [--together 64]

35 % checks, 20 % declarations and looks, 15 % hand-overs and returns, 20 % round counts, 5 % refusals, 5 % other; 40 weapons, 60 people;
70 % of the signatures are passkeys (P-256), 30 % device keys (Ed25519). The founding (about 600 entries) and the mornings and evenings
come on top. `together` acts are recorded as one commit group: 1 = one tap after the other, 64 = that many phones at once.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench import founding
from bench.production import LOTS, WEAPONS, team
from bench.routine import EVERY_REST, Routine
from bench.stage import Ask, Share, Stage
from chamberflag.recorder.record import Answer
from chamberflag.store.shipped import rule_texts
from chamberflag.store.sqlite import SqliteLedger
from chamberflag.vocabulary.words import Verdict

OUT = Path(__file__).resolve().parent / "out"
SOURCE = Path(__file__).resolve().parent.parent / "src" / "chamberflag"
LOG_KEY = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"bench log").digest())
START = 1_790_000_000_000
DAY_ACTS = 4_000
NIGHT = 14 * 3_600_000
QUIET, QUIET_CYCLES = WEAPONS[-1], 6
LANES = 2  # ceremonies that run side by side where acts come one by one
TARGET = {Share.CHECK: 0.35, Share.LOOK: 0.20, Share.HAND: 0.15, Share.COUNT: 0.20, Share.REFUSED: 0.05, Share.OTHER: 0.05}


@dataclass(frozen=True, slots=True)
class Day:
    """A log that lies on disk: its database, its number of entries, how many acts came together, the entries before the first day."""

    path: Path
    size: int
    together: int
    founded: int
    mix: dict[str, int]


class Player:
    """Plays days on a stage until the log has `size` entries."""

    def __init__(self, stage: Stage, size: int, together: int, *, one_day: bool = False) -> None:
        """together: acts in one commit group; one_day: a single day, however long."""
        self.stage, self.size, self.together, self.one_day = stage, size, together, one_day
        self.mix: Counter[str] = Counter()
        self.founded = 0
        self._lanes: dict[str, tuple[Routine, Iterator[Ask]]] = {}
        self._waiting: dict[str, Ask] = {}
        self._routines = {weapon: Routine(stage, team(weapon)) for weapon in WEAPONS}

    def play(self) -> None:
        """Founding, then day after day. One weapon is used on the first morning only: its trail does not grow with the log."""
        self._one_by_one(founding.founded(self.stage, LOG_KEY))
        self._one_by_one(founding.planned())
        self.founded, quiet = self.stage.size, True
        while self.stage.size < self.size:
            self._one_by_one(founding.opened())
            for _ in range(QUIET_CYCLES if quiet else 0):
                self._one_by_one(self._routines[QUIET].cycle(2, 1, rest=True))
            quiet = False
            until = self.size if self.one_day else min(self.size, self.stage.size + DAY_ACTS)
            while self.stage.size < until:
                self.round()
            while self._lanes and self.stage.size < self.size:
                self.round(ending=True)
            if self.stage.size < self.size:
                self._one_by_one(founding.closed(self.stage))
                self.stage.now += NIGHT

    def _one_by_one(self, asks: Iterable[Ask]) -> None:
        for ask in asks:
            if self.stage.size >= self.size:
                return
            self._record([ask], 1000)

    def _record(self, asks: list[Ask], wait: int) -> None:
        """One group. An answer that the script does not foresee is a fault of the script: it raises."""
        asks = asks[: self.size - self.stage.size]
        for ask, answer in zip(asks, self.stage.play(asks, wait), strict=True):
            if _refused(answer) != (ask.share is Share.REFUSED):
                reasons = answer.decision.why if answer.decision is not None else ()
                raise RuntimeError(
                    f"entry {answer.index}: {ask.kind} of {ask.items}: {[(r.rule, r.part, r.facts, r.unknown) for r in reasons]}"
                )
            self.mix[ask.share] += 1

    def round(self, *, ending: bool = False) -> None:
        """One step in each lane, and as many counts as the mix wants."""
        asks: list[Ask] = []
        touched: set[str] = set()
        for weapon in self._due(ending=ending):
            if len(asks) >= self.together:
                break
            ask = self._waiting.pop(weapon, None) or next(self._lanes[weapon][1], None)
            if ask is None:
                del self._lanes[weapon]
            elif touched & _moved(ask):  # somebody else moves this lot now: the act that names its place waits for the next round
                self._waiting[weapon] = ask
            else:
                asks.append(ask)
                touched |= _moved(ask)
                self._lanes[weapon] = self._lanes.pop(weapon)  # the others first, next time
        free = [lot for lot in LOTS if lot not in touched]
        while free and len(asks) < self.together + 1 and self._short(Share.COUNT, len(asks)):
            lot = self.stage.chance.choice(free)
            asks.append(replace(founding.count(lot, founding.in_store(self.stage, lot)), share=Share.COUNT))
            self.mix[Share.COUNT] += 1  # seen by `_short` at once; the record counts it again below
        self.mix[Share.COUNT] -= sum(ask.share is Share.COUNT for ask in asks)
        for first in range(0, len(asks), self.together):
            self._record(asks[first : first + self.together], self.stage.chance.randrange(2000, 5000))

    def _due(self, *, ending: bool) -> list[str]:
        """The weapons in hand, the one that waited longest first; new ceremonies begin where a lane is free."""
        lanes = LANES if self.together == 1 else len(WEAPONS)
        waiting = [weapon for weapon in WEAPONS if weapon not in self._lanes and weapon != QUIET]
        self.stage.chance.shuffle(waiting)
        waiting.sort(key=lambda weapon: not self._routines[weapon].resting)  # taken from the end: a weapon that is out is worked with on
        while waiting and len(self._lanes) < lanes and (not ending or not self._routines[waiting[-1]].resting):
            weapon = waiting.pop()
            routine = self._routines[weapon]
            rest = ending or self.stage.chance.randrange(EVERY_REST) == 0
            checks = self.stage.chance.randrange(3) + (2 if self._short(Share.CHECK) else 0)
            refusals = self.stage.chance.randrange(1, 3) if self._short(Share.REFUSED) else 0
            self._lanes[weapon] = (routine, routine.cycle(checks, refusals, rest=rest))
        return list(self._lanes)

    def _short(self, share: Share, more: int = 0) -> bool:
        done = sum(self.mix[s] for s in TARGET) + more
        return self.mix[share] < TARGET[share] * (done + 1)


def _moved(ask: Ask) -> set[str]:
    """The lots whose rounds or place in the chain an act moves."""
    return {team(ask.items[0]).lot} if ask.kind in {"load", "unload"} else set()


def _refused(answer: Answer) -> bool:
    return answer.decision is not None and answer.decision.verdict is Verdict.REFUSE


def digest(size: int, together: int, seed: int) -> str:
    """Names a log by all that makes its bytes: sizes, seed, rule files, the product's source below trace and store, this folder."""
    made = hashlib.sha256(f"{size} {together} {seed}".encode())
    for name, text in rule_texts().items():
        made.update(f"{name}\n{text}".encode())
    rows = ("vocabulary", "canon", "acts", "seal", "interlock", "log", "custody", "gate", "ledger", "recorder")
    mine = [Path(__file__).parent / f"{name}.py" for name in ("make_day", "stage", "routine", "founding", "production")]
    for path in [*sorted(p for row in rows for p in (SOURCE / row).rglob("*.py")), SOURCE / "store" / "sqlite.py", *mine]:
        made.update(path.read_bytes())
    return made.hexdigest()[:32]


def make_day(size: int, together: int = 1, seed: int = 1, out: Path = OUT) -> Day:
    """The log of `size` entries; made once, found again by its digest."""
    folder = out / "days" / digest(size, together, seed)
    told = folder / "day.json"
    if not told.exists():
        folder.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():  # what an interrupted run left
            path.unlink()
        ledger = SqliteLedger(folder / "log.db")
        player = Player(Stage(ledger, LOG_KEY, seed, START), size, together)
        player.play()
        ledger.close()
        told.write_text(
            json.dumps({"founded": player.founded, "mix": dict(player.mix), "signatures": player.stage.signatures}), encoding="utf-8"
        )
    made = json.loads(told.read_text(encoding="utf-8"))
    return Day(folder / "log.db", size, together, made["founded"], made["mix"])


if __name__ == "__main__":
    print(make_day(int(sys.argv[1]), int(sys.argv[sys.argv.index("--together") + 1]) if "--together" in sys.argv else 1))
