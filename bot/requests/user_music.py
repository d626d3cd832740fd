"""Reads what a user sent: ABC, pasted or in a file, MIDI or MusicXML. Knows nothing of Discord or rendering.

ABC is read in a thread; for other files, and to compare a tune with the printed ones, there is the library.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from bot.history import SentBook
from bot.markdown import escaped
from bot.requests.user_abc import (
    RenderOptions,
    Unreadable,
    book_in,
    printable,
    read_user_abc,
    said_of_title,
    shown_title,
)
from generator.errors import BadRequest, LiltError, Unavailable
from generator.importing.files import kind_of
from generator.library import Library
from generator.notation.intervals import pitches_of
from generator.notation.reading.books.book import Book, BookTune
from generator.notation.reading.books.encoding import NotTextError, decode, unknown_charset
from generator.notation.reading.reader import read_tune
from generator.notation.simplify import is_simple
from generator.request import ComposeRequest
from generator.tune import Tune

log = logging.getLogger(__name__)

ALREADY_SIMPLE = "There was nothing to make easier in this tune; it is as you sent it."
ALLOWED = "it must be ABC (a text), MIDI or MusicXML"
MOST_NOTES = 3
"""Sentences about what was left out of a tune."""
MOST_TITLES = 25
"""As many as a menu may have."""


@dataclass(frozen=True, slots=True)
class UserFile:
    """A file that was attached."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class UserMusic:
    """A tune that a user sent, and a request for tunes like it.

    `notes`: what to say about it, each in a sentence, as markdown. `book`: all that was sent, if there are
    more tunes in it. `pitches`: the tune's notes, as `pitches_of` has them.
    """

    request: ComposeRequest
    tune: Tune
    notes: tuple[str, ...] = ()
    book: SentBook | None = None
    pitches: tuple[int, ...] = ()


class NoneReadable(LiltError):
    """None of several tunes can be played: says why of the first of them."""

    def __init__(self, failures: Sequence[str], tried: int, count: int) -> None:
        which = f"these {count}" if tried == count else f"the first {tried} of these {count}"
        more = tried - len(failures)
        others = [f"And {more} more cannot be played."] if more else []
        super().__init__(
            "\n".join([f"None of {which} tunes can be played.", *map(escaped, failures), *others])
        )


async def read_user_music(sent: str | UserFile, playing: RenderOptions, library: Library) -> UserMusic:
    """The first tune that can be played of what a user sent.

    Raises Unreadable, NoneReadable or BadRequest, and what `Library.read_file` raises.
    """
    text, notes = (sent, ()) if isinstance(sent, str) else await _text_of(sent, library)
    return await _compared(await asyncio.to_thread(_first_tune, text, notes, playing), library)


async def read_from_book(sent: SentBook, index: int, library: Library) -> UserMusic:
    """Another tune of what a user sent. Raises Unreadable or BadRequest."""
    return await _compared(await asyncio.to_thread(_tune_at, sent, index), library)


async def _compared(music: UserMusic, library: Library) -> UserMusic:
    """With the printed tune that it is most like. Where nobody can say which, it is played all the same."""
    try:
        nearest = await library.nearest(music.pitches)
    except Unavailable as error:
        log.warning("a tune is not compared with printed ones: %s", error)
        return music
    return replace(music, tune=replace(music.tune, originality=nearest))


def _first_tune(text: str, notes: Sequence[str], playing: RenderOptions) -> UserMusic:
    """The first tune of a text that can be played; `notes`: what was left out of it before."""
    book = book_in(text)
    index, music, failures = _those_that_play(book, playing)
    its_own = frozenset(book.lost_after(index))
    elsewhere = [one.sentence for one in book.lost_music if one not in its_own]
    shown = _shown([*notes, *music.notes, *elsewhere])
    if len(book.tunes) == 1:
        return replace(music, notes=shown)
    several = _which(len(book.tunes), index)
    sent = _sent_book(text, book.tunes, tuple(failures), playing)
    return replace(music, notes=(several, *_shown(list(failures.values())), *shown), book=sent)


def _tune_at(sent: SentBook, index: int) -> UserMusic:
    book = book_in(sent.text)
    if index >= len(book.tunes):
        raise BadRequest("tune", index + 1, f"there are {len(book.tunes)}")
    music = _read(book, index, RenderOptions(**sent.playing))
    return replace(music, notes=_shown(music.notes))


