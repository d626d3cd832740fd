"""The field of the remix form that says how a tune sounds: as text, and back. Knows nothing of Discord.

It reads what people type and what an embed says: "fiddle and flute, with guitar, bass and bodhrán, played
twice". The instrument comes before its backing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.requests.players import how_often
from generator.arrangement.backing import players_of
from generator.errors import BadRequest
from generator.instruments import BACKINGS, INSTRUMENTS, NO_BACKING
from generator.playing import TIMES
from generator.request import ComposeRequest
from generator.tabs import COMMON_TABS, TAB_NAMES, tab_named

_ONCE = {how_often(times): times for times in range(TIMES[0], TIMES[1] + 1)} | {"thrice": 3}
_NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4}
_NUMBER = rf"(?:[0-9]+|{'|'.join(_NUMBERS)})"
_TIMES = rf"{_NUMBER} ?(?:times|x(?! ?[0-9]))|(?:times|x) ?[0-9]+|{'|'.join(_ONCE)}"
_TEMPO = r"[0-9]+(?: ?bpm| beats (?:a|per) minute)?"
_ANY = "|".join(BACKINGS)
_NONE = "(?:no|without)(?: an?| any)? backing|without|solo"
_BACKING = rf"(?:with|backing)(?: an?| the)? (?:{_ANY})(?: backing)?|(?:{_ANY}) backing|{_NONE}"
_TAB = "tab(?:lature)?(?: for)?(?: an?| the)? (?:" + "|".join(map(re.escape, TAB_NAMES)) + ")"
_TABLATURE = ("tab", "tablature")
_TAB_FOR = "^tab(?:lature)?(?: for)?(?: an?| the)? "
_NO_TAB = "(?:no|without)(?: an?| any)? tab(?:lature)?"
_TOKEN = re.compile(rf"(?:{_TAB}|{_NO_TAB}|{_BACKING}|{_TIMES}|{_TEMPO})(?!\S)|\S+")
"""What belongs together, or a word."""
_FILLERS = (
    "bpm", "at", "and", "with", "on", "a", "an", "the", "played", "players", "instrument", "tempo",
)  # fmt: skip
_BANDS = {names: backing for backing in BACKINGS if len(names := players_of(backing)) > 1}
_SPELLINGS = {
    "[:\\s]+": " ",
    "[&+]": " and ",
    "\u00d7": "x",
    r"\bbodhran\b": "bodhrán",
    r"\btin whistle\b": "whistle",
    r"\bsecond\b": "",  # "guitar and second guitar"
    **{r"[, ]+(?:and )?".join(names): backing for names, backing in _BANDS.items()},
}
"""What people and embeds write -> what is read here."""
_ALLOWED = (
    "it must be an instrument such as fiddle or fiddle and flute, "
    f"a backing ({', '.join(BACKINGS[:-1])} or {BACKINGS[-1]}), a tempo, "
    "how often (twice) or a tablature (tab banjo)"
)


def write_sound(request: ComposeRequest) -> str:
    """ "fiddle, guitar, 112, twice, tab mandolin"; what is left open is left out."""
    backing = "no backing" if request.backing == NO_BACKING else request.backing
    times = request.times and how_often(request.times)
    tab = request.tab and f"tab {request.tab}"
    return ", ".join(str(one) for one in (request.instrument, backing, request.tempo, times, tab) if one)


def read_sound(text: str) -> dict[str, Any]:
    """The options. Raises BadRequest.

    Commas are not needed, but they hold together what lies between them: "guitar, backing piano".
    """
    text = text.lower()
    for spelling, meant in _SPELLINGS.items():
        text = re.sub(spelling, meant, text)
    found: dict[str, Any] = {}
    for piece in re.split(r"[,;]", text):
        for token in _TOKEN.findall(" ".join(piece.split())):
            option, value = _option(token, found)
            if option in found and option != "instrument":
                raise BadRequest(option, f"{found[option]} and {value}", "give only one of them")
            if option:
                found[option] = value
    return found


def _option(token: str, found: Mapping[str, Any]) -> tuple[str, Any]:
    """The option and its value; "" for a word that says nothing. After an instrument comes its backing."""
    first = found.get("instrument")
    if re.fullmatch(_TAB, token):
        return "tab", tab_named(re.sub(_TAB_FOR, "", token))
    if re.fullmatch(_NO_TAB, token):
        return "", None  # as if nothing was said
    if re.fullmatch(_BACKING, token):
        named = set(token.split()) & set(BACKINGS)
        return "backing", named.pop() if named else NO_BACKING
    if token in BACKINGS and (first or token not in INSTRUMENTS):
        return "backing", token
    if token in INSTRUMENTS:
        return "instrument", _duet(first, token) if first else token
    if re.fullmatch(_TIMES, token):
        return "times", _ONCE.get(token) or _whole("times", token)
    if re.fullmatch(_TEMPO, token):
        return "tempo", _whole("tempo", token)
    if token in _FILLERS:
        return "", None
    if token in _TABLATURE:
        raise BadRequest("tab", token, f"an instrument must follow, such as {', '.join(COMMON_TABS)}")
    raise BadRequest("instrument", token, _ALLOWED)


def _duet(first: str, second: str) -> str:
    """In the order in which it is known. Raises BadRequest for two that do not play together."""
    duet = next(
        (name for name in (f"{first} and {second}", f"{second} and {first}") if name in INSTRUMENTS), None
    )
    if duet is None:
        duets = [name for name, instrument in INSTRUMENTS.items() if instrument.partner]
        raise BadRequest("instrument", f"{first} and {second}", f"the duets are {', '.join(duets)}")
    return duet


def _whole(option: str, token: str) -> int:
    """The number in a token. Raises BadRequest for one that is too long to be meant."""
    number = re.search(_NUMBER, token)[0]  # type: ignore[index]  # both patterns have one
    if len(number) > 10:
        raise BadRequest(option, number, "it must be a whole number")
    return _NUMBERS.get(number) or int(number)
