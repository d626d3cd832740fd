"""`python -m generator render`: the tunes of a file of ABC, MIDI or MusicXML as sound and sheet music."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace

from generator.arrangement.practice.rehearsal import can_be_counted_in
from generator.audio.soundfont_check import check_soundfont
from generator.cli.books import for_every_tune, name_of
from generator.cli.files import check_folder, check_keeps, read_tunes, say_older_pages, write_files
from generator.cli.parser import BOOK_FORMATS, PRACTICE_FORMATS, USUAL_FORMATS, formats_of
from generator.compose.arranging import arrange
from generator.compose.medley import numbered
from generator.errors import BadRequest
from generator.file_names import slug, stem_with
from generator.notation.reading.books.book import Book, BookTune
from generator.notation.reading.reader import read_abc
from generator.playing import Playing
from generator.practice_text import read_practice, said_in_text, says_count_in
from generator.render.abc import render_abc
from generator.render.pipeline import OF_BOOKS
from generator.request import PLAYING, ComposeRequest
from generator.tune import Rendering

HEARD = ("mid", "mp3", "wav")
"""The formats of a practice."""

NO_COUNT_IN = "There is no count-in: these bars have no meter, so there are no beats to count."


def run(arguments: argparse.Namespace) -> int:
    """Write each tune in each format, and print the paths: 0; 1 if some tunes cannot be rendered, 2 if none.

    Raises BadRequest, or SoundfontError for a soundfont that cannot play.
    """
    given = {name: getattr(arguments, name) for name in PLAYING}
    given = {name: value for name, value in given.items() if value is not None}
    ComposeRequest(key=arguments.key)  # raises for what is no key in any tune
    practice = None if arguments.practice is None else read_practice(arguments.practice)
    formats = _formats(arguments)
    playing = Playing(**given, practice=practice)
    check_folder(arguments.out)
    if arguments.soundfont is not None:
        check_soundfont(arguments.soundfont)
    book = read_tunes(arguments.file)
    nameless = "tune" if playing.book is None else "book"
    stem = slug(playing.book or arguments.file.stem, scripts=True, nameless=nameless)
    alone = playing.book is not None or len(book.tunes) == 1
    stems = [stem if alone else f"{stem}-{count}" for count, _ in enumerate(book.tunes, 1)]
    if practice is None:
        names = [f"{name}.{form}" for name in stems for form in formats]
        check_keeps(arguments.file, arguments.out, names)
    if playing.book is not None:
        return _write_book(book, playing, formats, stem, arguments)

    def make(tune: BookTune, count: int) -> tuple[int, BookTune, Playing, Rendering]:
        abc = arrange(tune.text, instrument=playing.instrument, key=arguments.key, easier=arguments.simplify)
        try:
            played = _with_possible_count_in(abc, playing, arguments.practice)
            rendering = render_abc(abc, played, formats=formats, soundfont=arguments.soundfont)
        except BadRequest as error:
            raise said_in_text(error) from None
        if played != playing:
            rendering = replace(rendering, notices=(NO_COUNT_IN, *rendering.notices))
        return count, tune, played, rendering

    def write(made: tuple[int, BookTune, Playing, Rendering]) -> None:
        count, tune, played, rendering = made
        name, number = stems[count - 1], "" if alone else str(count)
        name = name if practice is None else stem_with(stem, f"{number} {played.practice_name}")
        named = rendering.named(name)
        check_keeps(arguments.file, arguments.out, named)
        for path in write_files(arguments.out, named):
            print(path)
        for notice in rendering.notices:
            print(notice if alone else f"{name_of(tune, count)}: {notice}", file=sys.stderr)
        say_older_pages(arguments.out, name, named)

    return for_every_tune(book, make, write)


def _with_possible_count_in(abc: str, playing: Playing, text: str | None) -> Playing:
    """How the tune is played: without the usual count-in where bars have no beats, and it was not asked for.

    `text`: the practice as it was typed. Raises BadRequest.
    """
    practice = playing.practice
    if practice is None or text is None or not practice.count_in or says_count_in(text):
        return playing
    if can_be_counted_in(read_abc(abc), practice, playing.tempo):
        return playing
    return replace(playing, practice=replace(practice, count_in=False))


def _formats(arguments: argparse.Namespace) -> frozenset[str]:
    """Those that were asked for, or what is usual of a book, a practice and a tune.

    Raises BadRequest for those that a practice does not have.
    """
    usual = USUAL_FORMATS if arguments.practice is None else PRACTICE_FORMATS
    usual = usual if arguments.book is None else BOOK_FORMATS
    formats = formats_of(usual) if arguments.formats is None else frozenset(arguments.formats)
    if arguments.practice is not None and not formats <= set(HEARD):
        raise BadRequest("practice", arguments.practice, f"it can only be heard, as {', '.join(HEARD)}")
    return formats


def _write_book(
    book: Book, playing: Playing, formats: frozenset[str], stem: str, arguments: argparse.Namespace
) -> int:
    """All tunes that can be read in one file of each format. Raises BadRequest and RenderError."""
    for name in sorted(formats - OF_BOOKS):
        raise BadRequest("formats", name, "a book is written as " + " or ".join(sorted(OF_BOOKS)))
    tunes: list[str] = []

    def make(tune: BookTune, _: int) -> str:
        abc = arrange(tune.text, instrument=playing.instrument, key=arguments.key, easier=arguments.simplify)
        read_abc(abc)
        return abc

    code = for_every_tune(book, make, tunes.append)
    if tunes:
        abc = "\n\n".join(numbered(tune, count) for count, tune in enumerate(tunes, 1))
        rendering = render_abc(abc, playing, formats=formats)
        for path in write_files(arguments.out, rendering.named(stem)):
            print(path)
        for notice in rendering.notices:
            print(notice, file=sys.stderr)
    return code
