"""How a figure is taken: product and peer in turn, a calibration before and after, the median of the pairwise ratios. performance.md 1."""

from __future__ import annotations

import gc
import math
import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec

from bench.machine import calibrate

LOOSER = 1.2  # what the short run adds to a target before it fails
NOISY = 2.0  # the same where the machine changed during the pairs
PATIENCE = 60  # seconds for one group of pairs, or one pair where it takes longer
APART = 0.15  # two calibrations may differ by so much


class Effort(msgspec.Struct, frozen=True):
    """How much a run takes its time. scale: share of the full calibration; again: how often a noisy group is taken at most."""

    pairs: int = 7
    again: int = 3
    scale: float = 1.0

    def at(self, size: int) -> Effort:
        """Less of it where one run alone takes many seconds."""
        return Effort(min(self.pairs, 3), 1, self.scale) if size >= LARGE else self


LARGE = 100_000
FULL = Effort()
QUICK = Effort(pairs=3, again=1, scale=0.1)


class Spread(msgspec.Struct, frozen=True):
    """Median and the 10-90 % range."""

    median: float
    p10: float
    p90: float


class Peer(msgspec.Struct, frozen=True):
    """What stands on the other side; median of its own times."""

    name: str
    version: str
    median: float
    p10: float
    p90: float


class Target(msgspec.Struct, frozen=True):
    """`of` is ratio, exponent, bytes or count (held against every run), or time (told, never a gate of the short run)."""

    of: str
    most: float | None = None
    least: float | None = None

    def met(self, value: float | None, looser: float = 1.0) -> bool:
        """Whether a value is inside."""
        if value is None:
            return False
        return (self.most is None or value <= self.most * looser) and (self.least is None or value >= self.least / looser)

    def used(self, value: float) -> float:
        """The share of the target that a value uses; above 1 it is missed."""
        return value / self.most if self.most is not None else (self.least or 0.0) / value

    def text(self) -> str:
        """The target in a table."""
        return f"<= {self.most:g}" if self.most is not None else f">= {self.least:g}"


class Gate(msgspec.Struct, frozen=True):
    """What the short run holds a figure to, whether its target is met or missed: the product's CPU time over that of the same run's limit.

    A neighbour on the machine changes both in the same way. share: as measured; most: a regression beyond it; exponent: the most of growth;
    grows: as measured, in CPU time as well.
    """

    share: float
    most: float
    exponent: float | None = None
    grows: float | None = None

    def text(self) -> str:
        """Measured and allowed."""
        return f"{number(self.share)} x the CPU of its limit (regression beyond {number(self.most)})"


class Figure(msgspec.Struct, frozen=True, omit_defaults=False):
    """One figure as it stands in the JSON file. value: what the target is held against; sizes: (size, product's median).

    cpu: the product's CPU time in the same unit, which a busy neighbour does not change much; gate: what the short run looks at.
    """

    id: str
    claim: str
    unit: str
    product: Spread
    peer: Peer | None
    ratio: Spread | None
    value: float | None
    target: Target
    ok: bool
    size: int
    exponent: float | None = None
    exponent_most: float | None = None
    pairs: int = 0
    noisy: bool = False
    notes: str = ""
    sizes: tuple[tuple[int, float], ...] = ()
    not_run: str = ""
    cpu: float | None = None
    gate: Gate | None = None

    def regressed(self) -> bool:
        """Whether it costs more than the threshold that stands beside it, or grows faster."""
        gate = self.gate
        if self.not_run or gate is None:
            return bool(self.not_run)
        return gate.share > gate.most or (gate.exponent is not None and gate.grows is not None and gate.grows > gate.exponent)

    def holds(self, looser: float = 1.0, *, short: bool = False) -> bool:
        """Whether target and exponent are met. The short run looks at the gate where there is one: at no clock, and at every figure.

        Where there is none, times are not looked at in the short run, and a noisy figure is held to twice its target.
        """
        if self.not_run:
            return False
        if short and self.gate is not None:
            return not self.regressed()
        looser = NOISY if short and self.noisy else looser
        good = (short and self.target.of == "time") or self.target.met(self.value, looser)
        return good and (self.exponent_most is None or (self.exponent is not None and self.exponent <= self.exponent_most * looser))


