"""A request: what a tune shall be and how it is played. Frozen, checked where it is made."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Self

from generator.errors import BadRequest
from generator.instruments import DEFAULT_INSTRUMENT
from generator.notation.theory import MODE_NAMES, Key, mode_named
from generator.playing import Playing
from generator.practice import Practice

TEMPERATURES = (0.1, 2.0)
BAR_COUNTS = (4, 32)
TOTAL_BARS = (8, 64)
"""Written bars of a whole tune; a repeated part counts once."""
MOST_PARTS = 4
SEEDS = (0, 2**32 - 1)
OPENING_LENGTH = 200
SOURCE_LENGTH = 4000
DEFAULT_TEMPERATURE = 0.85
PLAYING = (
    "instrument", "tempo", "backing", "times", "plain", "heard", "chords", "tab", "paper", "book",
    "one_a_page",
)  # fmt: skip
"""The options of a request that say how the tune is played and printed, not what it is."""

TOP_PS = (0.1, 1.0)
DARING = {"tame": (0.7, 0.92), "usual": (DEFAULT_TEMPERATURE, 1.0), "wild": (1.15, 1.0)}
"""Word -> temperature and top-p: how unusual the melody may be."""

_TONIC = re.compile(r"[A-G][#b]?")
_METER = re.compile(r"[1-9][0-9]?/(1|2|4|8|16|32)")
_TYPE = re.compile(r"[\w'-][\w' -]{0,39}")
_MODEL = re.compile(r"[A-Za-z0-9_-]{1,64}")
_PARTS = re.compile(r"A{1,2}(B{1,2}(C{1,2}(D{1,2})?)?)?")
_SOURCE = re.compile(rf"[^\x00-\x08\x0b-\x1f\x7f]{{1,{SOURCE_LENGTH}}}")
_CHANGE = re.compile(r"[A-Z]|ending|[1-9][0-9]?(-[1-9][0-9]?)?")
_OPENING = re.compile(rf"[A-Ga-gz0-9/<>(,'^=_| -]{{1,{OPENING_LENGTH}}}")
_REPEAT = re.compile(r"\|:|:\||::")


def daring(
    word: str | None, *, temperature: float | None = None, top_p: float | None = None
) -> dict[str, float]:
    """Temperature and top-p, given as a word of `DARING` or as numbers; what was left open is left out.

    Raises BadRequest for an unknown word, and for a word together with a number.
    """
    numbers = {"temperature": temperature, "top_p": top_p}
    given = {name: number for name, number in numbers.items() if number is not None}
    if word is None:
        return given
    if word not in DARING:
        raise BadRequest("daring", word, "it must be " + ", ".join(DARING))
    for name in given:
        raise BadRequest("daring", word, f"it sets the {name.replace('_', '-')} too; give only one of them")
    return dict(zip(numbers, DARING[word], strict=True))


def can_be_named(model: str) -> bool:
    """Whether a request can ask for a checkpoint of this name."""
    return _MODEL.fullmatch(model) is not None


def _number(option: str, value: Any, limits: tuple[float, float], kind: type[float]) -> None:
    low, high = limits
    is_number = isinstance(value, (int, kind)) and not isinstance(value, bool)
    if not is_number or not low <= value <= high:
        raise BadRequest(option, value, f"it must be a number from {low} to {high}")


def _allowed_in_opening(given: object) -> str:
    """What an error about an opening says; people copy the repeat sign at the beginning of a tune too."""
    plain = "" if not isinstance(given, str) or not _REPEAT.search(given) else ", without repeat signs"
    return f"it must be up to {OPENING_LENGTH} characters of notes and plain bar lines in ABC{plain}"


def _text(option: str, value: Any, pattern: re.Pattern[str], allowed: str) -> None:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise BadRequest(option, value, allowed)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposeRequest:
    """What was asked. What is None was left open; `compose.resolve` fills it in.

    `key` is a tonic such as "D" or "Bb"; `mode` one of `theory.MODES` ("major", "minor", "m" … are accepted);
    `parts` says which parts are played in which order, each letter `bars` bars long ("AABB");
    `opening` is ABC that the tune begins with; `instrument` to `one_a_page` say how it is
    played and printed: see `Playing`;
    with `top_p` only the likeliest characters that together have this share are drawn (nucleus sampling).
    `source` is a tune in ABC of which the bars that `change` names are to be written again: those of a part
    ("A"), the "ending" of each part, or by number ("5-8"); see `written.source.named_bars`.
    `model` is the name of a checkpoint, never a path; None is the one in use, and stays None.
    `practice`: only a rendition has one, never a tune that is kept.
    """

    type: str | None = None
    key: str | None = None
    mode: str | None = None
    meter: str | None = None
    parts: str | None = None
    bars: int | None = None
    opening: str | None = None
    source: str | None = None
    change: str | None = None
    temperature: float = DEFAULT_TEMPERATURE
    top_p: float = 1.0
    seed: int | None = None
    instrument: str = DEFAULT_INSTRUMENT
    tempo: int | None = None
    backing: str | None = None
    times: int | None = None
    plain: bool | None = None
    heard: str | None = None
    chords: bool | None = None
    tab: str | None = None
    paper: str | None = None
    book: str | None = None
    one_a_page: bool | None = None
    model: str | None = None
    practice: Practice | None = None

    def __post_init__(self) -> None:
        if self.type is not None:
            _text("type", self.type, _TYPE, "it must be a type of tune such as jig")
        self._check_key()
        self._check_form()
        if self.opening is not None:
            _text("opening", self.opening, _OPENING, _allowed_in_opening(self.opening))
        self._check_source()
        _number("temperature", self.temperature, TEMPERATURES, float)
        object.__setattr__(self, "temperature", float(self.temperature))
        _number("top_p", self.top_p, TOP_PS, float)
        object.__setattr__(self, "top_p", float(self.top_p))
        if self.seed is not None:
            _number("seed", self.seed, SEEDS, int)
        object.__setattr__(self, "tab", self.playing.tab)  # raises for what cannot be played
        if self.model is not None:
            _text("model", self.model, _MODEL, "it must be a name of letters, digits, - and _")

    @property
    def playing(self) -> Playing:
        """How the tune is to be played. Raises BadRequest."""
        given = {name: getattr(self, name) for name in PLAYING}
        given = {name: value for name, value in given.items() if value is not None or name == "instrument"}
        return Playing(**given, seed=self.seed, practice=self.practice)

    def _check_key(self) -> None:
        if self.key is not None:
            _text("key", self.key, _TONIC, "it must be a tonic from A to G, with # or b if needed")
        if self.mode is not None:
            mode = mode_named(str(self.mode))
            if mode is None:
                raise BadRequest("mode", self.mode, "it must be one of " + ", ".join(MODE_NAMES.values()))
            object.__setattr__(self, "mode", mode)
        if self.key is not None and self.mode is not None:
            try:
                Key(self.key, self.mode)
            except ValueError:
                allowed = "it has more than seven sharps or flats; use its other spelling"
                raise BadRequest("key", f"{self.key} {MODE_NAMES[self.mode]}", allowed) from None

    def _check_form(self) -> None:
        if self.meter is not None:
            _text("meter", self.meter, _METER, "it must be a time signature such as 6/8 or 4/4")
        if self.parts is not None:
            _text(
                "parts", self.parts, _PARTS, "it must be up to four parts in order, each once or twice: AABB"
            )
        if self.bars is not None:
            _number("bars", self.bars, BAR_COUNTS, int)
        if self.parts is not None and self.bars is not None:
            total, (fewest, most) = len(set(self.parts)) * self.bars, TOTAL_BARS
            if not fewest <= total <= most:
                allowed = f"all parts together must have {fewest} to {most} bars"
                raise BadRequest("bars", f"{self.bars} for {self.parts}", allowed)

    def _check_source(self) -> None:
        if self.source is not None:
            _text("source", self.source, _SOURCE, f"it must be a tune of up to {SOURCE_LENGTH} characters")
        if self.change is not None:
            allowed = "it must be a part such as A, ending, a bar such as 7, or bars such as 5-8"
            _text("change", self.change, _CHANGE, allowed)
        if (self.source is None) != (self.change is None):
            given, missing = ("change", "source") if self.source is None else ("source", "change")
            value = self.change or "a tune"
            raise BadRequest(given, value, f"it needs a {missing} too")
        if self.source is not None and self.opening is not None:
            raise BadRequest("opening", self.opening, "the source has its own opening; give only one of them")

    def with_facts(self, facts: Mapping[str, Any]) -> Self:
        """The request with those of the facts about a tune that a request can have, and that are not None.

        Of what people write some cannot be asked for: M:none, an R: field of forty words.
        """
        known = self
        for name, value in facts.items():
            with suppress(BadRequest):
                known = known if value is None else replace(known, **{name: value})
        return known

    def to_json(self) -> dict[str, Any]:
        said = {name: value for name, value in asdict(self).items() if value is not None}
        return said | ({"practice": self.practice.to_json()} if self.practice else {})

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Raises BadRequest, also for an unknown option."""
        options = [one.name for one in fields(cls)]
        for name, value in data.items():
            if name not in options:
                raise BadRequest(
                    name, value, "there is no such option; the options are " + ", ".join(options)
                )
        practice = data.get("practice")
        read = Practice.from_json(practice) if isinstance(practice, Mapping) else practice
        return cls(**{**data, **({"practice": read} if read is not None else {})})
