"""Collects what many phones send into groups, and has each group recorded in one transaction. Source: log.md sections 6 and 9.

1 a group is closed when it has 256 acts, 5 ms after its first one, or at once where nothing is being written or a stop is in it;
2 its signatures are proved in a thread pool, chunk by chunk, while the group before it is judged and written;
3 order: arrival; the acts of one device by their numbers; a device that sends a stop comes first, so that a stop waits behind nobody;
4 nobody is answered before COMMIT; then everybody of the group is, and only after that `told` is called (publish, outside memory);
5 whatever fails beside a single act ends it at once and for good: who waits gets that failure, who comes later, too. Nothing is retried.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from chamberflag.recorder.attest import Opened
from chamberflag.recorder.record import no_codes
from chamberflag.vocabulary.errors import Broken, ChamberflagError

if TYPE_CHECKING:
    from chamberflag.recorder.attest import Signed
    from chamberflag.recorder.record import Answer, Codes, Recorder
    from chamberflag.vocabulary.errors import Malformed

GROUP = 256  # acts
PATIENCE = 0.005  # seconds
CHUNK = 16  # acts whose signatures one thread proves in one go
AHEAD = 1  # groups that are proved while one is written
STOP = "stop"


class _Envelope(msgspec.Struct):
    """What the order needs of line 1; bytes that are no act are judged later, by the one decoder."""

    dev: str = ""
    type: str = ""


_envelope = msgspec.json.Decoder(_Envelope)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A sent act, by whom, whether it is a stop, and whom to answer."""

    signed: Signed
    dev: str
    stop: bool
    answer: Future[Answer]


@dataclass(frozen=True, slots=True)
class Group:
    """A closed group: its acts in order, and their signatures being proved."""

    waiting: tuple[Waiting, ...]
    opened: tuple[Future[list[Opened | Malformed]], ...]


