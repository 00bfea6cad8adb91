"""Work spread over the machine's cores: each worker is a process of its own, for a solver shares nothing between threads."""

from __future__ import annotations

import os
import sys
import time
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context, parent_process
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

T = TypeVar("T")
R = TypeVar("R")
HANDS = 1 if parent_process() else min(2, os.cpu_count() or 1)  # a worker has no workers
EVERY = 20.0  # seconds between two lines on how far it is


def spread(work: Callable[[T], R], tasks: Sequence[T], hands: int = HANDS, what: str = "") -> Iterator[R]:
    """The results in the order of the tasks; one hand = in this process. what: is said with how many are done, now and then."""
    if hands < 2 or len(tasks) < 2:
        yield from told(map(work, tasks), len(tasks), what)
        return
    with ProcessPoolExecutor(hands, get_context("spawn")) as crew:
        yield from told(crew.map(work, tasks), len(tasks), what)


def as_done(work: Callable[[T], R], tasks: Sequence[T], hands: int = HANDS) -> Iterator[R]:
    """The results as they come in. The longest tasks first, and the last two end together."""
    if hands < 2:
        yield from map(work, tasks)
        return
    with ProcessPoolExecutor(hands, get_context("spawn")) as crew:
        for future in as_completed([crew.submit(work, task) for task in tasks]):
            yield future.result()


def told(results: Iterable[R], of: int, what: str) -> Iterator[R]:
    """The same results; how many there are so far goes to standard error, if it takes long."""
    said = time.monotonic()
    for done, result in enumerate(results, start=1):
        if what and time.monotonic() - said > EVERY:
            said = time.monotonic()
            print(f"{what}: {done} of {of}", file=sys.stderr, flush=True)
        yield result
