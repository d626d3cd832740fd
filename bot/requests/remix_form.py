"""The fields of the remix form: a request as a few lines of text, and back. Knows nothing of Discord.

Discord's forms have five fields, a request has more options: one field holds several, recognised by their
shape. An option that is left out is drawn, as in `/compose`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.errors import BadRequest
from generator.instruments import BACKINGS, INSTRUMENTS, NO_BACKING
from generator.notation.theory import MODE_NAMES, mode_named
from generator.tune import DARING, OPENING_LENGTH, TEMPERATURES, ComposeRequest

LENGTH = 100
"""Characters that a field takes, unless it says otherwise."""

_TIMES = {1: "once", 2: "twice"}
_ANY = "|".join(BACKINGS)
_BACKING = (
    rf"(?:with|backing)(?: an?| the)? (?:{_ANY})(?: backing)?|(?:{_ANY}) backing|(?:no|without) backing"
)
_SOUND_TOKEN = re.compile(rf"(?:{_BACKING}|[0-9]+ (?:times|x))(?!\S)|\S+")
"""What belongs together in the field of the instrument, or a word."""
_SOUND_FILLERS = ("bpm", "at", "and", "with", "on", "a", "an", "the")


@dataclass(frozen=True, slots=True)
class Field:
    """`name` identifies it in the form's data; `label` and `hint` are what a person reads."""

    name: str
    label: str
    hint: str
    write: Callable[[ComposeRequest], str]
    read: Callable[[str], dict[str, Any]]
    length: int = LENGTH


def filled_in(request: ComposeRequest) -> dict[str, str]:
    """The text of each field for this request."""
    return {field.name: field.write(request) for field in FIELDS}


def read(texts: Mapping[str, str]) -> ComposeRequest:
    """The request that the texts ask for. Raises BadRequest, naming the option and what would fit."""
    options: dict[str, Any] = {}
    for field in FIELDS:
        options |= field.read(texts.get(field.name, "").strip())
    return ComposeRequest.from_json(options)


def _write_form(request: ComposeRequest) -> str:
    bars = request.bars and f"{request.bars} bars"
    return ", ".join(str(one) for one in (request.type, request.meter, request.parts, bars) if one)


def _read_form(text: str) -> dict[str, Any]:
    shapes = {"meter": r"\d+/\d+", "parts": r"[A-Da-d]+", "bars": r"\d+"}
    found: dict[str, Any] = {}
    words = []
    for token in re.split(r"[\s,;\u00d7]+", text):
        name = next((name for name, shape in shapes.items() if re.fullmatch(shape, token)), None)
        if name in found:
            raise BadRequest(name, f"{found[name]} and {token}", "give only one of them")
        if name is not None:
            found[name] = token
        elif token and token.lower() not in ("bars", "bar", "x", "of", "in"):
            words.append(token.lower())
    if words:
        found["type"] = " ".join(words)
    if "bars" in found:
        found["bars"] = _whole("bars", found["bars"])
    if "parts" in found:
        found["parts"] = found["parts"].upper()
    return found


def _write_key(request: ComposeRequest) -> str:
    return " ".join(filter(None, (request.key, request.mode and MODE_NAMES[request.mode])))


def _read_key(text: str) -> dict[str, Any]:
    if not text:
        return {}
    if len(text) > 2 and mode_named(text):
        return {"mode": mode_named(text)}
    spelt = re.sub(
        r"\s*(sharp|♯)", "#", re.sub(r"\s*(flat|♭)", "b", text, flags=re.IGNORECASE), flags=re.IGNORECASE
    )
    match = re.fullmatch(r"([A-Ga-g])([#b]?)\s*(.*)", spelt)
    mode = mode_named(match[3]) if match and match[3] else None
    if match is None or (match[3] and mode is None):
        raise BadRequest("key", text, "it may be a key, a mode or both, such as D, Dorian or Bb major")
    key = {"key": match[1].upper() + match[2]}
    return key if mode is None else {**key, "mode": mode}


def _write_sound(request: ComposeRequest) -> str:
    backing = "no backing" if request.backing == NO_BACKING else request.backing
    times = request.times and _TIMES.get(request.times, f"{request.times} times")
    return ", ".join(str(one) for one in (request.instrument, backing, request.tempo, times) if one)


