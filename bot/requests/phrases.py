"""Reads the notes of a phrase that somebody looks for, and finds the tunes that have it. Knows no Discord."""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.history import Entry, History, Match
from bot.markdown import escaped
from generator.errors import BadRequest, LiltError, NotationError, Unavailable
from generator.library import InPrint, Library
from generator.notation.form import pickup_offsets
from generator.notation.intervals import Contour, contour, contour_of
from generator.notation.melody import Melody
from generator.notation.reading.melody_builder import NO_NOTES
from generator.notation.reading.reader import read_abc, read_tune
from generator.notation.reading.signs.decorations import Letters
from generator.notation.reading.values.keys import read_key
from generator.notation.theory import Key

log = logging.getLogger(__name__)

FEWEST = 5
MOST = 40
"""Notes of a phrase."""
NOTES_LENGTH = 300
"""Characters of a phrase."""
KEY_LENGTH = 20
KEYS = ("C", "G", "D", "A", "F", "Bb", "E", "Eb")
"""In which notes are read if no key is given, one after the other until a tune has them."""
_HEAD = "X:1\nM:none\nL:1/8\nK:{key}\n"
_EXAMPLE = "such as `dfa afd`"
_ENOUGH = f"tunes are found by {FEWEST} to {MOST} notes, {_EXAMPLE}"
_NOTES = "Notes are A to G and a to g."
_FEW = ("no notes", "one note", "two notes", "three notes", "four notes")
_FIELD = re.compile(r"[A-Za-z]:(?![|:\]])")
"""A header field. Before a bar line the letter is a note."""
_HEADER = re.compile(
    r"(?:[A-Za-z]:.*? )??K: ?(?P<key>[A-G][#b]?(?: ?(?i:(?:maj|min|dor|mix|lyd|phr|loc|aeo|ion)[a-z]*|m))?) "
)
"""The fields before the notes, of which K: is the last (ABC 2.1, 3.1.14), on one line."""


class PhraseError(LiltError):
    """Notes that no tune can be found by: says what would do."""


