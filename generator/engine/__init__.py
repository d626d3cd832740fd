"""The queue in front of the composer: jobs in, events out. `protocol` says what an engine does."""

from generator.engine.protocol import (
    FINAL,
    Cancelled,
    Composed,
    Done,
    Engine,
    Event,
    Failed,
    Health,
    Job,
    Progress,
    Queued,
)

__all__ = [
    "FINAL",
    "Cancelled",
    "Composed",
    "Done",
    "Engine",
    "Event",
    "Failed",
    "Health",
    "Job",
    "Progress",
    "Queued",
]
