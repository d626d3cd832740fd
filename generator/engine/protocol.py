"""What an engine is: the Protocol, and the jobs, events and health that go through it.

A job goes through an engine in two steps. It is admitted once and keeps its place in the queue:

    submit(job)            -> Queued* Progress* Composed(tune)
    render(job.id, tune)   -> Progress* Done(recording)

Between the two the caller may change the tune's title, so that it is final before anything is rendered.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from generator.request import ComposeRequest
from generator.tune import Recording, Tune


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Work to do: compose a tune for a request, or take a finished tune, and render it in `formats`.

    `formats` are of `tune.FORMATS`. Submitting the same `id` again changes nothing. The users take turns.
    `admitted`: an earlier process has admitted the job, so the limits are not checked again.
    """

    id: str
    user: str
    work: ComposeRequest | Tune
    formats: frozenset[str]
    admitted: bool = False


@dataclass(frozen=True, slots=True)
class Queued:
    """The job waits. Position 1 is next.

    `seconds`: the estimated time until it is done; None before any job has finished.
    """

    position: int
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """The job runs. `stage` is "composing" or "rendering"; while composing, bar `bar` of `bars` is written.

    `bar` and `bars` are 0 if they are not known.
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
    """The job is finished."""

    recording: Recording


@dataclass(frozen=True, slots=True)
class Failed:
    """The job failed. `reason` is one sentence for the user; the log has the details under the job's id.

    `kind` is one of a few words, for metrics.
    """

    reason: str
    kind: str = field(default="error", compare=False)


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The job was cancelled before it was finished."""


Event = Queued | Progress | Composed | Done | Failed | Cancelled
FINAL = (Done, Failed, Cancelled)


@dataclass(frozen=True, slots=True)
class Health:
    """The state of an engine. `model` is the id of the model in use.

    `problem` and `warning` are sentences for the admin, or None. With a `problem` the engine cannot compose;
    with a `warning` it can, but something is wrong, such as a promoted model that cannot be loaded.
    `rendering` is a warning about what renders. `hangs`: a part does not go on and cannot be ended, so that
    only a new process helps.
    `restarts`: part ("sampler", "worker") -> how often it failed and was restarted.
    """

    model: str
    problem: str | None = None
    warning: str | None = None
    rendering: str | None = None
    restarts: Mapping[str, int] = field(default_factory=dict)
    hangs: bool = False


class Engine(Protocol):
    """What the bot needs of an engine. All methods are called in one event loop."""

    async def submit(self, job: Job) -> None:
        """Add a job to the queue. A job with a known id changes nothing.

        Raises QueueFull, UserQueueFull or EngineClosed.
        """

    async def render(self, job_id: str, tune: Tune) -> None:
        """Continue a job that is `Composed`: render `tune`. A second call changes nothing.

        Raises EngineError for an unknown job.
        """

    def events(self, job_id: str) -> AsyncGenerator[Event, None]:
        """The events of a submitted job, from the latest one to its one final event (`FINAL`)."""

    async def cancel(self, job_id: str) -> None:
        """Cancel a job. For an unknown or a finished one this does nothing."""

    @property
    def health(self) -> Health:
        """The current state of the engine."""

    async def close(self, drain: float = 0.0) -> None:
        """Accept no more jobs, wait up to `drain` seconds for the running ones, cancel all others.

        The events of a job that did not finish end with `Cancelled`; it can be submitted again later.
        """