_KEY = re.compile(r"(?:^|\s)K: ?(\S{1,20})")
_TEXT = re.compile(r'"[^"]*"|![^!]*!|\[[A-Za-z]:[^\]]*\]')
_LETTER = re.compile(r"[H-Wh-w]")
"""In ABC it stands for a sign; who types notes means a note by it, as H is in German."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase as it is in a key. `left_out`: what was typed and is no note, each in a sentence."""

    key: str
    contour: Contour
    left_out: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundTune:
    """A tune with the phrase. `bar` counts from 1, a pickup with the bar after it; None if unreadable."""

    entry: Entry
    bar: int | None
    same_rhythm: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What has a phrase; `key` and `printed_key`: in which it was read. `count`: tunes, with those not shown.

    `printed`: None if nobody could look there; `complete`: every tune of the history was looked at;
    `tried`: no key was given, so these are the first of the usual ones in which there are tunes.
    """

    tunes: tuple[FoundTune, ...]
    count: int
    key: str
    printed: InPrint | None
    printed_key: str
    complete: bool
    left_out: tuple[str, ...]
    tried: bool


def read_phrases(notes: str, key: str | None) -> tuple[Phrase, ...]:
    """The phrase in the key that is given; without one in each of the usual keys, C first.

    The notes may stand below a header, whose K: field is the key if none is given. Raises PhraseError or
    BadRequest.
    """
    line, skipped = " ".join(notes.split()), 0
    if _FIELD.match(line):
        header = _below(line)
        key, skipped = key or header["key"], header.end()
    keys = [Key(one, "maj") for one in KEYS] if key is None else [_known(key)]
    first, *others = (_read(line, skipped, one) for one in keys)
    _check(first)
    phrases = {first.contour.steps: first}
    for phrase in others:
        if len(phrase.contour.pitches) >= FEWEST:  # a key may make two notes one
            phrases.setdefault(phrase.contour.steps, phrase)
    return tuple(phrases.values())


async def find_phrase(
    history: History, library: Library, phrases: Sequence[Phrase], *, user_id: int, guild_id: int | None
) -> Found:
    """What has the phrase: of the user's own tunes and the guild's, and of the printed ones.

    Each in the first of the keys in which it is found.
    """
    matches, count, key = await _in_history(history, phrases, user_id, guild_id)
    printed, printed_key = await _in_print(library, phrases)
    return Found(
        tunes=tuple(await asyncio.to_thread(lambda: [_with_bar(match) for match in matches])),
        count=count,
        key=key,
        printed=printed,
        printed_key=printed_key,
        complete=await history.all_indexed(),
        left_out=phrases[0].left_out,
        tried=len(phrases) > 1,
    )


async def _in_history(
    history: History, phrases: Sequence[Phrase], user_id: int, guild_id: int | None
) -> tuple[list[Match], int, str]:
    for phrase in phrases:
        matches, count = await history.find(phrase.contour, user_id, guild_id)
        if matches:
            return matches, count, phrase.key
    return [], 0, phrases[0].key


async def _in_print(library: Library, phrases: Sequence[Phrase]) -> tuple[InPrint | None, str]:
    found = None
    try:
        for phrase in phrases:
            found = await library.containing(phrase.contour.steps)
            if found.count:
                return found, phrase.key
    except Unavailable as error:
        log.warning("no printed tunes are searched: %s", error)
        found = None
    return found, phrases[0].key


def _with_bar(match: Match) -> FoundTune:
    try:
        melody = read_abc(match.entry.tune.abc)
    except NotationError:  # it was read by another Lilt
        return FoundTune(match.entry, None, match.same_rhythm)
    places = contour(melody).bars
    bar = _number(melody, places[match.place]) if match.place < len(places) else None
    return FoundTune(match.entry, bar, match.same_rhythm)


def _number(melody: Melody, index: int) -> int:
    """The number of a bar; pickups are not counted."""
    return 1 + sum(not offset for offset in pickup_offsets(melody)[:index])


def _known(key: str) -> Key:
    try:
        known, rest = read_key(key[:1].upper() + key[1:])
    except ValueError:
        rest = key
    if rest or not key.strip():
        raise BadRequest("key", key, "it is written as in D, Em or A dorian")
    return known


def _check(phrase: Phrase) -> None:
    """Raises PhraseError."""
    count = len(phrase.contour.pitches)
    if count < FEWEST:
        there = f"There {'is' if count == 1 else 'are'} only {_FEW[count]} in that"
        raise PhraseError(f"{there}; {_ENOUGH}. A note that is repeated counts once.{_not_notes(phrase)}")
    if count > MOST:
        raise PhraseError(f"Those are {count} notes, and the limit is {MOST}; the first {MOST} will do.")


def _not_notes(phrase: Phrase) -> str:
    """What notes are, if something was typed that is none."""
    return f" {_NOTES}" if phrase.left_out else ""


def _below(line: str) -> re.Match[str]:
    """The header that the notes stand below. Raises PhraseError for one without a key."""
    if header := _HEADER.match(line):
        return header
    if key := _KEY.search(line):
        raise PhraseError(f"K:{escaped(key[1])} is no key; it is written as in `K:D`, `K:Em` or `K:A dor`.")
    raise PhraseError(
        "Please leave out the header lines, or write only the key before the notes, as in `K:D dfa afd`."
    )


def _no_notes(notes: str) -> list[str]:
    """What to say of letters that are no notes."""
    letters = list(dict.fromkeys(_LETTER.findall(_TEXT.sub(" ", notes))))
    known = [letter for letter in letters if Letters().meaning(letter) is not None]
    return [f"{letter} is no note and is left out; notes are A to G and a to g." for letter in known]


def _read(line: str, skipped: int, key: Key) -> Phrase:
    """The notes of a line after its first characters. Raises PhraseError."""
    head = _HEAD.format(key=key.field)
    try:
        reading = read_tune(head + line[skipped:])
    except NotationError as error:
        if error.problem == NO_NOTES:
            raise PhraseError(f"There are no notes in that; {_ENOUGH}. {_NOTES}") from None
        column = skipped + error.column if error.line > head.count("\n") else 1
        raise PhraseError(
            f"The notes cannot be read at character {column}: {escaped(error.problem)}; write them as ABC, "
            f"{_EXAMPLE}."
        ) from None
    left_out = (*_no_notes(line[skipped:]), *(notice.text for notice in reading.notices))
    return Phrase(key.name, contour_of(enumerate(reading.melody.bars)), left_out)
