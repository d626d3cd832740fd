"""The queue in front of the composer: jobs in, events out. `local` runs it in this process.

A job goes through an engine in two steps, under one admission and in one place of the queue:

    submit(job)            -> Queued* Progress* Composed(tune)
    render(job.id, tune)   -> Progress* Done(recording)

Between the two the caller may give the tune another title: the title is final before anything is rendered.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from generator.tune import ComposeRequest, Recording, Tune


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Compose from a request, or bring a tune that exists, and render it in `formats` (of `tune.FORMATS`).

    `id` makes submitting idempotent; the queue is fair to each `user`. An `admitted` job was admitted before,
    by an earlier process: no limit refuses it.
    """

    id: str
    user: str
    work: ComposeRequest | Tune
    formats: frozenset[str]
    admitted: bool = False


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

    `bar` and `bars` are 0 where they are not known.
    """

    stage: str
    bar: int = 0
    bars: int = 0


@dataclass(frozen=True, slots=True)
class Composed:
    """The tune exists. The job keeps its place and waits for `Engine.render`."""

    tune: Tune


@dataclass(frozen=True, slots=True)
class Done:
    recording: Recording


@dataclass(frozen=True, slots=True)
class Failed:
    """`reason` is one sentence for the user; details are in the log under the job's id.

    `kind` is one of a few words, for metrics.
    """

    reason: str
    kind: str = field(default="error", compare=False)


@dataclass(frozen=True, slots=True)
class Cancelled:
    pass


Event = Queued | Progress | Composed | Done | Failed | Cancelled
FINAL = (Done, Failed, Cancelled)


@dataclass(frozen=True, slots=True)
class Health:
    """`model` is the id of the model in use. `problem` and `warning` are sentences for the admin, or None.

    With a `problem` nothing is composed any more; with a `warning` something is not as it should be, such as
    a promoted model that cannot be loaded while the old one goes on. `restarts` counts, by their names, the
    parts that died and were replaced.
    """

    model: str
    problem: str | None = None
    warning: str | None = None
    restarts: Mapping[str, int] = field(default_factory=dict)


class Engine(Protocol):
    """What the bot needs of an engine. All methods belong to one event loop."""

    async def submit(self, job: Job) -> None:
        """Take a job; a job id that is known already changes nothing.

        Raises QueueFull, UserQueueFull or EngineClosed.
        """

    async def render(self, job_id: str, tune: Tune) -> None:
        """Go on with a job that is `Composed`: `tune` is what is rendered. A second call changes nothing.

        Raises EngineError for a job that is not known.
        """

    def events(self, job_id: str) -> AsyncGenerator[Event, None]:
        """What happens to a submitted job, from its latest event to its one final event (`FINAL`)."""

    async def cancel(self, job_id: str) -> None:
        """Stop a job; unknown and finished ones are left alone."""

    @property
    def health(self) -> Health:
        """How the engine is now."""

    async def close(self, drain: float = 0.0) -> None:
        """Take no more jobs, let those that run finish for `drain` seconds, cancel all others.

        The events of a job that did not finish end with `Cancelled`, so that it can be submitted again later.
        """
