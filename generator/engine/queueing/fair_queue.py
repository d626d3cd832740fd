"""The queue of waiting jobs: the users take turns by what their jobs cost; each user's jobs keep their order.

Knows only the names of users and jobs. Start-time fair queueing (Goyal, Vin and Cheng 1996), paid afterwards:
the user who has used the least has the next turn, and a new one starts with as much as the last who had it.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator


class FairQueue:
    """The ids of waiting jobs.

    While a user waits, every other user has one turn at most, or as many as cost no more than that user's.
    """

    def __init__(self) -> None:
        self._turns: OrderedDict[str, deque[str]] = OrderedDict()
        self._used: dict[str, float] = {}
        """What the users have used, if that is more than `_now`."""
        self._now = 0.0
        """What somebody has used who comes anew. Never decreases."""

    def __bool__(self) -> bool:
        return bool(self._turns)

    def __iter__(self) -> Iterator[str]:
        """The jobs in the order in which they will be popped, if none is added and nothing is charged."""
        by_use: dict[float, list[deque[str]]] = {}
        for user, jobs in self._turns.items():
            by_use.setdefault(self._used_by(user), []).append(jobs)
        for used in sorted(by_use):
            rounds = max(map(len, by_use[used]))
            for turn in range(rounds):
                yield from (jobs[turn] for jobs in by_use[used] if turn < len(jobs))

    def add(self, user: str, job_id: str) -> None:
        """Add a job behind the user's other jobs."""
        self._turns.setdefault(user, deque()).append(job_id)

    def remove(self, user: str, job_id: str) -> None:
        """Remove a waiting job."""
        self._turns[user].remove(job_id)
        if not self._turns[user]:
            del self._turns[user]

    def pop(self) -> str:
        """Remove and return the next job. Its user goes to the end of the line."""
        user = min(self._turns, key=self._used_by)
        jobs = self._turns.pop(user)
        job_id = jobs.popleft()
        if jobs:
            self._turns[user] = jobs
        self._advance(self._used_by(user))
        return job_id

    def charge(self, user: str, cost: float) -> None:
        """Say what a job of this user has cost, such as the seconds that it took."""
        self._used[user] = self._used_by(user) + cost
        if not self._turns:  # nobody had to wait for it
            self._advance(self._used[user])

    def _advance(self, now: float) -> None:
        self._now = now
        self._used = {user: used for user, used in self._used.items() if used > now}

    def _used_by(self, user: str) -> float:
        return max(self._now, self._used.get(user, 0.0))
