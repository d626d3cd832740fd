"""The tunes of a book one after the other, for the commands: one that fails does not stop the others."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import TypeVar

from generator.errors import BadRequest, NotationError, RenderError
from generator.notation.reading.books.book import Book, BookTune
from generator.notation.reading.reader import read_tune

_Made = TypeVar("_Made")
SOME_FAILED = 1
NONE_WORKED = 2
"""Exit codes."""


def for_every_tune(book: Book, make: Callable[[BookTune, int], _Made], use: Callable[[_Made], None]) -> int:
    """Make something of every tune of a book and its place there, from 1, and use it.

    Standard error names the tunes of which nothing can be made, and what of the others is left out. Returns
    the exit code: 0, 1 if some tunes failed, 2 if all did. Raises what `use` raises.
    """
    failures = 0
    said: set[tuple[int, str]] = set()
    for count, tune in enumerate(book.tunes, 1):
        try:
            made = make(tune, count)
        except (NotationError, RenderError, BadRequest) as error:
            failures += 1
            print(f"{name_of(tune, count)}: {_sentence(tune, error)}", file=sys.stderr)
            continue
        use(made)
        for line, notice in _notices(tune):
            if (line, notice) not in said:  # that of a line in the file's header, for every tune
                print(f"{name_of(tune, count)}: ABC line {line}: {notice}", file=sys.stderr)
            said.add((line, notice))
    for stray in book.lost_music:
        print(stray.sentence, file=sys.stderr)
    return 0 if not failures else SOME_FAILED if failures < len(book.tunes) else NONE_WORKED


def first_of(book: Book) -> BookTune:
    """The first tune of a book that can be read.

    Standard error says which one that is of how many, why those before it cannot be read, and what is left
    out of it. Raises NotationError with the line of the file, that of the first tune, if none can be read.
    """
    failures: list[NotationError] = []
    for count, tune in enumerate(book.tunes, 1):
        try:
            notices = list(_notices(tune))
        except NotationError as error:
            failures.append(error)
        else:
            _say_which(book, count, failures)
            for line, notice in notices:
                print(f"{name_of(tune, count)}: ABC line {line}: {notice}", file=sys.stderr)
            for stray in book.lost_after(count - 1):
                print(stray.sentence, file=sys.stderr)
            return tune
    raise book.tunes[0].in_file(failures[0]) from None


def _say_which(book: Book, taken: int, failures: list[NotationError]) -> None:
    """Which tune of several is taken, and why not one before it."""
    for count, (tune, error) in enumerate(zip(book.tunes, failures, strict=False), 1):
        print(f"{name_of(tune, count)}: {_sentence(tune, error)}", file=sys.stderr)
    if len(book.tunes) > 1:
        which = "the first" if taken == 1 else f"tune {taken}, the first that can be read,"
        print(f"{len(book.tunes)} tunes; {which} is taken.", file=sys.stderr)


def _notices(tune: BookTune) -> Iterator[tuple[int, str]]:
    """The line of the file and the sentence of everything that is neither played nor drawn."""
    for notice in read_tune(tune.text).notices:
        yield tune.file_line(notice.line), f"{notice.text.rstrip('.')}."


def name_of(tune: BookTune, count: int) -> str:
    """What a tune of a book is called where something is said about it; `count` is its place, from 1."""
    name = f"tune {count}" if tune.number is None else f"X:{tune.number}"
    return f"{name} {tune.title}".rstrip()


def _sentence(tune: BookTune, error: Exception) -> str:
    """What is wrong, with the line of the file if it is the ABC."""
    if isinstance(error, NotationError):
        return str(tune.in_file(error))
    return f"{str(error).rstrip('.')}."
