"""Work spread over the machine's cores: each worker is a process of its own, for a solver shares nothing between threads."""

from __future__ import annotations

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

T = TypeVar("T")
R = TypeVar("R")
HANDS = min(2, os.cpu_count() or 1)


def spread(work: Callable[[T], R], tasks: Sequence[T], hands: int = HANDS) -> Iterator[R]:
    """The results in the order of the tasks; one hand = in this process."""
    if hands < 2 or len(tasks) < 2:
        yield from map(work, tasks)
        return
    with ProcessPoolExecutor(hands, get_context("spawn")) as crew:
        yield from crew.map(work, tasks)
