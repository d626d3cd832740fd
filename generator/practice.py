"""Practice: how a tune, or a section of it, is played to be learnt. A value, and its form as text.

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
        _check_number("loops", self.loops, LOOPS)
        for name in ("from_percent", "to_percent"):
            _check_number("percent", getattr(self, name), PERCENTS)
        if self.step_percent is not None:
            _check_number("step", self.step_percent, STEPS)
        self._check_ramp()
        for name in ("count_in", "click", "split"):
            if not isinstance(getattr(self, name), bool):
                raise BadRequest(name, getattr(self, name), "it must be true or false")

    def _check_ramp(self) -> None:
        first, last, step = self.from_percent, self.to_percent, self.step_percent
        if first > last:
            raise BadRequest("percent", f"{first}-{last}", "the slower tempo comes first")
        if first == last:
            if step is not None:
                raise BadRequest("step", step, "the tempo must rise from one percentage to another")
            return
        needed = len(_levels(first, last, step)) if step else 2
        if self.loops < needed:
            rise = f"from {first} to {last} %" + (f" in steps of {step}" if step else "")
            raise BadRequest("loops", self.loops, f"{rise} takes {needed} at least")

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
    def name(self) -> str:
        """For the name of a file: "practice part B x4 60 to 100"."""
        first, last = self.from_percent, self.to_percent
        times = f"x{self.loops}" if self.loops > 1 else ""
        ramp = f"{first} to {last}" if first < last else f"at {first}" if first != 100 else ""
        says = ("practice", self.section_name, times, ramp, "split" if self.split else "")
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


def check_section(section: Any) -> None:
    """Raises BadRequest for what names neither a part nor bars."""
    match = _BARS.fullmatch(section) if isinstance(section, str) else None
    is_part = isinstance(section, str) and _PART.fullmatch(section)
    if not is_part and (match is None or int(match[1]) > int(match[2] or match[1])):
        allowed = "it must be a part such as B, or bars such as 5-8"
        raise BadRequest("section", section, allowed)


def _check_number(option: str, value: Any, limits: tuple[int, int]) -> None:
    low, high = limits
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise BadRequest(option, value, f"it must be a whole number from {low} to {high}")


def _levels(first: int, last: int, step: int) -> list[int]:
    """From the first to the last in steps; the last step may be shorter."""
    return [*range(first, last, step), last]


_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_TOKEN = re.compile(
    r"""
      (?P<off>no\ |without\ )?(?:an?\ )?(?P<switch>count(?:-|\ )?in|click|split)
    | (?:in\ )?(?:steps\ of|by)\ ?(?P<step>\d+)(?:\ ?%)?
    | (?P<first>\d+)(?:\ ?%)?\ ?-\ ?(?P<last>\d+)\ ?%
    | (?P<flat>\d+)\ ?%
    | (?:x|times)\ ?(?P<x>\d+) | (?P<times>\d+)\ ?(?:x|times|loops?) | (?P<word>once|twice|thrice)
    | bars?\ ?(?P<bars>\d+(?:\ ?-\ ?\d+)?) | (?P<range>\d+\ ?-\ ?\d+)
    | (?:part\ )?(?P<part>[a-z])
    | (?P<whole>(?:the\ )?(?:whole\ )?tune)
    """,
    re.VERBOSE,
)
_END = r"(?![^\s,;])"
_WHOLE_TOKEN = re.compile(f"(?:{_TOKEN.pattern}){_END}", re.VERBOSE)
_SPELLINGS = {"\u00d7": "x", "\u2013": "-", r"\bpercent\b": "%", r"(?<=[\d%]) ?\bto (?=\d)": "-", r"\s+": " "}
_ALLOWED = (
    "it may say a part or bars, how often, a tempo in percent, count-in, click and split, "
    "such as B x4, 60-100 %, click, split"
)
_LONGEST = 200
_LONGEST_NUMBER = 4


def read_practice(text: str) -> Practice:
    """The practice that a text asks for: "B x4, 60-100 %, in steps of 10, click, split".

    There is a count-in unless it says "no count-in". A tempo that rises without saying how often rises in
    steps of `USUAL_STEP`. Raises BadRequest.
    """
    options = _options(text)
    rises = options.get("from_percent", 100) < options.get("to_percent", 100)
    if "loops" not in options and rises:
        step = options.setdefault("step_percent", USUAL_STEP)
        for name in ("from_percent", "to_percent"):
            _check_number("percent", options[name], PERCENTS)
        _check_number("step", step, STEPS)
        options["loops"] = len(_levels(options["from_percent"], options["to_percent"], step))
    return Practice(**options)


def _options(text: str) -> dict[str, Any]:
    if len(text) > _LONGEST:
        raise BadRequest("practice", text, f"it may have {_LONGEST} characters")
    words = text.lower()
    for spelling, meant in _SPELLINGS.items():
        words = re.sub(spelling, meant, words)
    found: dict[str, Any] = {}
    words = words.strip(" ,;")
    while words:
        match = _WHOLE_TOKEN.match(words)
        if match is None:
            raise BadRequest("practice", re.split("[,;]", words)[0], _ALLOWED)
        for name, value in _meant(match).items():
            if found.get(name, value) != value:
                raise BadRequest("practice", match[0], "it says something else too; give only one of them")
            found[name] = value
        words = words[match.end() :].lstrip(" ,;")
    return found


def _meant(match: re.Match[str]) -> dict[str, Any]:
    """The options that a token gives."""
    says = {name: value for name, value in match.groupdict().items() if value is not None}
    match says:
        case {"switch": switch}:
            return {re.sub("[- ]", "_", switch): "off" not in says}
        case {"first": first, "last": last}:
            return {"from_percent": _whole(first), "to_percent": _whole(last)}
        case {"flat": flat}:
            return {"from_percent": _whole(flat), "to_percent": _whole(flat)}
        case {"step": step}:
            return {"step_percent": _whole(step)}
        case {"x": loops} | {"times": loops}:
            return {"loops": _whole(loops)}
        case {"word": word}:
            return {"loops": _TIMES[word]}
        case {"bars": bars} | {"range": bars}:
            return {"section": bars.replace(" ", "")}
        case {"part": part}:
            return {"section": part.upper()}
        case _:
            return {"section": None}


def _whole(digits: str) -> int:
    """Raises BadRequest for a number that is too long to be meant."""
    if len(digits) > _LONGEST_NUMBER:
        raise BadRequest("practice", digits, "the number is too large")
    return int(digits)
