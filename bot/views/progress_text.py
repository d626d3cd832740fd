"""The progress line of a job, and how long the queue is, in words."""

from __future__ import annotations

from dataclasses import dataclass

from generator.engine import Event, Progress, Queued
from generator.request import ComposeRequest
from generator.tune import Tune

COMPOSING = "Composing…"
RENDERING = "Recording…"
PRINTING = "Printing…"


def first_line(work: ComposeRequest | Tune) -> str:
    """What is shown before any event."""
    return _rendering(work) if isinstance(work, Tune) else COMPOSING


def _rendering(work: ComposeRequest | Tune | None) -> str:
    return PRINTING if isinstance(work, Tune) and work.request.book else RENDERING


def progress_line(event: Event, work: ComposeRequest | Tune | None = None) -> str:
    """How far a job with such work is."""
    match event:
        case Queued(position=position, seconds=None):
            return f"Waiting: position {position}."
        case Queued(position=position, seconds=seconds):
            return f"Waiting: position {position}, about {_duration(seconds or 0)}."
        case Progress(stage="rendering"):
            return _rendering(work)
        case Progress(bar=bar, bars=bars) if bar and bars:
            return f"Composing, bar {bar} of {bars}…"
        case _:
            return COMPOSING


def _duration(seconds: float) -> str:
    """ "4 s", "2 min": an estimate is not more exact."""
    return f"{max(1, round(seconds))} s" if seconds < 90 else f"{round(seconds / 60)} min"


@dataclass(frozen=True, slots=True)
class QueueLength:
    """How many jobs wait or run, and how many of them are one user's.

    `seconds` until the last of the user's will be done, or of all where none is theirs; None where unknown.
    """

    jobs: int
    own: int
    seconds: float | None


def queue_line(queue: QueueLength) -> str:
    """What `/queue` says."""
    if not queue.jobs:
        return "The queue is empty: a new tune starts at once."
    tunes = "One tune is" if queue.jobs == 1 else f"{queue.jobs} tunes are"
    done = "" if queue.seconds is None else f" Ready in about {max(1, round(queue.seconds))} s."
    return f"{tunes} waiting or being made; {_own(queue)}.{done}"


def _own(queue: QueueLength) -> str:
    if queue.jobs == 1:
        return "it is yours" if queue.own else "it is not yours"
    return {0: "none of them is yours", 1: "one of them is yours"}.get(
        queue.own, f"{queue.own} of them are yours"
    )
