"""The queue of waiting jobs: the users take turns, and each user's jobs keep their order.

Knows only the names of users and jobs.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator


class FairQueue:
    """The ids of waiting jobs. While a user waits, every other user has at most one turn."""

    def __init__(self) -> None:
        self._turns: OrderedDict[str, deque[str]] = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self._turns)

    def __iter__(self) -> Iterator[str]:
        """The jobs in the order in which they will be popped, if none is added."""
        rounds = max(map(len, self._turns.values()), default=0)
        for turn in range(rounds):
            yield from (jobs[turn] for jobs in self._turns.values() if turn < len(jobs))

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
        user, jobs = self._turns.popitem(last=False)
        job_id = jobs.popleft()
        if jobs:
            self._turns[user] = jobs
        return job_id
