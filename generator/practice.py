"""Practice: how a tune, or a section of it, is played to be learnt. A value, which `practice_text` reads.

Knows nothing of notes: which bars a section has, and how long that lasts, the arrangement says.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from generator.errors import BadRequest

LOOPS = (1, 40)
PERCENTS = (20, 150)
STEPS = (1, 50)
USUAL_STEP = 10
"""Percent, where a text says neither how often nor in which steps."""

_PART = re.compile("[A-Z]")
_BARS = re.compile("([1-9][0-9]{0,2})(?:-([1-9][0-9]{0,2}))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """How a tune is practised.

    `section`: a part ("B") or bars ("7", "5-8") as `places.named` counts them; None: the whole tune.
    `loops`: how often it is played; the tempo goes from `from_percent` to `to_percent` of the tune's, evenly,
    or in steps of `step_percent`, each for as many loops. `count_in`: a bar of clicks before the music.
    `click`: on every beat. `split`: the melody left, the backing right, the click on both sides.
    """

    section: str | None = None
    loops: int = 1
    from_percent: int = 100
    to_percent: int = 100
    step_percent: int | None = None
    count_in: bool = True
    click: bool = False
    split: bool = False

    def __post_init__(self) -> None:
        if self.section is not None:
            check_section(self.section)
        for name in ("from_percent", "to_percent"):
            _check_percent(getattr(self, name))
        if self.step_percent is not None:
            _check_step(self.step_percent)
        needed = self._least_loops()
        _check_number("loops", self.loops, LOOPS, "it")
        if self.loops < needed:
            step = f" in steps of {self.step_percent}" if self.step_percent else ""
            ramp = f"from {self.from_percent} to {self.to_percent} %{step}"
            raise BadRequest("loops", self.loops, f"{ramp} it must be at least {needed}")
        for name in ("count_in", "click", "split"):
            if not isinstance(getattr(self, name), bool):
                raise BadRequest(name, getattr(self, name), "it must be true or false")

    def _least_loops(self) -> int:
        """How often the tempo must be played to rise as it does."""
        first, last, step = self.from_percent, self.to_percent, self.step_percent
        if first > last:
            raise BadRequest("percent", f"{first}-{last}", "the slower tempo comes first")
        if step is None:
            return 1 if first == last else 2
        if first == last:
            raise BadRequest("step", step, "steps need a tempo that rises, such as 60-100 %")
        needed = len(_levels(first, last, step))
        if needed > LOOPS[1]:
            ramp = f"from {first} to {last} % that would be {needed} tempos"
            raise BadRequest("step", step, f"{ramp}, and the limit is {LOOPS[1]}; larger steps would fit")
        return needed

    @property
    def percents(self) -> tuple[int, ...]:
        """The tempo of each loop, in percent of the tune's."""
        first, last, count = self.from_percent, self.to_percent, self.loops
        if self.step_percent:
            levels = _levels(first, last, self.step_percent)
            return tuple(levels[index * len(levels) // count] for index in range(count))
        return tuple(first + round((last - first) * index / max(1, count - 1)) for index in range(count))

    @property
    def section_name(self) -> str:
        """ "part B", "bar 7", "bars 5-8"; "" for the whole tune."""
        kind = "part" if str(self.section).isalpha() else "bars" if "-" in str(self.section) else "bar"
        return f"{kind} {self.section}" if self.section else ""

    @property
    def text(self) -> str:
        """What `read_practice` reads as this value: "part B, x4, 60-100 %, click"."""
        first, last, step = self.from_percent, self.to_percent, self.step_percent
        ramp = f"{first}-{last} %" if first < last else f"{first} %"
        says = (
            self.section_name, f"x{self.loops}", ramp if (first, last) != (100, 100) else "",
            f"in steps of {step}" if step else "", "" if self.count_in else "no count-in",
            "click" if self.click else "", "split" if self.split else "",
        )  # fmt: skip
        return ", ".join(one for one in says if one)

    @property
    def short_text(self) -> str:
        """The same in at most 60 characters."""
        return self.text.replace(", ", ",").replace("in steps of", "by")

    @property
    def name(self) -> str:
        """For the name of a file, each its own: "practice part B x4 60 to 100 by 10 count-in click"."""
        first, last, step = self.from_percent, self.to_percent, self.step_percent
        ramp = f"{first} to {last}" if first < last else f"at {first}" if first != 100 else ""
        says = (
            "practice", self.section_name, f"x{self.loops}" if self.loops > 1 else "", ramp,
            f"by {step}" if step else "", "count-in" if self.count_in else "",
            "click" if self.click else "", "split" if self.split else "",
        )  # fmt: skip
        return " ".join(one for one in says if one)

    def to_json(self) -> dict[str, Any]:
        """What differs from the defaults."""
        values = {one.name: (getattr(self, one.name), one.default) for one in fields(self)}
        return {name: value for name, (value, default) in values.items() if value != default}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Raises BadRequest, also for an unknown option."""
        options = [one.name for one in fields(cls)]
        for name, value in data.items():
            if name not in options:
                raise BadRequest(name, value, "a practice has " + ", ".join(options))
        return cls(**data)


def practice_of(options: Mapping[str, Any]) -> Practice:
    """The practice with these options. A tempo that rises without `loops` rises in steps of `USUAL_STEP`.

    Raises BadRequest.
    """
    first, last = options.get("from_percent", 100), options.get("to_percent", 100)
    if "loops" in options or first >= last:
        return Practice(**options)
    step = options.get("step_percent", USUAL_STEP)
    for percent in (first, last):
        _check_percent(percent)
    _check_step(step)
    loops = len(_levels(first, last, step))
    return Practice(**{**options, "step_percent": step, "loops": loops})


def check_section(section: Any) -> None:
    """Raises BadRequest for what names neither a part nor bars."""
    match = _BARS.fullmatch(section) if isinstance(section, str) else None
    is_part = isinstance(section, str) and _PART.fullmatch(section)
    if not is_part and (match is None or int(match[1]) > int(match[2] or match[1])):
        allowed = "it must be a part such as B, or bars such as 5-8"
        raise BadRequest("section", section, allowed)


def _check_percent(value: Any) -> None:
    _check_number("percent", value, PERCENTS, "a percentage")


def _check_step(value: Any) -> None:
    _check_number("step", value, STEPS, "a step in percent")


def _check_number(option: str, value: Any, limits: tuple[int, int], subject: str) -> None:
    low, high = limits
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise BadRequest(option, value, f"{subject} must be a whole number from {low} to {high}")


def _levels(first: int, last: int, step: int) -> list[int]:
    """From the first to the last in steps; the last step may be shorter."""
    return [*range(first, last, step), last]
