"""A pool of processes for work that may crash. Each has its own pipe: one that ends does not disturb others.

Knows nothing of tunes: work is any callable that can be pickled. If its process crashes, takes too long or
runs out of memory, the work is tried again in a new process. Users whose work waits take turns by the seconds
that their work has taken.
"""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from heapq import heappop, heappush
from itertools import count
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection
from typing import TypeVar

import psutil

from generator.engine.queueing.fair_queue import FairQueue
from generator.errors import EngineClosed, LiltError, WorkFailed

log = logging.getLogger(__name__)

TRIES = 3
NICENESS = 5
"""How much the processes give way to the event loop, which people wait for, where all cores are busy. Not
more: beside other busy programs they would get so little that they reach their time limit."""
OUT_OF_MEMORY = 99
"""The exit code of a process that ran out of memory."""

_STUCK = (psutil.STATUS_STOPPED, psutil.STATUS_TRACING_STOP, psutil.STATUS_ZOMBIE, psutil.STATUS_DEAD)
_LONG = 0.75
"""The share of the time limit after which a piece of work looks stuck."""

NOT_DONE = "This could not be done; please try something else."

_Result = TypeVar("_Result")
_spawning = multiprocessing.get_context("spawn")  # a forked child would inherit the sampler's thread


class WorkerLost(Exception):
    """A process ended before its work was done; the message says why."""


class Worker:
    """One process, which can be started again after it ended. Used by one thread at a time."""

    def __init__(self, number: int, prepare: Callable[[], None], memory: int) -> None:
        """`prepare` is called first in each process; work may then take `memory` bytes more."""
        self.number = number
        self.cold = True
        self._busy_since: float | None = None
        self._arguments = (prepare, memory)
        self._pipe: Connection | None = None
        self._process: multiprocessing.process.BaseProcess | None = None

    def start(self) -> None:
        """Start a new process without waiting until it is ready. Raises OSError if there can be none now."""
        self.cold = True
        self._pipe = self._process = None
        ours, theirs = _spawning.Pipe()
        process = _spawning.Process(target=_serve, args=(theirs, *self._arguments), daemon=True)
        with theirs, _without_interrupts():
            process.start()
        self._pipe, self._process = ours, process

    def run(self, work: Callable[[], _Result], seconds: float) -> _Result:
        """Return what the work returns, or raise what it raises; WorkerLost if the process ends first."""
        if self._pipe is None:
            raise WorkerLost("it could not be started")
        self._busy_since = time.monotonic()
        try:
            self._pipe.send(work)
            if not self._pipe.poll(seconds):
                raise WorkerLost(f"its work took longer than {seconds:g} s")
            returned, error = self._pipe.recv()
        except (EOFError, OSError):
            raise WorkerLost(self._exit_reason()) from None
        finally:
            self._busy_since = None
        self.cold = False
        if error is not None:
            raise error
        result: _Result = returned
        return result

    def is_stuck(self, seconds: float) -> bool:
        """Whether its process is gone, stopped, or has been at one piece of work for longer than this."""
        since = self._busy_since
        if since is not None and time.monotonic() - since > seconds:
            return True
        if self._process is None or self._process.pid is None:
            return True
        try:
            return psutil.Process(self._process.pid).status() in _STUCK
        except psutil.Error:
            return True

    def _exit_reason(self) -> str:
        assert self._process is not None  # noqa: S101 - it has a pipe
        self._process.join(1)
        code = self._process.exitcode
        return "it ran out of memory" if code == OUT_OF_MEMORY else f"its exit code is {code}"

    def kill(self) -> None:
        """Kill the process and all its children. A thread that waits in `run` gets WorkerLost."""
        if self._process is None or self._process.pid is None:
            return
        with suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self._process.pid).children(recursive=True):
                with suppress(psutil.NoSuchProcess):
                    child.kill()
        self._process.kill()
        self._process.join()

    def close(self) -> None:
        """Kill the process and close the pipe. No thread may be waiting in `run`."""
        self.kill()
        if self._pipe is not None:
            self._pipe.close()


@contextmanager
def _without_interrupts() -> Iterator[None]:
    """A process started here gets no Ctrl-C until it says what to do then; ours gets it afterwards."""
    if sys.platform == "win32":
        yield
        return
    resource_tracker.ensure_running()  # starting it would let Ctrl-C through again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _prepare_nothing() -> None:
    """The `prepare` that does nothing."""


