"""Real processes that crash, hang or use too much memory do not disturb the others."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import psutil
import pytest

from generator.engine.local.process_pool import ProcessPool
from generator.errors import BadRequest, EngineClosed, WorkFailed
from tests.generator.engine.local.model_folders import wait_until

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="on other systems processes end in other ways"
)

crash = partial(os._exit, 3)
hang = partial(time.sleep, 600)
use_memory = partial(bytearray, 4 * 2**30)
pid = os.getpid


def crash_once(mark: Path) -> int:
    """Crash the first time."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGSEGV)
    return os.getpid()


def hang_with_a_child(mark: Path) -> None:
    child = subprocess.Popen(["sleep", "600"])  # noqa: S607
    mark.write_text(f"{child.pid}")
    child.wait()


def refuse() -> None:
    raise BadRequest("key", "H", "it must be a key")


@pytest.fixture
async def pool() -> AsyncIterator[ProcessPool]:
    pool = ProcessPool(2, seconds=60, memory=2**30)
    pool.start()
    yield pool
    await asyncio.to_thread(pool.close)


@pytest.fixture
async def warm_pool(pool: ProcessPool) -> ProcessPool:
    """Its processes have started: on a busy machine that takes seconds, which count as their first work.

    So tests of work that hangs can set the limit lower.
    """
    await asyncio.gather(*(pool.run(partial(_slow_pid, 0.1)) for _ in range(4)))
    return pool


async def test_work_is_done_in_another_process(pool: ProcessPool) -> None:
    assert await pool.run(pid) != os.getpid()


async def test_a_process_gives_way_to_its_parent(pool: ProcessPool) -> None:
    niceness = partial(os.getpriority, os.PRIO_PROCESS, 0)
    assert await pool.run(niceness) > niceness()


