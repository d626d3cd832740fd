"""What users send: which text a file is, what is said about it, and files that hang a program."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.requests import user_music
from bot.requests.user_abc import RenderOptions
from bot.requests.user_music import UserFile, read_from_book, read_user_music
from generator.errors import BadRequest
from generator.importing.files import Imported
from generator.notation.reading.reader import read_abc
from generator.notation.unfold import unfold
from tests.generator.importing.music_files import plain_midi, score_of

JIG = "X:1\nT:Ann's Jig\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|\n"
OPTIONS = RenderOptions()


def nothing(_: object) -> None:
    """No printed tune is like it."""


def read(sent: str | UserFile) -> Any:
    return read_user_music(sent, OPTIONS, nothing)


def hang(*_: object) -> Imported:
    time.sleep(600)
    return Imported("", ())


def fill_memory(*_: object) -> Imported:
    return Imported(str(len(bytearray(2**40))), ())


@pytest.mark.parametrize(("name", "content"), [("a.mid", plain_midi(JIG)), ("a.xml", score_of(JIG))])
def test_a_file_is_read_in_a_process_of_its_own(name: str, content: bytes) -> None:
    assert unfold(read_abc(read(UserFile(name, content)).tune.abc)) == unfold(read_abc(JIG))


@pytest.mark.parametrize(("work", "seconds"), [(hang, 0.5), (fill_memory, 60)])
def test_a_file_that_hangs_or_wants_much_memory_is_refused(
    monkeypatch: pytest.MonkeyPatch, work: object, seconds: float
) -> None:
    monkeypatch.setattr(user_music, "read_file", work)
    monkeypatch.setattr(user_music, "SECONDS", seconds)
    with pytest.raises(BadRequest, match="it takes too long or too much memory to read"):
        read(UserFile("a.mid", b"MThd"))


def test_text_in_another_encoding_is_read() -> None:
    tune = read(UserFile("a.abc", JIG.replace("Ann", "Áine").encode("latin-1"))).tune
    assert tune.title == "Áine's Jig"


def test_at_most_three_sentences_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    said = tuple(f"{n} *parts* are left out." for n in range(5))
    monkeypatch.setattr(user_music, "_imported", lambda _: Imported(JIG, said))
    *shown, more = read(UserFile("a.mid", b"MThd")).notes
    assert shown == [rf"{n} \*parts\* are left out." for n in range(3)]
    assert more == "And 2 more like these."


def test_a_book_is_kept_only_where_there_are_more_tunes() -> None:
    assert read(JIG).book is None
    book = read(JIG + "\nX:2\nT:Other\nK:C\nCDE|]\n\nX:3\nK:C\nEFG|]\n").book
    assert (book.titles, book.count) == (("Ann's Jig", "Other", "Tune 3"), 3)
    assert read_from_book(book, 1, nothing).tune.title == "Other"
    with pytest.raises(BadRequest, match="there are 3"):
        read_from_book(book, 3, nothing)
