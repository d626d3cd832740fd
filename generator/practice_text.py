"""Practice as text: what people write for one, such as "B x4, 60-100 %, click, split"."""

from __future__ import annotations

import re
from typing import Any

from generator.errors import BadRequest
from generator.practice import PERCENTS, Practice, practice_of

NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
    "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
}  # fmt: skip
_TIMES = {"once": 1, "twice": 2, "thrice": 3}
_TOKEN = re.compile(
    rf"""
      (?P<off>no\ |without\ )?(?-i:a\ (?=[cC]))?(?P<switch>count(?:-|\ )?in|click|split)
    | (?:in\ )?(?:steps\ of|by)\ ?(?P<step>\d+)(?:\ ?%)?
    | (?:from\ )?(?P<first>\d+)(?:\ ?%)?\ ?-\ ?(?P<last>\d+)\ ?%
    | (?:at\ )?(?P<flat>\d+)\ ?%
    | (?:x|times)\ ?(?P<x>\d+) | (?P<word>once|twice|thrice)
    | (?P<times>\d+|{"|".join(NUMBERS)})\ ?(?:x|times?|loops?)
    | bars?\ ?(?P<bars>\d+(?:\ ?-\ ?\d+)?) | (?P<range>\d+\ ?-\ ?\d+)
    | (?:the\ )?(?:part\ )?(?P<part>[a-z])(?:\ part)?
    | (?P<whole>(?:the\ )?(?:whole\ )?tune)
    """,
    re.VERBOSE | re.IGNORECASE | re.ASCII,
)
"""Only a small "a" before what is clicked is the article: "A click" is part A with a click."""
_END = r"(?![^\s,;])"
_WHOLE_TOKEN = re.compile(f"(?:{_TOKEN.pattern}){_END}", _TOKEN.flags)
_SPELLINGS = {
    "\u00d7": "x",
    "\u2013|\u2192|->": "-",
    r"(?<![a-z])per ?cent\b": "%",
    r"\s+": " ",
    r"\bmeasure(?=s?(?![a-z]))": "bar",
    r"(?<=[\d%]) ?\bto (?=\d)": "-",
    r"(?:(?<=\b[a-z])|(?<=\d))x(?=\d)": " x",
    " (?:and|&) ": ",",
}
_ALLOWED = (
    "it may say a part or bars, how often, a tempo in percent, count-in, click and split, "
    "such as B x4, 60-100 %, click, split"
)
_STEPS = re.compile(r"(?:in )?(?:steps of|by) ?\d+(?: ?%)?", re.IGNORECASE)
_RISING = re.compile(rf"(?<!bars )(?<!bar )\b\d+ ?- ?\d+(?=[ ,;]+{_STEPS.pattern})", re.IGNORECASE)
"""What stands before steps, where no percentage is given, can only be one."""
_RANGE = re.compile(r"(?<!bars )(?<!bar )(?<![\d-])(\d+) ?- ?(\d+)\b", re.IGNORECASE | re.ASCII)
_FRACTION = re.compile(r"\d[.,]\d")
_LONGEST = 200
_LONGEST_NUMBER = 4

NUMBER = "number"
"""The option of an error about a number in a text, whatever it is a number of."""
_SAID = {"section": "part or bars", "loops": "how often", "percent": "tempo", "step": "steps"}
"""What a text says with an option of which an error may speak."""


def read_practice(text: str) -> Practice:
    """The practice that a text asks for: "B x4, 60-100 %, in steps of 10, click, split".

    There is a count-in unless it says "no count-in". Raises BadRequest, as `said_in_text` words it.
    """
    try:
        return practice_of(options_in(text))
    except BadRequest as error:
        raise said_in_text(error) from None


def says_count_in(text: str) -> bool:
    """Whether a text that can be read names the count-in. Raises BadRequest."""
    return "count_in" in options_in(text)


def said_in_text(error: BadRequest) -> BadRequest:
    """An error about an option of a practice as one about the text that says it; any other as it is."""
    if error.option in ("count_in", "click", NUMBER):
        return BadRequest("practice", error.value, error.allowed)
    if said := _SAID.get(error.option):
        return BadRequest(f"practice, {said}", error.value, error.allowed)
    return error


def options_in(text: str) -> dict[str, Any]:
    """The options of a practice that a text gives, unchecked. Raises BadRequest for what gives none."""
    if len(text) > _LONGEST:
        raise BadRequest("practice", text, f"it may have {_LONGEST} characters")
    words = text
    for spelling, meant in _SPELLINGS.items():
        words = re.sub(spelling, meant, words, flags=re.IGNORECASE)
    if "%" not in _STEPS.sub("", words):
        words = _RISING.sub(r"\g<0> %", words)
    _check_percent_sign(words)
    found: dict[str, Any] = {}
    said: dict[str, str] = {}
    words = words.strip(" ,;")
    while words:
        match = _WHOLE_TOKEN.match(words)
        if match is None:
            raise _not_understood(words)
        for name, value in _meant(match).items():
            if found.get(name, value) != value:
                raise BadRequest("practice", match[0], f"it says {said[name]} too; give only one of them")
            found[name] = value
            said.setdefault(name, match[0])
        words = words[match.end() :].lstrip(" ,;")
    return found


def _check_percent_sign(words: str) -> None:
    """Raises BadRequest for steps beside what can only be a tempo, but would be read as bars."""
    beside = _STEPS.sub("", words)
    if beside == words or "%" in beside:
        return
    for match in _RANGE.finditer(beside):
        if PERCENTS[0] <= int(match[1]) < int(match[2]) <= PERCENTS[1]:
            allowed = f"without a % these are bars, and steps need a tempo: write {match[0]} %"
            raise BadRequest("percent", match[0], allowed)


def _not_understood(words: str) -> BadRequest:
    """An error about what a text goes on with."""
    piece = re.split(r"(?<!\d)[,;]|[,;](?!\d)", words)[0]
    if _FRACTION.search(piece):
        return BadRequest(NUMBER, piece, "numbers must be whole, such as x4 or 60 %")
    return BadRequest("practice", re.split("[,;]", words)[0], _ALLOWED)


def _meant(match: re.Match[str]) -> dict[str, Any]:
    """The options that a token gives."""
    says = {name: value for name, value in match.groupdict().items() if value is not None}
    match says:
        case {"switch": switch}:
            name = switch.lower().replace("countin", "count_in")
            return {re.sub("[- ]", "_", name): "off" not in says}
        case {"first": first, "last": last}:
            return {"from_percent": _whole(first), "to_percent": _whole(last)}
        case {"flat": flat}:
            return {"from_percent": _whole(flat), "to_percent": _whole(flat)}
        case {"step": step}:
            return {"step_percent": _whole(step)}
        case {"x": loops} | {"times": loops}:
            return {"loops": NUMBERS.get(loops.lower()) or _whole(loops)}
        case {"word": word}:
            return {"loops": _TIMES[word.lower()]}
        case {"bars": bars} | {"range": bars}:
            return {"section": bars.replace(" ", "")}
        case {"part": part}:
            return {"section": part.upper()}
        case _:
            return {"section": None}


def _whole(digits: str) -> int:
    """Raises BadRequest for a number that is too long to be meant."""
    if len(digits) > _LONGEST_NUMBER:
        raise BadRequest(NUMBER, digits, "the number is too large")
    return int(digits)