def number(value: float) -> str:
    """Three figures, as people write them."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def spread(values: Sequence[float]) -> Spread:
    """Median and range of some values."""
    if not values:
        return Spread(0.0, 0.0, 0.0)
    ordered = sorted(values)
    last = len(ordered) - 1
    return Spread(statistics.median(ordered), ordered[round(last * 0.1)], ordered[round(last * 0.9)])


def quantile(values: Sequence[float], share: float) -> float:
    """The value below which a share of all values lies."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def slope(points: Sequence[tuple[int, float]]) -> float | None:
    """Exponent of growth: least squares of log(time) over log(size); None for fewer than two sizes."""
    if len(points) < 2:
        return None
    xs, ys = [math.log(size) for size, _ in points], [math.log(max(value, 1e-12)) for _, value in points]
    middle, level = statistics.mean(xs), statistics.mean(ys)
    return sum((x - middle) * (y - level) for x, y in zip(xs, ys, strict=True)) / sum((x - middle) ** 2 for x in xs)


@dataclass
class Burnt:
    """CPU time of product and limit, all threads and ended children, turn by turn."""

    product: list[float] = field(default_factory=list[float])
    peer: list[float] = field(default_factory=list[float])
    points: list[tuple[int, float]] = field(default_factory=list[tuple[int, float]])
    size: int = 0

    def at(self, size: int) -> Burnt:
        """The same measurement on the next size: what was spent on the one before is a point of its growth."""
        self.points = self._points()
        self.product.clear()
        self.peer.clear()
        self.size = size
        return self

    def _points(self) -> list[tuple[int, float]]:
        return [*self.points, (self.size, min(self.product))] if self.size and self.product else self.points

    def of(self, work: Callable[[], float], into: list[float]) -> float:
        """What the work returns; what it spends is written down."""
        begun = spent()
        made = work()
        into.append(spent() - begun)
        return made

    def gate(self, most: float, exponent: float | None = None) -> Gate:
        """The best of all turns on both sides: what else ran can only add."""
        return Gate(min(self.product) / max(min(self.peer), 1e-9), most, exponent, slope(self._points()))


def spent() -> float:
    """Seconds of CPU of this process and of the children that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


@dataclass(frozen=True, slots=True)
class Pairs:
    """Times of product and peer in turn, and whether the machine changed meanwhile."""

    product: tuple[float, ...]
    peer: tuple[float, ...]
    noisy: bool

    @property
    def ratios(self) -> list[float]:
        """Product over peer, pair by pair."""
        return [a / b for a, b in zip(self.product, self.peer, strict=True)]


def in_turn(product: Callable[[], float], peer: Callable[[], float], effort: Effort, count: int = 0) -> Pairs:
    """A B A B ..., with a calibration before and after; again, at most three times, where the calibrations differ by more than 15 %."""
    made, begun = Pairs((), (), noisy=True), time.monotonic()
    for _ in range(effort.again):
        before = calibrate(effort.scale)
        a, b = list[float](), list[float]()
        for number in range(count or effort.pairs):
            if number and not count and time.monotonic() - begun > PATIENCE:
                break  # a slow or crowded machine: fewer pairs, and the figure says how many
            gc.collect()
            a.append(product())
            gc.collect()
            b.append(peer())
        after = calibrate(effort.scale)
        noisy = any(abs(x - y) > APART * x for x, y in zip(before, after, strict=True))
        made = Pairs(tuple(a), tuple(b), noisy)
        if not noisy or time.monotonic() - begun > PATIENCE:
            break
    return made
