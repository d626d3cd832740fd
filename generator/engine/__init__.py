"""The queue in front of the composer: jobs in, events out. `local` runs it in this process."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from generator.tune import ComposeRequest, Recording, Tune


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One thing to do: compose from a request, or render a tune that exists.

    `id` makes submitting idempotent; `user` is whom the queue is fair to; `formats` of `tune.FORMATS`.
    """

    id: str
    user: str
    work: ComposeRequest | Tune
    formats: frozenset[str]


@dataclass(frozen=True, slots=True)
class Queued:
    """`position` jobs are ahead, this one included: 1 is next.

    `seconds` until it is done, by the recent jobs' times; None where there are none yet.
    """

    position: int
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """`stage` is "composing" or "rendering"; while composing, bar `bar` of `bars` is being written.

    `bar` and `bars` are 0 where nothing is known of them.
    """

    stage: str
    bar: int = 0
    bars: int = 0


@dataclass(frozen=True, slots=True)
class Done:
    recording: Recording


@dataclass(frozen=True, slots=True)
class Failed:
    """`reason` is one sentence for the user; details are in the log under the job's id.

    `kind` is one of few words, for whoever counts.
    """

    reason: str
    kind: str = field(default="error", compare=False)


@dataclass(frozen=True, slots=True)
class Cancelled:
    pass


Event = Queued | Progress | Done | Failed | Cancelled
FINAL = (Done, Failed, Cancelled)


@dataclass(frozen=True, slots=True)
class Health:
    """`model` is the id of the one that composes. Both others are a sentence for whoever runs Lilt, or None.

    With a `problem` nothing is composed any more; with a `warning` something is not as it was meant to be,
    such as a promoted model that cannot be loaded while the old one goes on. `restarts` counts, by their
    names, the parts that died and were replaced.
    """

    model: str
    problem: str | None = None
    warning: str | None = None
    restarts: Mapping[str, int] = field(default_factory=dict)


class Engine(Protocol):
    """What the bot needs of whoever composes. All methods belong to one event loop."""

    async def submit(self, job: Job) -> None:
        """Take a job; a job id that is known already changes nothing.

        Raises QueueFull, UserQueueFull or EngineClosed.
        """

    def events(self, job_id: str) -> AsyncIterator[Event]:
        """What happens to a submitted job, from now to its one final event (`FINAL`)."""

    async def cancel(self, job_id: str) -> None:
        """Stop caring about a job; unknown and finished ones are left alone."""

    @property
    def health(self) -> Health:
        """How whoever composes is, now."""

    async def close(self, drain: float = 0.0) -> None:
        """Take no more jobs, let those that run finish for `drain` seconds, cancel all others.

        Whoever follows a job that did not finish hears `Cancelled`, so that it can be asked for again later.
        """
