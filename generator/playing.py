"""How a tune is played: on what, how fast, with which backing, how often. What it is stands in its ABC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Self

from generator.errors import BadRequest
from generator.instruments import BACKINGS, DEFAULT_INSTRUMENT, INSTRUMENTS, USUAL_BACKING

TEMPOS = (30, 300)
TIMES = (1, 4)
SHORTEST = 25.0
"""Seconds. A tune that would be over sooner is played twice, unless it is said how often."""


class Heard(StrEnum):
    """Which players are heard."""

    ALL = "all"
    MELODY = "melody"
    BACKING = "backing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """How a tune is played and printed.

    `tempo` counts the beats of `tune_types.beat_of` a minute; None: that of the Q: field, or the usual one.
    `backing` is one of `BACKINGS`; USUAL_BACKING is what a listener would choose for the instrument and type.
    `times`: how often the whole tune is played; None: once, or twice if it is short (`SHORTEST`).
    `plain`: exactly as written: no backing, no swing, no ornaments, onsets on the grid.
    `chords`: chord symbols in the ABC and above the staff.
    `seed`: of all that players decide; None: from the notes.
    """

    instrument: str = DEFAULT_INSTRUMENT
    tempo: int | None = None
    backing: str = USUAL_BACKING
    times: int | None = None
    plain: bool = False
    heard: Heard = Heard.ALL
    chords: bool = True
    seed: int | None = None

    def __post_init__(self) -> None:
        check_instrument(self.instrument)
        check_backing(self.backing)
        if self.tempo is not None:
            check_number("tempo", self.tempo, TEMPOS)
        if self.times is not None:
            check_number("times", self.times, TIMES)

    def to_json(self) -> dict[str, Any]:
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Raises BadRequest, also for an unknown option."""
        options = [one.name for one in fields(cls)]
        for name, value in data.items():
            if name not in options:
                allowed = "there is no such option; the options are " + ", ".join(options)
                raise BadRequest(name, value, allowed)
        return cls(**{**data, "heard": Heard(data.get("heard", Heard.ALL))})


def check_instrument(name: Any) -> None:
    """Raises BadRequest."""
    if not isinstance(name, str) or name not in INSTRUMENTS:
        raise BadRequest("instrument", name, "it must be one of " + ", ".join(INSTRUMENTS))


def check_backing(name: Any) -> None:
    """Raises BadRequest."""
    if not isinstance(name, str) or name not in BACKINGS:
        raise BadRequest("backing", name, "it must be one of " + ", ".join(BACKINGS))


def check_number(option: str, value: Any, limits: tuple[int, int]) -> None:
    """Raises BadRequest."""
    low, high = limits
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise BadRequest(option, value, f"it must be a number from {low} to {high}")
