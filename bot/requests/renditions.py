"""Renditions: a file, practice, slower, some players only, another instrument or key, tablature, simpler.

Pure functions from a tune to what is to be rendered. Knows nothing of Discord, queues or the history.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

from bot.errors import NotHere
from bot.requests.players import listed, melody_and_backing, players
from bot.requests.practice_form import practice_in_words
from bot.requests.user_abc import own_tempo
from generator.arrangement.practice.rehearsal import beats_a_minute, rehearse
from generator.compose.arranging import arrange
from generator.instruments import INSTRUMENTS, NO_BACKING
from generator.notation.reading.books.book import first_tune
from generator.notation.reading.reader import read_abc
from generator.notation.simplify import is_simple, what_is_easier
from generator.notation.theory import Key
from generator.playing import PAPERS, TEMPOS
from generator.practice import Practice
from generator.practice_text import read_practice
from generator.request import ComposeRequest
from generator.tune import Tune

SIMPLE = "This tune is as simple as I can make it: it has no tuplets, ornaments or short notes to leave out."
HEARD = ("mp3",)
SEEN = ("png",)
HEARD_AND_SEEN = ("mp3", "png")
_PRACTICE = "practice"
_PRACTISED = {"all": "", "melody": ", without the backing", "backing": ", without the melody"}


@dataclass(frozen=True, slots=True)
class Rendition:
    """What to render: `tune` in `formats`. `description` says what it is, `suffix` does so in file names.

    `name`: what `rendition_named` makes it of again.
    """

    tune: Tune
    formats: tuple[str, ...]
    description: str = ""
    suffix: str = ""
    name: str = ""


def rendition_named(tune: Tune, name: str) -> Rendition:
    """The rendition with a name of `RENDITIONS`, or one as "instrument=flute" or "practice=part B,x4".

    Raises NotHere for another name and where it cannot be made, BadRequest, NotationError.
    """
    kind, _, value = name.partition("=")
    if value and kind in _CHOSEN:
        made = _CHOSEN[kind](tune, value)
    elif name in RENDITIONS:
        made = RENDITIONS[name](tune)
    else:
        raise NotHere("I do not know this rendition any more; please choose it again.")
    return replace(made, name=name)


def as_file(tune: Tune, ending: str) -> Rendition:
    """The tune as it is, in one format."""
    return Rendition(tune, (ending,))


def on_paper(tune: Tune, paper: str) -> Rendition:
    """As a PDF for this paper, of `playing.PAPERS`."""
    return Rendition(replace(tune, request=replace(tune.request, paper=paper)), ("pdf",), suffix=paper)


def slower(tune: Tune, percent: int) -> Rendition:
    """At `percent` of its tempo, to learn it by ear."""
    request = tune.request
    tempo = max(TEMPOS[0], round(_tempo(tune) * percent / 100))
    description = f"At {percent} % of the tune's tempo: {tempo} beats per minute."
    slow = replace(tune, request=replace(request, tempo=tempo))
    return Rendition(slow, HEARD, description, f"{percent} percent")


def practised(tune: Tune, practice: Practice, heard: str) -> Rendition:
    """A section again and again, to learn it. A tune gets a backing where that is to be heard.

    `heard` is one of `playing.HEARD`. Raises BadRequest for what the tune does not have, or lasts too long.
    """
    asked = tune.request
    playing = {"practice": practice, "times": None, "heard": None if heard == "all" else heard}
    if practice.split or heard == "backing":
        playing |= {"plain": None, "backing": None if asked.backing == NO_BACKING else asked.backing}
    request = ComposeRequest.from_json({**asked.to_json(), **playing})
    melody = read_abc(first_tune(tune.abc).text)
    loops = rehearse(melody, practice, request.tempo)
    beats = beats_a_minute(practice, _tempo(tune))
    description = f"{practice_in_words(practice, beats)}{_PRACTISED[heard]}."
    if practice.split:
        description += " The melody is on the left, the backing on the right."
    if loops[0][0].meter.free:
        description += " There is no count-in: these bars have no meter."
    name = f"{_PRACTICE}={practice.short_text}" + (f";{heard}" if heard != "all" else "")
    played = replace(tune, request=request)
    return Rendition(played, HEARD, description, request.playing.practice_name, name)


def _practised_again(tune: Tune, text: str) -> Rendition:
    """As `practised`, from what it names its rendition."""
    practice, _, heard = text.partition(";")
    return practised(tune, read_practice(practice), heard or "all")


def melody_only(tune: Tune) -> Rendition:
    """Without the backing."""
    alone = replace(tune, request=replace(tune.request, heard="melody"))
    return Rendition(alone, HEARD, "The melody alone, without a backing.", "melody")


def backing_only(tune: Tune) -> Rendition:
    """Without the melody. A tune that has no backing gets one. Raises NotationError."""
    asked = None if tune.request.backing == NO_BACKING else tune.request.backing
    request = replace(tune.request, heard="backing", backing=asked, plain=None)
    _, backing = melody_and_backing(tune.abc, request.playing)
    description = f"The backing alone, to play along with: {listed(backing)}."
    return Rendition(replace(tune, request=request), HEARD, description, "backing")


def plain_midi(tune: Tune) -> Rendition:
    """The melody once, exactly as written."""
    plain = replace(tune, request=replace(tune.request, plain=True, backing=None, times=None))
    description = "The melody exactly as written: no backing, no swing, no ornaments."
    return Rendition(plain, ("mid",), description, "plain")


def on_instrument(tune: Tune, instrument: str) -> Rendition:
    """On another instrument, in an octave that it can play. Raises BadRequest where there is none.

    The backing stays as asked; where nothing was asked, it is the usual one of that instrument.
    """
    abc = arrange(tune.abc, instrument=instrument, key=read_abc(tune.abc).key.tonic)
    played = replace(tune, abc=abc, request=replace(tune.request, instrument=instrument))
    return Rendition(played, HEARD, f"On {players(played)}.", instrument)


def in_key(tune: Tune, tonic: str) -> Rendition:
    """In another key of the same mode. Raises BadRequest where there is none or the instrument cannot."""
    abc = arrange(tune.abc, instrument=tune.request.instrument, key=tonic)
    moved = replace(tune, abc=abc, request=replace(tune.request, key=tonic))
    return Rendition(moved, HEARD_AND_SEEN, f"In {read_abc(abc).key.name}.", f"in {tonic}")


def with_tab(tune: Tune, tab: str) -> Rendition:
    """Its score with a tablature under the staff. Raises BadRequest for one that there is not."""
    request = replace(tune.request, tab=tab)
    return Rendition(replace(tune, request=request), SEEN, f"With tablature for {request.tab}.", f"tab {tab}")


def simpler(tune: Tune) -> Rendition:
    """Without tuplets and with fewer sixteenths. Raises NotHere for a tune that has none of them."""
    melody = read_abc(tune.abc)
    if is_simple(melody):
        raise NotHere(SIMPLE)
    abc = arrange(tune.abc, instrument=tune.request.instrument, easier=True)
    description = f"Made easier: {', '.join(what_is_easier(melody))}."
    return Rendition(replace(tune, abc=abc), HEARD_AND_SEEN, description, "simpler")


RENDITIONS: Mapping[str, Callable[[Tune], Rendition]] = {
    **{ending: partial(as_file, ending=ending) for ending in ("abc", "musicxml", "mid", "wav")},
    **{f"pdf-{paper}": partial(on_paper, paper=paper) for paper in PAPERS},
    "mid-plain": plain_midi,
    "slower-80": partial(slower, percent=80),
    "slower-60": partial(slower, percent=60),
    "melody": melody_only,
    "backing": backing_only,
    "simpler": simpler,
}
_CHOSEN: Mapping[str, Callable[[Tune, str], Rendition]] = {
    "instrument": on_instrument,
    "key": in_key,
    "tab": with_tab,
    _PRACTICE: _practised_again,
}


def other_instruments(tune: Tune) -> tuple[str, ...]:
    return tuple(name for name in INSTRUMENTS if name != tune.request.instrument)


def other_keys(tune: Tune, tonics: Iterable[str]) -> tuple[str, ...]:
    """The tonics that the tune is not in, of those that exist in its mode."""
    key = read_abc(tune.abc).key
    return tuple(tonic for tonic in tonics if tonic != key.tonic and _exists(tonic, key.mode))


def _exists(tonic: str, mode: str) -> bool:
    try:
        Key(tonic, mode)
    except ValueError:
        return False
    return True


def _tempo(tune: Tune) -> int:
    """The tempo it is played at: what was asked, else its Q: field, else what is usual for its type."""
    if tune.request.tempo is not None:
        return tune.request.tempo
    return own_tempo(read_abc(tune.abc))
