"""The workers that are there, by their heartbeats. A pure state machine: the time is an argument."""

from __future__ import annotations

from collections import Counter

from generator.engine import Health
from generator.engine.remote.heartbeat import Heartbeat

_MOST_NAMED = 5
"""Workers of another version that the health report names."""
SILENT_SECONDS = 5.0
"""A worker that has said nothing for so long is lost."""

NO_WORKER = "No worker is connected to the broker, so no tune is composed; start one."
OTHER_VERSION = "is of another version of Lilt and gets no tasks; install the bot's version there."


class Register:
    """The last heartbeat of each worker, and when it came (seconds of any steady clock)."""

    def __init__(self, silent_seconds: float = SILENT_SECONDS) -> None:
        self._silent_seconds = silent_seconds
        self._beats: dict[str, Heartbeat] = {}
        self._heard: dict[str, float] = {}
        self._others: dict[str, float] = {}
        """The workers whose heartbeats nobody here understands, and when they came."""

    def hear_other(self, worker: str, now: float) -> None:
        """A worker has spoken that is of another version."""
        self._others[worker] = now

    def hear(self, beat: Heartbeat, now: float) -> None:
        """A worker has spoken. One that leaves and has nothing in hand any more is forgotten."""
        if beat.leaving and not beat.tasks:
            self._beats.pop(beat.worker, None)
            self._heard.pop(beat.worker, None)
        else:
            self._beats[beat.worker] = beat
            self._heard[beat.worker] = now

    def forgive(self, now: float) -> None:
        """Nobody could be heard until now, so nobody counts as silent."""
        self._heard = dict.fromkeys(self._heard, now)

    def drop_silent(self, now: float) -> list[str]:
        """Forget the workers that have been silent for too long, and return them."""
        others = self._others.items()
        self._others = {name: heard for name, heard in others if now - heard <= self._silent_seconds}
        silent = [name for name, heard in self._heard.items() if now - heard > self._silent_seconds]
        for name in silent:
            del self._heard[name], self._beats[name]
        return silent

    def holders(self, task_id: str) -> list[str]:
        """The workers that have this task in hand."""
        return [beat.worker for beat in self._beats.values() if task_id in beat.tasks]

    def can_take(self, kind: str) -> bool:
        """Whether somebody has room for a task of this kind."""
        return any(beat.can_take(kind) for beat in self._beats.values())

    def knows(self, kind: str) -> bool:
        """Whether somebody can do this kind of task at all."""
        return any(beat.knows(kind) for beat in self._staying)

    @property
    def models(self) -> list[str]:
        """The names of the models that tasks can give."""
        return sorted({model for beat in self._staying for model in beat.models})

    @property
    def rows(self) -> int:
        """How many tunes can be composed at once."""
        return sum(beat.rows for beat in self._staying if beat.problem is None)

    @property
    def renders(self) -> int:
        """How many tunes can be rendered at once."""
        return sum(beat.renders for beat in self._staying)

    @property
    def model(self) -> str:
        """The id of the model that most workers use; "" if there is no worker."""
        used = Counter(beat.model for beat in self._staying)
        return max(used, key=lambda model: (used[model], model), default="")

    @property
    def restarts(self) -> Counter[str]:
        """Part -> how often it was restarted, in all workers together."""
        total: Counter[str] = Counter()
        for beat in self._beats.values():
            total.update(beat.restarts)
        return total

    @property
    def health(self) -> Health:
        """A problem if no worker can compose; what is wrong with some of them is a warning."""
        beats = list(self._staying)
        problems = [f"Worker {beat.worker}: {beat.problem}" for beat in beats if beat.problem]
        warnings = [f"Worker {beat.worker}: {beat.warning}" for beat in beats if beat.warning]
        others = [f"Worker {name} {OTHER_VERSION}" for name in sorted(self._others)[:_MOST_NAMED]]
        problem = " ".join([NO_WORKER, *others]) if not beats else None
        if problems and len(problems) == len(beats):
            problem, problems = " ".join(problems), []
        return Health(self.model, problem, " ".join(problems + warnings + others) or None)

    @property
    def rendering(self) -> str | None:
        """What is wrong with rendering, in a sentence for each worker."""
        return (
            " ".join(f"Worker {one.worker}: {one.rendering}" for one in self._staying if one.rendering)
            or None
        )

    @property
    def _staying(self) -> list[Heartbeat]:
        return [beat for beat in self._beats.values() if not beat.leaving]