def _read_sound(text: str) -> dict[str, Any]:
    """Commas are not needed, but they hold together what lies between them: "guitar, backing piano"."""
    found: dict[str, Any] = {}
    for piece in re.split(r"[,;]", text.lower()):
        for token in _SOUND_TOKEN.findall(" ".join(piece.replace(":", " ").split())):
            option, value = _sound_option(token, found)
            if option in found and option != "instrument":
                raise BadRequest(option, f"{found[option]} and {value}", "give only one of them")
            if option:
                found[option] = value
    return found


def _sound_option(token: str, found: Mapping[str, Any]) -> tuple[str, Any]:
    """The option and its value; "" for a word that says nothing. After an instrument comes its backing."""
    first = found.get("instrument")
    if re.fullmatch(_BACKING, token):
        named = set(token.split()) & set(BACKINGS)
        return "backing", named.pop() if named else NO_BACKING
    if token in BACKINGS and (first or token not in INSTRUMENTS):
        return "backing", token
    if token in INSTRUMENTS:
        return "instrument", _duet(first, token) if first else token
    if number := re.fullmatch(r"([0-9]+)( ?times| ?x|bpm)?", token):
        option = "tempo" if number[2] in (None, "bpm") else "times"
        return option, _whole(option, number[1])
    if token in _TIMES.values():
        return "times", next(number for number, word in _TIMES.items() if word == token)
    if token in _SOUND_FILLERS:
        return "", None
    allowed = (
        "it must be a tempo in beats per minute, how often the tune is played, such as twice, "
        f"a backing ({', '.join(BACKINGS)}) or an instrument ({', '.join(INSTRUMENTS)})"
    )
    raise BadRequest("instrument", token, allowed)


def _duet(first: str, second: str) -> str:
    """Raises BadRequest for two that do not play together."""
    duet = f"{first} and {second}"
    if duet not in INSTRUMENTS:
        raise BadRequest("instrument", duet, "it must be one of " + ", ".join(INSTRUMENTS))
    return duet


def _write_chance(request: ComposeRequest) -> str:
    pair = (request.temperature, request.top_p)
    daring = next((word for word, numbers in DARING.items() if numbers == pair), f"{request.temperature:g}")
    return daring if request.seed is None else f"{daring}, seed {request.seed}"


def _read_chance(text: str) -> dict[str, Any]:
    """The number behind "seed", or one too high for a temperature, is the seed."""
    found: dict[str, Any] = {}
    name = ""
    for word in _tokens(re.sub(r"(?<![\d.])([01]),(\d)", r"\1.\2", text)):
        if word == "seed":
            name = word
        elif word in DARING:
            found |= dict(zip(("temperature", "top_p"), DARING[word], strict=True))
        elif re.fullmatch(r"\d+(\.\d+)?", word):
            seed = name == "seed" or ("." not in word and float(word) > TEMPERATURES[1])
            found |= {"seed": _whole("seed", word)} if seed else {"temperature": float(word)}
            name = ""
        else:
            low, high = TEMPERATURES
            allowed = (
                f"it may be {', '.join(DARING)} or a number from {low} to {high}, and a seed such as seed 7"
            )
            raise BadRequest("daring", word, allowed)
    return found


def _tokens(text: str) -> Iterator[str]:
    return (token.lower() for token in re.split(r"[\s,;]+", text) if token)


def _whole(option: str, token: str) -> int:
    if not re.fullmatch(r"[0-9]{1,10}", token):
        raise BadRequest(option, token, "it must be a whole number")
    return int(token)


FIELDS = (
    Field(
        "form",
        "Type, meter, parts, bars of each part",
        "For example: jig, 6/8, AABB, 8 bars",
        _write_form,
        _read_form,
    ),
    Field("key", "Key and mode", "For example: D major, Bb or Dorian", _write_key, _read_key),
    Field(
        "opening",
        "Opening",
        "ABC notation that the tune begins with, such as A|dfd AFA|",
        lambda request: request.opening or "",
        lambda text: {"opening": text} if text else {},
        OPENING_LENGTH,
    ),
    Field(
        "sound",
        "Instrument, backing, tempo",
        "For example: harp, 90; or fiddle and flute, guitar, 112, twice. The instrument comes first",
        _write_sound,
        _read_sound,
    ),
    Field(
        "chance",
        "Daring and seed",
        "tame, usual, wild or a temperature. Keep the seed to keep the notes, delete it for new notes",
        _write_chance,
        _read_chance,
    ),
)
