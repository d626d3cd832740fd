"""What the tests of the queue share: jobs, a composer that waits, a renderer, and their events."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from generator.compose.composition import BarProgress, Composition
from generator.engine import Composed, Event, Health, Job
from generator.engine.queueing.queued_engine import QueuedEngine
from generator.playing import Playing
from generator.request import ComposeRequest
from generator.tune import Rendering, Tune


def tune_for(request: ComposeRequest) -> Tune:
    return Tune(request=request, title="A Jig", abc="X:1\nK:D\nDFA|]\n", model="fake")


class HeldComposer:
    """Composes once `go` is set."""

    def __init__(self) -> None:
        self.go = asyncio.Event()
        self.begun: list[int | None] = []
        self.error: Exception | None = None
        self.health = Health("fake")

    async def compose(self, request: ComposeRequest, progress: BarProgress, *, job_id: str) -> Composition:
        self.begun.append(request.seed)
        await self.go.wait()
        progress(9, 16)
        if self.error:
            raise self.error
        return Composition(tune_for(request), {"sample": 0.5})


class QuickRenderer:
    """Renders small files at once."""

    restarts = 0
    warning: str | None = None

    async def render(
        self, abc: str, playing: Playing, *, formats: frozenset[str], user: str, job_id: str
    ) -> Rendering:
        return Rendering(files={name: abc.encode() for name in formats}, seconds=1.0, timings={"midi": 0.25})


def job(number: int, user: str = "ann", work: ComposeRequest | Tune | None = None) -> Job:
    return Job(
        id=f"job{number}", user=user, work=work or ComposeRequest(seed=number), formats=frozenset({"abc"})
    )


async def until(condition: Callable[[], object]) -> None:
    """Wait for what no event tells."""
    async with asyncio.timeout(20):
        while not condition():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


async def events_of(engine: QueuedEngine, number: int) -> list[Event]:
    """All events of a job that is rendered as soon as it is composed, `Composed` left out."""
    events: list[Event] = []
    async for event in engine.events(f"job{number}"):
        if isinstance(event, Composed):
            await engine.render(f"job{number}", event.tune)
        else:
            events.append(event)
    return events


async def first_event(engine: QueuedEngine, number: int) -> Event:
    async for event in engine.events(f"job{number}"):
        return event
    raise AssertionError("there was no event")
