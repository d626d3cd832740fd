"""Whose job is next: the users take turns, each with their jobs in order of arrival. Knows only names."""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterator


class FairQueue:
    """Jobs that wait. Between a user's asking and their turn, every other user has one turn at most."""

    def __init__(self) -> None:
        self._turns: OrderedDict[str, deque[str]] = OrderedDict()

    def __bool__(self) -> bool:
        return bool(self._turns)

    def __iter__(self) -> Iterator[str]:
        """The jobs in the order of their turns, as long as no other job is added."""
        rounds = max(map(len, self._turns.values()), default=0)
        for turn in range(rounds):
            yield from (jobs[turn] for jobs in self._turns.values() if turn < len(jobs))

    def add(self, user: str, job_id: str) -> None:
        """Append to the user's jobs."""
        self._turns.setdefault(user, deque()).append(job_id)

    def remove(self, user: str, job_id: str) -> None:
        """Remove a waiting job."""
        self._turns[user].remove(job_id)
        if not self._turns[user]:
            del self._turns[user]

    def pop(self) -> str:
        """Remove and return the job whose turn it is; its user then goes to the end."""
        user, jobs = self._turns.popitem(last=False)
        job_id = jobs.popleft()
        if jobs:
            self._turns[user] = jobs
        return job_id
