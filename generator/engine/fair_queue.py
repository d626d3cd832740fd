"""Who is next: the users in turn, each with his jobs in the order in which they came. Knows only names."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator


class Waiting:
    """Jobs that wait. Between a user's asking and his turn everybody else has one turn at most."""

    def __init__(self) -> None:
        self._turns: OrderedDict[str, deque[str]] = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self._turns)

    def __iter__(self) -> Iterator[str]:
        """The jobs in the order of their turns, if nobody comes meanwhile."""
        rounds = max(map(len, self._turns.values()), default=0)
        for turn in range(rounds):
            yield from (jobs[turn] for jobs in self._turns.values() if turn < len(jobs))

    def add(self, user: str, job_id: str) -> None:
        """At the end of the user's jobs."""
        self._turns.setdefault(user, deque()).append(job_id)

    def remove(self, user: str, job_id: str) -> None:
        """Take a job out that waits."""
        self._turns[user].remove(job_id)
        if not self._turns[user]:
            del self._turns[user]

    def pop(self) -> str:
        """The job whose turn it is; then its user is the last one."""
        user, jobs = self._turns.popitem(last=False)
        job_id = jobs.popleft()
        if jobs:
            self._turns[user] = jobs
        return job_id