class Committer:
    """The door to one recorder for many submitters. Two threads of its own: one collects and has proved, one judges and writes."""

    def __init__(
        self, recorder: Recorder, clock: Callable[[], int], *, codes: Codes = no_codes, told: Callable[[], None] = lambda: None
    ) -> None:
        """clock: the box's instant in ms; codes: reasons of an act that are no rules; told: called when a group's answers have left."""
        self._recorder, self._clock, self._codes, self._told = recorder, clock, codes, told
        self._turn = threading.Condition()  # guards all that follows
        self._inbox: list[Waiting] = []
        self._proved: deque[Group] = deque()
        self._stops = self._closed = self._collected = False
        self.ended: ChamberflagError | None = None
        self._pool = ThreadPoolExecutor(os.cpu_count() or 1, "prove")
        self._threads = [threading.Thread(target=self._guarded, args=(work,)) for work in (self._collect, self._write)]
        for thread in self._threads:
            thread.start()

    def submit(self, signed: Signed) -> Future[Answer]:
        """Hand in an act; its answer comes after COMMIT. Raises what has ended this committer, or Broken where it is closed."""
        made = _waiting(signed)
        with self._turn:
            if self.ended is not None:
                raise self.ended
            if self._closed:
                raise Broken("broken.closed", "the box is being shut down: this act was not recorded, send it again")
            self._inbox.append(made)
            self._stops = self._stops or made.stop
            if made.stop or len(self._inbox) in (1, GROUP):
                self._turn.notify_all()
        return made.answer

    def close(self) -> None:
        """Record what was handed in, then stop. Not to be called from the callback of an answer."""
        with self._turn:
            self._closed = True
            self._turn.notify_all()
        for thread in self._threads:
            thread.join()
        self._pool.shutdown()

    # ---- first thread: from acts to groups

    def _collect(self) -> None:
        while (waiting := self._next()) is not None:
            opened = self._opened([one.signed for one in waiting])
            with self._turn:
                self._proved.append(Group(waiting, opened))
                self._turn.notify_all()
                self._turn.wait_for(lambda: len(self._proved) <= AHEAD or self._stops or self.ended)
        with self._turn:
            self._collected = True
            self._turn.notify_all()

    def _opened(self, group: list[Signed]) -> tuple[Future[list[Opened | Malformed]], ...]:
        """In the pool, chunk by chunk; an act that comes alone is not handed over for it."""
        if len(group) == 1:
            alone: Future[list[Opened | Malformed]] = Future()
            alone.set_result(self._recorder.open(group))
            return (alone,)
        return tuple([self._pool.submit(self._recorder.open, group[at : at + CHUNK]) for at in range(0, len(group), CHUNK)])

    def _next(self) -> tuple[Waiting, ...] | None:
        """The next group, in the order of rule 3 but for the numbers; out of a backlog the devices that stop come first, too."""
        with self._turn:
            self._turn.wait_for(lambda: self._inbox or self._closed or self.ended)
            if self.ended or not self._inbox:
                return None
            self._turn.wait_for(self._full, PATIENCE)
            waiting = self._inbox
            if self._stops:
                first = {one.dev for one in waiting if one.stop}
                waiting = sorted(waiting, key=lambda one: one.dev not in first)
            self._inbox = waiting[GROUP:]
            self._stops = any(one.stop for one in self._inbox)
            return tuple(waiting[:GROUP])

    def _full(self) -> bool:
        idle = not self._proved
        return len(self._inbox) >= GROUP or self._stops or idle or self._closed or self.ended is not None

    # ---- second thread: from groups to entries

    def _write(self) -> None:
        while True:
            with self._turn:
                self._turn.wait_for(lambda: self._proved or self._collected or self.ended)
                if self.ended or not self._proved:
                    return
                group = self._proved[0]  # it stays in sight until it is answered
            self._record(group)
            with self._turn:
                self._proved.popleft()
                self._turn.notify_all()

    def _record(self, group: Group) -> None:
        opened = [act for chunk in group.opened for act in chunk.result()]
        order = by_number(opened)
        answers = self._recorder.judge([opened[at] for at in order], self._clock(), self._codes)
        for at, answer in zip(order, answers, strict=True):
            group.waiting[at].answer.set_result(answer)
        self._told()

    # ---- the end

    def _guarded(self, work: Callable[[], None]) -> None:
        try:
            work()
        except ChamberflagError as error:
            self._end(error)
        except BaseException as error:  # noqa: BLE001 - whatever it is, this process writes no more
            self._end(Broken("broken.ended", f"the box ended by {type(error).__name__}: {error}; start it again"))

    def _end(self, error: ChamberflagError) -> None:
        with self._turn:
            self.ended = self.ended or error
            waiting = [*(one for group in self._proved for one in group.waiting), *self._inbox]
            self._proved.clear()
            self._inbox.clear()
            self._turn.notify_all()
        for one in waiting:
            if not one.answer.done():
                one.answer.set_exception(error)


def _waiting(signed: Signed) -> Waiting:
    try:
        found = _envelope.decode(signed.line)
    except msgspec.DecodeError:
        found = _Envelope()
    answer: Future[Answer] = Future()
    answer.set_running_or_notify_cancel()  # a signed act cannot be called back
    return Waiting(signed, found.dev, found.type == STOP, answer)


def by_number(group: Sequence[Opened | Malformed]) -> list[int]:
    """The places of a group's acts in the order in which they are judged: as they stand, but the acts of one device by their numbers."""
    places: dict[str, list[int]] = {}
    for at, one in enumerate(group):
        if isinstance(one, Opened):
            places.setdefault(one.act.dev, []).append(at)
    sent = {dev: iter(sorted(found, key=lambda at: _dseq(group[at]))) for dev, found in places.items()}
    return [next(sent[one.act.dev]) if isinstance(one, Opened) else at for at, one in enumerate(group)]


def _dseq(one: Opened | Malformed) -> int:
    return one.act.dseq if isinstance(one, Opened) else 0