def _those_that_play(book: Book, playing: RenderOptions) -> tuple[int, UserMusic, dict[int, str]]:
    """The index of the first tune that can be played, the tune, and of those that cannot: index -> why.

    Only those of the menu are tried. Raises the error of a tune that is alone, NoneReadable for several.
    """
    errors: dict[int, Unreadable | BadRequest] = {}
    first: tuple[int, UserMusic] | None = None
    tried = range(min(len(book.tunes), MOST_TITLES))
    for index in tried:
        try:
            music = _read(book, index, playing)
        except (Unreadable, BadRequest) as error:
            errors[index] = error
        else:
            first = first or (index, music)
    failures = {index: _failed(book.tunes[index], index, error) for index, error in errors.items()}
    if first is not None:
        return *first, failures
    if len(errors) == 1:
        raise errors[0]
    raise NoneReadable(list(failures.values())[:MOST_NOTES], len(tried), len(book.tunes))


def _failed(tune: BookTune, index: int, error: Unreadable | BadRequest) -> str:
    title = shown_title(tune.title)
    why = error.sentence if isinstance(error, Unreadable) else str(error)
    return f"Tune {index + 1}{title and f' ({title})'} cannot be played: {why}"


def _which(count: int, index: int) -> str:
    """Which tune of a book this is, and how to play those that the menu has no room for."""
    this = "this is tune " + str(index + 1) if index else "this is the first"
    more = (
        f" The menu has the first {MOST_TITLES}; to play a later one, send the text from that tune on."
        if count > MOST_TITLES
        else ""
    )
    return f"{count} tunes; {this}.{more}"


def _read(book: Book, index: int, playing: RenderOptions) -> UserMusic:
    """A tune; its notes are all that is left out of it, each in a sentence that is not markdown yet."""
    tune = book.tunes[index]
    request, made = read_user_abc(tune, playing)
    melody, notices = (reading := read_tune(printable(tune.text))).melody, reading.notices
    others = _plays_instead(request.instrument, playing)
    simple = [ALREADY_SIMPLE] if playing.simplify and is_simple(melody) else []
    lost = [*others, *simple, *said_of_title(tune.title), *(one.sentence for one in book.lost_after(index))]
    said = (f"Line {tune.file_line(one.line)}: {one.text.rstrip('.')}." for one in notices)
    return UserMusic(request, made, (*lost, *said), pitches=tuple(pitches_of(melody)))


def _plays_instead(instrument: str, playing: RenderOptions) -> list[str]:
    """That the usual instrument does not play a tune, if so."""
    usual = playing.first_instrument
    cannot = f"The usual instrument, {usual}, cannot play this tune in {playing.key}"
    return [] if instrument == usual else [f"{cannot}; it is played on {instrument}."]


def _shown(notes: Sequence[str]) -> tuple[str, ...]:
    """The first of them, and how many there are besides."""
    shown = [escaped(one) for one in notes[:MOST_NOTES]]
    more = len(notes) - len(shown)
    return (*shown, f"And {more} more like {'these' if more > 1 else 'this'}.") if more else tuple(shown)


def _sent_book(
    text: str, tunes: Sequence[BookTune], broken: tuple[int, ...], playing: RenderOptions
) -> SentBook:
    titles = [shown_title(one.title) or f"Tune {number}" for number, one in enumerate(tunes[:MOST_TITLES], 1)]
    return SentBook(text=text, titles=tuple(titles), count=len(tunes), playing=asdict(playing), broken=broken)


async def _text_of(file: UserFile, library: Library) -> tuple[str, tuple[str, ...]]:
    """A file as ABC, and what was left out of it."""
    if not file.content.strip():
        raise BadRequest("file", file.name, "it is empty")
    if kind_of(file.name, file.content) is not None:
        imported = await library.read_file(file.name, file.content)
        return imported.abc, imported.notices
    try:
        said = unknown_charset(file.content)
        return await asyncio.to_thread(decode, file.content), ((said,) if said else ())
    except NotTextError as error:
        raise BadRequest("file", file.name, f"it seems to be {error}; {ALLOWED}") from None
