"""Processes that do work and may die of it: each has a pipe of its own, so one's end is not another's matter.

Knows nothing of tunes: work is anything that can be pickled and called. It is tried again in a new process
where one crashed, took too long or wanted too much memory.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection
from typing import TypeVar

import psutil

from generator.errors import EngineClosed, LiltError, WorkFailed

log = logging.getLogger(__name__)

TRIES = 3
OUT_OF_MEMORY = 99
"""A process's exit code where its work got no more memory."""

NOT_DONE = "This could not be done; please try something else."

_Made = TypeVar("_Made")
_spawning = multiprocessing.get_context("spawn")  # a forked child would inherit the sampler's thread


class WorkerDied(Exception):
    """A process ended before its work did; the message says how."""


class Worker:
    """One process, and the place to put another one when it is gone. One thread uses it at a time."""

    def __init__(self, number: int, begin: Callable[[], None], memory: int) -> None:
        """`begin` prepares a new process; its work may take `memory` bytes on top of what it has then."""
        self.number = number
        self.cold = True
        self._target = (begin, memory)
        self._pipe: Connection | None = None
        self._process: multiprocessing.process.BaseProcess | None = None

    def start(self) -> None:
        """A new process, without waiting until it is ready. Raises OSError where there can be none now."""
        self.cold = True
        self._pipe = self._process = None
        ours, theirs = _spawning.Pipe()
        process = _spawning.Process(target=_serve, args=(theirs, *self._target), daemon=True)
        with theirs:
            process.start()
        self._pipe, self._process = ours, process

    def do(self, work: Callable[[], _Made], seconds: float) -> _Made:
        """What the work makes or raises. Raises WorkerDied where the process did not live to tell."""
        if self._pipe is None:
            raise WorkerDied("it could not be started")
        try:
            self._pipe.send(work)
            if not self._pipe.poll(seconds):
                raise WorkerDied(f"its work took longer than {seconds:g} s")
            made, error = self._pipe.recv()
        except (EOFError, OSError):
            raise WorkerDied(self._last_words()) from None
        self.cold = False
        if error is not None:
            raise error
        result: _Made = made
        return result

    def _last_words(self) -> str:
        assert self._process is not None  # noqa: S101 - it has a pipe
        self._process.join(1)
        code = self._process.exitcode
        return "it got no more memory" if code == OUT_OF_MEMORY else f"its exit code is {code}"

    def kill(self) -> None:
        """End the process and whatever it has started. Whoever waits for its work hears of it."""
        if self._process is None or self._process.pid is None:
            return
        with suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self._process.pid).children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    child.kill()
        self._process.kill()
        self._process.join()

    def close(self) -> None:
        """Kill, and let go of the pipe: nobody may be waiting at it any more."""
        self.kill()
        if self._pipe is not None:
            self._pipe.close()


def _nothing() -> None:
    """What there is to prepare where nothing is."""


class Pool:
    """Some workers. One that dies is replaced, and its work tried again; the others' go on."""

    def __init__(
        self, size: int, *, seconds: float, memory: int, begin: Callable[[], None] = _nothing
    ) -> None:
        """`seconds` and `memory` (bytes) are what one piece of work may take. `begin` must be picklable."""
        self._seconds = seconds
        self._workers = [Worker(number, begin, memory) for number in range(size)]
        self._free: asyncio.PriorityQueue[tuple[bool, int, Worker]] = asyncio.PriorityQueue()
        self._threads = ThreadPoolExecutor(size, "worker")
        self._lock = threading.Lock()
        self._closed = False
        self.replaced = 0

    def start(self) -> None:
        """Start all processes, without waiting until they are ready."""
        for worker in self._workers:
            worker.start()
            self._give_back(worker)

    async def run(self, work: Callable[[], _Made]) -> _Made:
        """What the work makes or raises. Raises WorkFailed where no process lived to do it, EngineClosed."""
        for attempt in range(1, TRIES + 1):
            _, _, worker = await self._free.get()
            if self._closed:
                self._give_back(worker)  # for the next one who waits
                raise EngineClosed
            doing = asyncio.get_running_loop().run_in_executor(self._threads, self._do, worker, work)
            doing.add_done_callback(partial(self._give_back, worker))
            try:
                return await asyncio.shield(doing)  # whoever gives up leaves the worker to finish
            except WorkerDied as death:
                if self._closed:
                    raise EngineClosed from None
                log.error("worker %d was replaced: %s (try %d of %d)", worker.number, death, attempt, TRIES)
        raise WorkFailed(NOT_DONE)

    def _do(self, worker: Worker, work: Callable[[], _Made]) -> _Made:
        try:
            return worker.do(work, self._seconds)
        except WorkerDied:
            self._replace(worker)
            raise

    def _replace(self, worker: Worker) -> None:
        with self._lock:
            if self._closed:
                return
            worker.close()
            self.replaced += 1
            try:
                worker.start()
            except OSError:  # no memory or no process left; whoever needs the worker next tries again
                log.exception("worker %d could not be started", worker.number)

    def _give_back(self, worker: Worker, _: object = None) -> None:
        """Those that have worked already come first."""
        self._free.put_nowait((worker.cold, worker.number, worker))

    def close(self) -> None:
        """Drop what is being done and end the processes. Blocks for a moment."""
        with self._lock:
            self._closed = True
            for worker in self._workers:
                worker.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.close()


def _serve(pipe: Connection, begin: Callable[[], None], memory: int) -> None:
    """The life of a process: it ends with the pipe, so also where its parent was killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    with suppress(LiltError):  # whatever cannot be prepared, each piece of work will say so itself
        begin()
    _limit_memory(memory)
    with suppress(EOFError, BrokenPipeError):
        while True:
            pipe.send(_outcome(pipe.recv()))


def _outcome(work: Callable[[], _Made]) -> tuple[_Made | None, Exception | None]:
    try:
        return work(), None
    except LiltError as error:
        return None, error
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # what is left of it may lack memory too
    except Exception:
        log.exception("the work of a worker failed")
        return None, WorkFailed(NOT_DONE)


def _limit_memory(memory: int) -> None:
    """Of its address space, since that is what Linux lets one limit; elsewhere there is no limit."""
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = psutil.Process().memory_info().vms + memory
        limit = limit if most == resource.RLIM_INFINITY else min(limit, most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))
