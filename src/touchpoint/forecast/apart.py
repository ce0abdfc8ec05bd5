"""A long forecast of many: in parts that take no room from one another, on all processors."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any, TypeVar

from touchpoint.forecast import circles
from touchpoint.model import View

Made = TypeVar("Made")

MANY = 200
"""So many customers are worth a process."""


def apart(work: Callable[[Sequence[View]], Made], views: Sequence[View]) -> list[Made]:
    """What `work` makes of all customers, circle by circle: each is a world of its own.

    What it makes is handed over by pickle; what it prints or changes may be lost.
    """
    first, *others = _parts(views)
    with _uncollected():
        running = [_begun(work, part) for part in others]
        made = [work(circle) for circle in first]
        for one, part in zip(running, others, strict=True):
            # A process that ends without an answer leaves its part to us, who tell what is wrong.
            made += _answer(one) or [work(circle) for circle in part]
    return made


@contextmanager
def _uncollected() -> Iterator[None]:
    """Planning makes values that do not go in circles: looking for such takes 4 % of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _parts(views: Sequence[View]) -> list[list[list[View]]]:
    """As many parts as processes are worth it, each with as many customers as the others."""
    number = max(min(_processors(), len(views) // MANY), 1)
    parts: list[list[list[View]]] = [[] for _ in range(number)]
    sizes = [0] * number
    for circle in sorted(circles(views), key=len, reverse=True):
        place = sizes.index(min(sizes))
        parts[place].append(circle)
        sizes[place] += len(circle)
    return parts


def _processors() -> int:
    """How many there are for us, where a process can begin as a copy of this one."""
    if not hasattr(os, "sched_getaffinity"):
        return 1
    return len(os.sched_getaffinity(0))


def _begun(work: Callable[[Sequence[View]], Made], part: list[list[View]]) -> Connection:
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe(duplex=False)
    fork.Process(target=_work, args=(theirs, work, part), daemon=True).start()
    theirs.close()
    return ours


def _work(
    answer: Connection, work: Callable[[Sequence[View]], Any], part: list[list[View]]
) -> None:
    with suppress(BaseException):
        answer.send([work(circle) for circle in part])


def _answer(one: Connection) -> list[Any]:
    with one, suppress(EOFError):
        found: list[Any] = one.recv()
        return found
    return []
