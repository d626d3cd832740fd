"""The progress line of a job, and how long the queue is, in words."""

from __future__ import annotations

from dataclasses import dataclass

from generator.engine import Event, Job, Progress, Queued
from generator.tune import Tune

COMPOSING = "Composing…"
RECORDING = "Recording…"
TUNEBOOK = "Making the tunebook…"
_WRITTEN = {
    "pdf": "Making the PDF…",
    "musicxml": "Writing the MusicXML…",
    "mid": "Writing the MIDI file…",
    "abc": "Writing the ABC…",
    "png": "Drawing the sheet music…",
}
"""What is said of a job without sound, by its formats; of several, the first."""


def first_line(job: Job) -> str:
    """What is shown before any event."""
    return _rendering(job) if isinstance(job.work, Tune) else COMPOSING


def _rendering(job: Job) -> str:
    if isinstance(job.work, Tune) and job.work.request.book:
        return TUNEBOOK
    if job.formats & {"mp3", "wav"}:
        return RECORDING
    return next(line for form, line in _WRITTEN.items() if form in job.formats)


def progress_line(event: Event, job: Job) -> str:
    """How far a job is."""
    match event:
        case Queued(position=position, seconds=None):
            return f"Waiting: position {position}."
        case Queued(position=position, seconds=seconds):
            return f"Waiting: position {position}, about {_duration(seconds or 0)}."
        case Progress(stage="rendering"):
            return _rendering(job)
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
