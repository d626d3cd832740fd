"""The fields of the remix form: a request as a few lines of text, and back. Knows nothing of Discord.

Discord's forms have five fields, a request has more options: one field holds several, recognised by their
shape. An option that is left out is drawn, as in `/compose`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from bot.history import BY_HAND
from bot.requests.mistakes import Mistakes
from bot.requests.sound_field import read_sound, write_sound
from generator.arrangement.arranger import backing_of, tunes_of_set
from generator.compose.written.source import facts_of, read_source
from generator.errors import BadRequest, LiltError
from generator.notation.theory import MODE_NAMES, mode_named
from generator.notation.tune_types import beat_of
from generator.request import DARING, OPENING_LENGTH, TEMPERATURES, ComposeRequest
from generator.tune import Tune

LENGTH = 100
"""Characters that a field takes, unless it says otherwise."""


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


def settings_of(tune: Tune) -> ComposeRequest:
    """The request for this tune. Of one that somebody sent, with what nobody asked for: form, backing, how
    often it is played, and the tempo in the beats of a composed tune.

    Reads that tune: not on the event loop. Of one that cannot be read (any more), the request as it is.
    """
    if tune.model != BY_HAND:
        return tune.request
    request = tune.request
    try:
        melody = read_source(tune.abc)
        (played,) = tunes_of_set([melody], request.playing)
        backing = backing_of(melody, request.playing)
    except LiltError:
        return request
    beat, _ = beat_of(request.type or "", melody.meter)
    facts = {**facts_of(melody), "type": request.type, "backing": backing, "times": played.times}
    return request.with_facts({**facts, "tempo": round(played.tempo * played.beat / beat)})


def read(texts: Mapping[str, str]) -> ComposeRequest:
    """The request that the texts ask for.

    Raises BadRequest, naming the option and what would fit, or SeveralMistakes.
    """
    options: dict[str, Any] = {}
    mistakes = Mistakes()
    for field in FIELDS:
        with mistakes.noted():
            found = field.read(texts.get(field.name, "").strip())
            ComposeRequest.from_json(found)
            options |= found
    mistakes.check()
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
        "Instrument, backing, tempo, times, tablature",
        "For example: harp, 90; or fiddle and flute, guitar, 112, twice, tab mandolin. The instrument first",
        write_sound,
        read_sound,
    ),
    Field(
        "chance",
        "Daring and seed",
        "tame, usual, wild or a temperature. Keep the seed to keep the notes, delete it for new notes",
        _write_chance,
        _read_chance,
    ),
)
