"""The users of a fair queue take turns."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from generator.engine.queueing.fair_queue import FairQueue

USERS = ("ann", "bob", "cyd")
asks = st.tuples(st.sampled_from(USERS), st.integers(1, 50))
"""A user adds a number of jobs at once."""
steps = st.lists(st.one_of(asks, st.just("turn"), st.just("leave")), max_size=60)


def test_fifty_jobs_of_one_user_delay_another_user_by_one_job_at_most() -> None:
    queue = FairQueue()
    for number in range(50):
        queue.add("ann", f"ann {number}")
    queue.add("bob", "bob 0")
    assert [queue.pop() for _ in range(3)] == ["ann 0", "bob 0", "ann 1"]


@given(steps)
def test_no_user_has_two_turns_while_another_waits(script: list[tuple[str, int] | str]) -> None:
    """Jobs are added, popped and removed in any order."""
    queue, jobs = FairQueue(), dict[str, list[str]]()
    turns: dict[str, Counter[str]] = {}
    for number, step in enumerate(script):
        if isinstance(step, tuple):
            user, count = step
            turns.setdefault(user, Counter())
            for one in range(count):
                queue.add(user, f"{user} {number} {one}")
                jobs.setdefault(user, []).append(f"{user} {number} {one}")
        elif jobs and step == "leave":
            user = min(jobs)
            queue.remove(user, jobs[user].pop(len(jobs[user]) // 2))
            _forget(user, jobs, turns)
        elif jobs:
            expected = next(iter(queue))
            job = queue.pop()
            user = job.split()[0]
            assert job == expected
            assert jobs[user].pop(0) == job
            turns[user] = Counter()
            for other in set(jobs) - {user}:
                turns[other][user] += 1
                assert turns[other][user] <= 1
            _forget(user, jobs, turns)
    assert bool(queue) == bool(jobs)


def _forget(user: str, jobs: dict[str, list[str]], turns: dict[str, Counter[str]]) -> None:
    if not jobs[user]:
        del jobs[user], turns[user]


@given(st.lists(asks, max_size=8))
def test_jobs_are_listed_in_the_order_in_which_they_are_popped(script: list[tuple[str, int]]) -> None:
    queue = FairQueue()
    for number, (user, count) in enumerate(script):
        for one in range(count):
            queue.add(user, f"{user} {number} {one}")
    positions = list(queue)
    assert [queue.pop() for _ in positions] == positions
    assert not queue


class Machine:
    """One worker: takes jobs one after another; a job of a user takes that user's `seconds`."""

    def __init__(self, seconds: dict[str, float]) -> None:
        self.queue = FairQueue()
        self.seconds = seconds
        self.now = 0.0

    def work_until(self, user: str) -> float:
        """Work until a job of this user is done; when that is."""
        while True:
            worker = self.queue.pop().split()[0]
            self.now += self.seconds[worker]
            self.queue.charge(worker, self.seconds[worker])
            if worker == user:
                return self.now

    def add(self, user: str, count: int) -> None:
        for number in range(count):
            self.queue.add(user, f"{user} {self.now} {number}")


costs = st.floats(0.1, 20.0)


@given(costs, costs, st.integers(0, 30))
def test_who_comes_anew_waits_for_one_job_of_another_whatever_that_has_used(
    hostile: float, cheap: float, before: int
) -> None:
    machine = Machine({"ann": hostile, "bob": cheap})
    machine.add("ann", 64)
    for _ in range(before):
        machine.work_until("ann")
    machine.add("bob", 1)
    assert machine.work_until("bob") - before * hostile <= hostile + cheap + 1e-6


@given(costs, st.integers(2, 12))
def test_cheap_jobs_have_as_many_turns_as_cost_one_dear_job(cheap: float, ratio: int) -> None:
    machine = Machine({"ann": cheap * ratio, "bob": cheap})
    machine.add("ann", 50)
    machine.add("bob", 200)
    while machine.now < 20 * machine.seconds["ann"]:
        machine.work_until("bob")
    done = 200 - sum(job.startswith("bob") for job in machine.queue)
    assert abs(done * cheap - machine.now / 2) <= machine.seconds["ann"] + cheap


@given(costs, costs)
def test_nobody_saves_turns_by_not_using_them(own: float, others: float) -> None:
    """Somebody who has worked alone for long is not put behind someone who comes later with many jobs."""
    machine = Machine({"ann": own, "bob": others})
    machine.add("ann", 40)
    for _ in range(20):
        machine.work_until("ann")
    machine.add("bob", 50)
    began = machine.now
    machine.work_until("ann")
    assert machine.now - began <= own + others + max(own, others) + 1e-6


def test_what_is_remembered_of_users_does_not_grow() -> None:
    machine = Machine({f"user{number}": 1.0 for number in range(1000)})
    for user in machine.seconds:
        machine.add(user, 1)
        machine.work_until(user)
    assert len(machine.queue._used) <= 2
