"""Which tasks are open, who has them, and what to do about those that nobody has. A pure state machine.

Knows nothing of the broker: `add`, `hear`, `lose`, `fail` and `remove` tell it what happens, and `due` says
what to do now. The time is an argument, in seconds of any steady clock.

A worker that dies loses all the tasks that it had in hand, and one of them may be what killed it. A task that
was lost `SUSPECT` times is a suspect. Only one suspect is out at a time, so that a harmless task is not lost
together with a suspect again. One that was lost `MOST_LOSSES` times is given up.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from enum import Enum, auto

SUSPECT = 2
MOST_LOSSES = 5
CLAIM_SECONDS = 4.0
"""A task that nobody names for so long, though somebody has room for it, is asked for again."""
RESULT_SECONDS = 4.0
"""The result of a task that its worker no longer names must be there after so long, or the task is lost."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Hand the task to the workers; `again`: it may still lie at the broker."""

    task: str
    again: bool


@dataclass(frozen=True, slots=True)
class Withdraw:
    """The task waits here until no other suspect is out; nothing of it may lie at the broker."""

    task: str


@dataclass(frozen=True, slots=True)
class GiveUp:
    """The task was lost too often."""

    task: str
    losses: int


Action = Ask | Withdraw | GiveUp


class _State(Enum):
    TO_ASK = auto()
    ASKED = auto()
    HELD = auto()
    DROPPED = auto()


@dataclass(slots=True)
class _Entry:
    kind: str
    since: float
    """When the state began; while `ASKED`, when somebody had room for it first."""
    state: _State = _State.TO_ASK
    holders: set[str] = field(default_factory=set)
    losses: int = 0
    asked: bool = False

    @property
    def is_suspect(self) -> bool:
        return self.losses >= SUSPECT

    @property
    def is_out(self) -> bool:
        return self.state is not _State.TO_ASK


class Ledger:
    """The open tasks."""

    def __init__(self, claim_seconds: float = CLAIM_SECONDS, result_seconds: float = RESULT_SECONDS) -> None:
        self._claim_seconds = claim_seconds
        self._result_seconds = result_seconds
        self._entries: dict[str, _Entry] = {}

    def __contains__(self, task: str) -> bool:
        return task in self._entries

    def add(self, task: str, kind: str, holders: Collection[str], now: float) -> None:
        """A task of this kind that must be done. `holders`: the workers that already have it in hand."""
        state = _State.HELD if holders else _State.TO_ASK
        self._entries[task] = _Entry(kind, now, state, set(holders))

    def remove(self, task: str) -> None:
        """The task is done, or nobody wants it any more."""
        self._entries.pop(task, None)

    def hear(self, worker: str, tasks: Collection[str], now: float, *, leaving: bool = False) -> None:
        """A worker has named the tasks that it has in hand. A `leaving` one has given the others back."""
        for task, entry in self._entries.items():
            if task in tasks:
                entry.holders.add(worker)
                entry.state = _State.HELD
            elif worker in entry.holders:
                entry.holders.remove(worker)
                if not entry.holders:
                    entry.state, entry.since = _State.ASKED if leaving else _State.DROPPED, now

    def lose(self, worker: str) -> None:
        """A worker is gone, with all that it had in hand."""
        for entry in self._entries.values():
            if worker in entry.holders:
                entry.holders.remove(worker)
                if not entry.holders:
                    self._lost(entry)

    def fail(self, task: str) -> None:
        """What came back for the task was no result."""
        if task in self._entries:
            self._lost(self._entries[task])

    def due(self, now: float, can_take: Callable[[str], bool]) -> list[Action]:
        """What to do now. `can_take` says whether a worker has room for a kind of task."""
        for entry in self._entries.values():
            self._check_time(entry, now, can_take)
        losses = {task: entry.losses for task, entry in self._entries.items()}
        given_up = [GiveUp(task, count) for task, count in losses.items() if count >= MOST_LOSSES]
        for one in given_up:
            self.remove(one.task)
        return [*given_up, *self._to_ask(now)]

    def _check_time(self, entry: _Entry, now: float, can_take: Callable[[str], bool]) -> None:
        if entry.state is _State.ASKED:
            if not can_take(entry.kind):
                entry.since = now
            elif now - entry.since > self._claim_seconds:
                entry.state = _State.TO_ASK
        elif entry.state is _State.DROPPED and now - entry.since > self._result_seconds:
            self._lost(entry)

    def _to_ask(self, now: float) -> list[Ask | Withdraw]:
        actions: list[Ask | Withdraw] = []
        for task, entry in self._entries.items():
            if entry.is_out:
                continue
            if entry.is_suspect and self._suspect_is_out:
                if entry.asked:
                    actions.append(Withdraw(task))
                    entry.asked = False
                continue
            actions.append(Ask(task, again=entry.asked))
            entry.state, entry.since, entry.asked = _State.ASKED, now, True
        return actions

    @property
    def _suspect_is_out(self) -> bool:
        return any(entry.is_suspect and entry.is_out for entry in self._entries.values())

    @staticmethod
    def _lost(entry: _Entry) -> None:
        entry.losses += 1
        entry.state, entry.asked = _State.TO_ASK, True
        entry.holders.clear()
