"""The answers of a library over the wire, as JSON. The bot believes nothing before it is checked."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from generator.catalogue import Catalogue
from generator.engine.remote import failures
from generator.errors import LiltError
from generator.importing.files import MOST_NOTICES, Imported
from generator.json_text import read_json
from generator.library.protocol import MOST_IN_PRINT, InPrint, PrintedTune
from generator.model.card import LONGEST_SECTION, ModelCard
from generator.model.record import LONGEST_ID
from generator.notation.form import Form
from generator.notation.theory import MODES, Meter
from generator.request import can_be_named
from generator.tune import NearestTune

LARGEST = 2**20
"""Bytes of an answer. The shipped models' catalogues have 50,000."""
NONE = b"{}"
"""Sent by a worker that fails in an unexpected way, so that another one is asked at once."""
_MOST_NAMES = 1000
_TONIC = re.compile("[A-G][#b]?")
_LONGEST = 500
"""Characters of a title, a place, a notice."""


class Malformed(Exception):
    """Not an answer; says why."""


def encode(answer: object) -> bytes:
    """An answer, or the error that was raised instead of one."""
    if isinstance(answer, LiltError):
        return json.dumps({"error": failures.to_json(answer)}).encode()
    return json.dumps({"answer": _data(answer)}).encode()


def _data(answer: object) -> Any:
    match answer:
        case Catalogue(model=model):
            return {"model": model, **answer.to_json()}
        case ModelCard() | NearestTune() | InPrint() | Imported():
            return asdict(answer)
        case _:
            return answer


def decode(what: str, message: bytes) -> Any:
    """The answer to such a question, or the LiltError. Raises Malformed."""
    try:
        if len(message) > LARGEST:
            raise ValueError("it is too long")
        match read_json(message):
            case {"error": error, **rest} if not rest:
                return failures.from_json(error)
            case {"answer": answer, **rest} if not rest:
                return _READERS[what](answer)
        raise ValueError("it is of no known kind")
    except (ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, LiltError) as error:
        raise Malformed(f"the answer to {what!r} is not one: {error!s:.200}") from None


def _catalogue(data: Mapping[str, Any]) -> Catalogue:
    catalogue = Catalogue.from_json(_text(data["model"], LONGEST_ID), data)
    for style, count in catalogue.styles.items():
        _text(style.type, _LONGEST)
        Meter.parse(style.meter)
        Form.parse(style.form)
        _check(style.mode in MODES and _is_count(count) and count > 0)
    for mode, tonics in catalogue.tonics.items():
        _check(mode in MODES and all(map(_TONIC.fullmatch, tonics)) and all(map(_is_count, tonics.values())))
    _check({style.mode for style in catalogue.styles} <= set(catalogue.tonics))
    _check(bool(catalogue.types and catalogue.keys))
    return catalogue


def _models(data: Any) -> list[str]:
    _check(isinstance(data, list) and len(data) <= _MOST_NAMES and all(map(can_be_named, data)))
    return list(data)


def _card(data: Mapping[str, Any]) -> ModelCard:
    card = ModelCard(**data)
    for text in (card.model, card.date, card.data, card.command, card.terms):
        _text(text, LONGEST_SECTION)
    _check(all(one is None or _is_count(one) for one in (card.parameters, card.tunes)))
    return card


def _nearest(data: Mapping[str, Any] | None) -> NearestTune | None:
    if data is None:
        return None
    nearest = NearestTune(**data)
    _text(nearest.title, _LONGEST)
    _text(nearest.place, _LONGEST)
    _check(_is_count(nearest.longest) and isinstance(nearest.share, (int, float)) and 0 <= nearest.share <= 1)
    return nearest


def _in_print(data: Mapping[str, Any]) -> InPrint:
    _check(len(data["tunes"]) <= MOST_IN_PRINT)
    tunes = [
        PrintedTune(_text(one["title"], _LONGEST), _text(one["place"], _LONGEST)) for one in data["tunes"]
    ]
    _check(_is_count(data["count"]) and _is_count(data["searched"]) and len(tunes) <= data["count"])
    return InPrint(tuple(tunes), data["count"], data["searched"])


def _imported(data: Mapping[str, Any]) -> Imported:
    _check(isinstance(data["notices"], list) and len(data["notices"]) <= MOST_NOTICES)
    return Imported(_text(data["abc"], LARGEST), tuple(_text(one, _LONGEST) for one in data["notices"]))


_READERS = {
    "catalogue": _catalogue,
    "models": _models,
    "card": _card,
    "nearest": _nearest,
    "containing": _in_print,
    "read_file": _imported,
}


def _check(right: bool) -> None:
    if not right:
        raise ValueError("a value is impossible")


def _text(value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError(f"{value!r:.40} is no text of up to {longest} characters")
    return value


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**12