class ProcessPool:
    """Runs work in a fixed number of processes, and restarts those that end."""

    def __init__(
        self, size: int, *, seconds: float, memory: int, prepare: Callable[[], None] = _prepare_nothing
    ) -> None:
        """`seconds` and `memory` (bytes) limit one piece of work.

        `prepare` is called first in each process; it must be picklable.
        """
        self._seconds = seconds
        self._workers = [Worker(number, prepare, memory) for number in range(size)]
        self._free: list[tuple[bool, int, Worker]] = []
        """A heap: workers that have worked before come first."""
        self._queue = FairQueue()
        self._waiting: dict[str, asyncio.Future[Worker]] = {}
        self._numbers = count()
        self._threads = ThreadPoolExecutor(size, "worker")
        self._lock = threading.Lock()
        self._closed = False
        self.restarts = 0

    def start(self) -> None:
        """Start all processes, without waiting until they are ready."""
        for worker in self._workers:
            worker.start()
            self._give_back(worker)

    async def run(self, work: Callable[[], _Result], user: str = "") -> _Result:
        """Return what the work returns, or raise what it raises. `user`: who waits for it.

        Raises WorkFailed if every process that tried it ended, and EngineClosed.
        """
        for attempt in range(1, TRIES + 1):
            worker = await self._turn(user)
            if self._closed:
                self._give_back(worker)  # for the next caller that waits
                raise EngineClosed
            running = asyncio.get_running_loop().run_in_executor(self._threads, self._run, worker, work)
            running.add_done_callback(partial(self._end, worker, user, time.monotonic()))
            try:
                return await asyncio.shield(running)  # a worker finishes its work if the caller is cancelled
            except WorkerLost as reason:
                if self._closed:
                    raise EngineClosed from None
                log.error("worker %d was restarted: %s (try %d of %d)", worker.number, reason, attempt, TRIES)
        raise WorkFailed(NOT_DONE)

    def _run(self, worker: Worker, work: Callable[[], _Result]) -> _Result:
        try:
            return worker.run(work, self._seconds)
        except WorkerLost:
            self._restart(worker)
            raise

    def _restart(self, worker: Worker) -> None:
        with self._lock:
            if self._closed:
                return
            worker.close()
            self.restarts += 1
            try:
                worker.start()
            except OSError:  # no memory or no process left; the next use of the worker tries again
                log.exception("worker %d could not be started", worker.number)

    async def _turn(self, user: str) -> Worker:
        """A free worker, as soon as it is this user's turn."""
        if self._free:
            return heappop(self._free)[-1]
        number = str(next(self._numbers))
        turn: asyncio.Future[Worker] = asyncio.get_running_loop().create_future()
        self._waiting[number] = turn
        self._queue.add(user, number)
        try:
            return await turn
        except asyncio.CancelledError:
            if turn.done() and not turn.cancelled():  # both at once
                self._give_back(turn.result())
            elif self._waiting.pop(number, None) is not None:
                self._queue.remove(user, number)
            raise

    def _end(self, worker: Worker, user: str, started: float, running: asyncio.Future[object]) -> None:
        if not running.cancelled():
            running.exception()  # nobody asks for it where the caller was cancelled; asyncio would complain
        self._queue.charge(user, time.monotonic() - started)
        self._give_back(worker)

    def _give_back(self, worker: Worker) -> None:
        """Give the worker to the next user who waits, or make it free."""
        while self._queue:
            turn = self._waiting.pop(self._queue.pop())
            if not turn.done():  # else it was cancelled just now, and its task does not know yet
                turn.set_result(worker)
                return
        heappush(self._free, (worker.cold, worker.number, worker))

    @property
    def stuck(self) -> int:
        """How many processes do not work now: gone, stopped, or near the limit of their time."""
        return sum(worker.is_stuck(_LONG * self._seconds) for worker in self._workers)

    def close(self) -> None:
        """Drop unfinished work and end the processes. Blocks for a moment."""
        with self._lock:
            self._closed = True
            for worker in self._workers:
                worker.kill()
        self._threads.shutdown(cancel_futures=True)
        for worker in self._workers:
            worker.close()


def _serve(pipe: Connection, prepare: Callable[[], None], memory: int) -> None:
    """Do work from the pipe until it closes, as it does when the parent is killed. Runs in the worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    if sys.platform != "win32":
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        os.nice(NICENESS)
    with suppress(LiltError):  # each piece of work will raise the same error
        prepare()
    _limit_memory(memory)
    with suppress(EOFError, BrokenPipeError):
        while True:
            pipe.send(_outcome(pipe.recv()))


def _outcome(work: Callable[[], _Result]) -> tuple[_Result | None, Exception | None]:
    """What the work returns, or the error that it raises."""
    try:
        return work(), None
    except LiltError as error:
        return None, error
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # even sending the error could run out of memory
    except Exception:
        log.exception("work in a worker failed")
        return None, WorkFailed(NOT_DONE)


def _limit_memory(memory: int) -> None:
    """Limit the address space, which is what Linux can limit. On other systems there is no limit."""
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        limit = psutil.Process().memory_info().vms + memory
        limit = limit if most == resource.RLIM_INFINITY else min(limit, most)
        resource.setrlimit(resource.RLIMIT_AS, (limit, most))