@pytest.mark.parametrize("bad", [crash, use_memory], ids=["crash", "use memory"])
async def test_work_that_ends_its_process_three_times_fails(
    pool: ProcessPool, bad: partial[None], caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(WorkFailed):
        await pool.run(bad)
    assert len(caplog.records) == pool.restarts == 3
    assert await pool.run(pid)


@pytest.mark.parametrize("how", [signal.SIGSTOP, signal.SIGKILL])
async def test_a_process_that_does_not_run_shows_and_is_replaced_when_it_is_needed(
    warm_pool: ProcessPool, how: signal.Signals
) -> None:
    warm_pool._seconds = 3
    for number in {await warm_pool.run(pid) for _ in range(4)}:
        os.kill(number, how)
    await wait_until(lambda: warm_pool.stuck > 0)
    while warm_pool.stuck:
        assert await warm_pool.run(pid)
    assert warm_pool.restarts > 0


@pytest.mark.parametrize(
    ("bad", "how"), [(crash, "exit code is 3"), (use_memory, "out of memory"), (hang, "longer than 3 s")]
)
async def test_other_workers_go_on_when_one_ends(
    warm_pool: ProcessPool,
    bad: partial[None],
    how: str,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("generator.engine.local.process_pool.TRIES", 2)
    warm_pool._seconds = 3 if bad is hang else 60
    before = await warm_pool.run(pid)
    lost = asyncio.create_task(warm_pool.run(bad))
    await asyncio.sleep(0.1)
    others = {await warm_pool.run(partial(_slow_pid, 0.05)) for _ in range(8)}
    assert len(others) == 1  # the other one, which is not restarted
    with pytest.raises(WorkFailed):
        await lost
    assert how in caplog.text
    assert psutil.pid_exists(before) == (before in others)


def _slow_pid(seconds: float) -> int:
    time.sleep(seconds)
    return os.getpid()


def _slow_work(gate: Path, seconds: float) -> None:
    while not gate.exists():
        time.sleep(0.01)
    time.sleep(seconds)


async def test_work_whose_process_crashed_once_is_done_in_a_new_one(
    pool: ProcessPool, tmp_path: Path
) -> None:
    assert psutil.pid_exists(await pool.run(partial(crash_once, tmp_path / "mark")))


async def test_no_work_is_lost_when_an_idle_worker_is_killed(pool: ProcessPool) -> None:
    for _ in range(5):
        os.kill(await pool.run(pid), signal.SIGKILL)
        assert await pool.run(pid)


async def test_a_process_that_could_not_be_started_is_started_later(
    pool: ProcessPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(process: object) -> None:
        raise BlockingIOError("no more processes")

    with monkeypatch.context() as patch:
        patch.setattr("multiprocessing.process.BaseProcess.start", refused)
        for _ in range(2):
            with pytest.raises(WorkFailed):
                await pool.run(crash)
    assert await pool.run(pid)


async def test_the_children_of_a_hanging_process_are_killed_with_it(
    warm_pool: ProcessPool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.engine.local.process_pool.TRIES", 1)
    warm_pool._seconds = 3
    mark = tmp_path / "pid"
    with pytest.raises(WorkFailed):
        await warm_pool.run(partial(hang_with_a_child, mark))
    with suppress(psutil.NoSuchProcess):
        assert psutil.Process(int(mark.read_text())).status() == psutil.STATUS_ZOMBIE


async def test_an_expected_error_reaches_the_caller_and_ends_no_process(
    pool: ProcessPool, caplog: pytest.LogCaptureFixture
) -> None:
    before = {await pool.run(partial(_slow_pid, 0.01)) for _ in range(4)}
    with pytest.raises(BadRequest, match="it must be a key"):
        await pool.run(refuse)
    assert await pool.run(pid) in before
    assert not caplog.records


async def test_an_unexpected_error_becomes_work_failed(pool: ProcessPool) -> None:
    with pytest.raises(WorkFailed, match="This could not be done"):
        await pool.run(partial(divmod, 1, 0))


async def test_the_users_take_turns_by_the_time_that_their_work_takes(
    warm_pool: ProcessPool, tmp_path: Path
) -> None:
    """The first two, in both processes, wait until everybody has asked."""
    order, gate = list[str](), tmp_path / "gate"

    async def work(user: str, seconds: float) -> None:
        await warm_pool.run(partial(_slow_work, gate, seconds), user)
        order.append(user)

    hostile = [asyncio.create_task(work("ann", 0.5)) for _ in range(8)]
    await asyncio.sleep(0)
    cheap = [asyncio.create_task(work("bob", 0.0)) for _ in range(4)]
    await asyncio.sleep(0)
    gate.touch()
    await asyncio.gather(*hostile, *cheap)
    assert order.index("bob") <= 2  # two workers
    assert [user for user in order if user == "ann"] == ["ann"] * 8
    assert max(at for at, user in enumerate(order) if user == "bob") <= 6


async def test_a_caller_that_is_cancelled_while_it_waits_loses_its_turn_only(
    warm_pool: ProcessPool,
) -> None:
    pool = warm_pool
    busy = [asyncio.create_task(pool.run(partial(_slow_pid, 0.2), "ann")) for _ in range(2)]
    await asyncio.sleep(0.05)
    waiting = [asyncio.create_task(pool.run(pid, user)) for user in ("bob", "cyd", "bob")]
    await asyncio.sleep(0)
    waiting[0].cancel()
    async with asyncio.timeout(5):
        assert await waiting[1]
        assert await waiting[2]
        await asyncio.gather(*busy)
        assert await asyncio.gather(*(pool.run(pid) for _ in range(4)))


async def test_no_worker_is_lost_to_callers_that_are_cancelled_as_it_becomes_free(pool: ProcessPool) -> None:
    workers = [await pool._turn("") for _ in range(2)]
    waiting = [asyncio.create_task(pool.run(pid)) for _ in range(3)]
    await asyncio.sleep(0)
    for task in waiting[:2]:
        task.cancel()
    for worker in workers:
        pool._give_back(worker)
    async with asyncio.timeout(30):
        assert await waiting[2]
        assert await asyncio.gather(*(pool.run(partial(_slow_pid, 0.1)) for _ in range(4)))


async def test_a_worker_finishes_its_work_when_the_caller_is_cancelled(warm_pool: ProcessPool) -> None:
    cancelled = [asyncio.create_task(warm_pool.run(partial(_slow_pid, 0.3))) for _ in range(2)]
    await asyncio.sleep(0.2)
    for task in cancelled:
        task.cancel()
    async with asyncio.timeout(20):
        assert await warm_pool.run(pid)


async def test_closing_ends_all_processes_and_waiting_callers_get_engine_closed() -> None:
    pool = ProcessPool(1, seconds=60, memory=2**30)
    pool.start()
    process = await pool.run(pid)
    waiting = [asyncio.create_task(pool.run(work)) for work in (hang, pid, pid)]
    await asyncio.sleep(0.1)
    await asyncio.to_thread(pool.close)
    assert [type(one) for one in await asyncio.gather(*waiting, return_exceptions=True)] == [EngineClosed] * 3
    assert not psutil.pid_exists(process)


async def test_closing_complains_of_no_work_whose_caller_was_cancelled() -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context))
    pool = ProcessPool(1, seconds=60, memory=2**30)
    pool.start()
    await pool.run(pid)
    caller = asyncio.create_task(pool.run(hang))
    await asyncio.sleep(0.1)
    caller.cancel()
    with suppress(asyncio.CancelledError):
        await caller
    await asyncio.to_thread(pool.close)
    del caller  # asyncio complains of a future when it goes
    await asyncio.sleep(0.1)
    gc.collect()
    assert complaints == []


async def test_the_workers_end_when_their_parent_is_killed() -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _PARENT, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": "."}
    )
    assert parent.stdout is not None
    workers = [int(word) for word in (await parent.stdout.readline()).split()]
    parent.kill()
    await parent.wait()
    _, alive = await asyncio.to_thread(psutil.wait_procs, map(psutil.Process, workers), timeout=10)
    assert not alive


_PARENT = """
import asyncio, os
from generator.engine.local.process_pool import ProcessPool

async def main():
    pool = ProcessPool(2, seconds=60, memory=2**30)
    pool.start()
    here = await pool.run(os.getpid)
    print(*(worker._process.pid for worker in pool._workers), flush=True)
    await asyncio.sleep(600)

if __name__ == "__main__":
    asyncio.run(main())
"""


async def test_ctrl_c_does_not_reach_a_process_that_has_just_been_started() -> None:
    """It is sent to all processes of a terminal; one that still imports would die of it, with a traceback."""
    pool = ProcessPool(1, seconds=60, memory=2**30)
    pool.start()
    for process in psutil.Process().children():
        process.send_signal(signal.SIGINT)
    assert await pool.run(pid) != os.getpid()
    assert pool.restarts == 0
    await asyncio.to_thread(pool.close)
