"""The users of a fair queue take turns."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from generator.engine.fair_queue import FairQueue

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
