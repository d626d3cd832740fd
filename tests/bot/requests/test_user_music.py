"""What users send: which text a file is, what is said about it, and what it is compared with."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from bot.history import SentBook
from bot.requests.user_abc import LONGEST, RenderOptions, Unreadable
from bot.requests.user_music import NoneReadable, UserFile, read_from_book, read_user_music
from generator.errors import BadRequest, Unavailable
from generator.importing.files import Imported
from generator.library import Library, local
from generator.model.training_tunes import TrainingTune
from generator.notation.intervals import pitches_of
from generator.notation.reading.reader import read_abc
from generator.tune import NearestTune
from tests.bot.fakes import FakeLibrary

JIG = "X:1\nT:Ann's Jig\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|\n"
OPTIONS = RenderOptions()
LIBRARY = FakeLibrary()


def read(sent: str | UserFile, library: Library = LIBRARY) -> Any:
    return asyncio.run(read_user_music(sent, OPTIONS, library))


def read_again(book: SentBook, index: int) -> Any:
    return asyncio.run(read_from_book(book, index, LIBRARY))


def test_text_in_another_encoding_is_read() -> None:
    tune = read(UserFile("a.abc", JIG.replace("Ann", "Áine").encode("latin-1"))).tune
    assert tune.title == "Áine's Jig"


def test_at_most_three_sentences_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    said = tuple(f"{n} *parts* are left out." for n in range(5))
    monkeypatch.setattr(local, "read_apart", lambda *_: Imported(JIG, said))
    *shown, more = read(UserFile("a.mid", b"MThd")).notes
    assert shown == [rf"{n} \*parts\* are left out." for n in range(3)]
    assert more == "And 2 more like these."


def test_a_book_is_kept_only_where_there_are_more_tunes() -> None:
    assert read(JIG).book is None
    book = read(JIG + "\nX:2\nT:Other\nK:C\nCDE|]\n\nX:3\nK:C\nEFG|]\n").book
    assert (book.titles, book.count) == (("Ann's Jig", "Other", "Tune 3"), 3)
    assert read_again(book, 1).tune.title == "Other"
    with pytest.raises(BadRequest, match="there are 3"):
        read_again(book, 3)


LOST = "ABC lines {} are left out: a blank line ends a tune, and no K: field follows."
BAD = "X:1\nT:*Bad*\nK:C\nGA;c|]\n"


def test_music_after_a_blank_line_is_said_to_be_left_out() -> None:
    assert read(JIG + "\ndfa afd|gfe d3|\ndfa|gfe|\n").notes == (LOST.format("8-9"),)
    for last in ("|", ":|", "|]", "||"):
        assert read(f"{JIG}\ndfa afd{last}\n").notes == (
            "ABC line 8 is left out: a blank line ends a tune, and no K: field follows.",
        )


def test_of_a_book_all_lost_music_is_said_and_of_another_tune_its_own() -> None:
    sent = read(f"{JIG}\nd|f|\na|f|\n\n{JIG.replace('Ann', 'Bob')}\ng|f|\ne|d|\n\n{JIG}")
    assert sent.notes == ("3 tunes; this is the first.", LOST.format("8-9"), LOST.format("18-19"))
    assert [read_again(sent.book, at).notes for at in (0, 1, 2)] == [
        (LOST.format("8-9"),),
        (LOST.format("18-19"),),
        (),
    ]


def test_the_first_tune_that_can_be_read_is_played_and_the_others_are_named() -> None:
    sent = read(f"{BAD}\n{JIG}\n{BAD}")
    assert sent.tune.title == "Ann's Jig"
    which, failed, later = sent.notes
    assert which == "3 tunes; this is tune 2."
    assert later.startswith(r"Tune 3 (\*Bad\*) cannot be played: ABC line 16, column 3: ';' is not music")
    assert sent.book.broken == (0, 2)
    assert failed.startswith(r"Tune 1 (\*Bad\*) cannot be played: ABC line 4, column 3: ';' is not music")
    assert sent.book.titles == ("*Bad*", "Ann's Jig", "*Bad*")


def test_a_tune_that_is_too_long_does_not_stop_a_book() -> None:
    _, failed = read("X:1\nK:D\n" + "d" * LONGEST + f"\n\n{JIG}").notes
    assert failed.startswith("Tune 1 cannot be played: ABC: a tune of")


def test_the_error_of_a_tune_that_is_alone_is_raised() -> None:
    with pytest.raises(Unreadable, match="line 4, column 3"):
        read(BAD)


def test_if_no_tune_can_be_read_the_first_three_are_named() -> None:
    with pytest.raises(NoneReadable) as two:
        read(f"{BAD}\n{BAD}")
    first, *named = str(two.value).split("\n")
    assert first == "None of these 2 tunes can be played."
    assert [one.partition(":")[0] for one in named] == [
        rf"Tune {number} (\*Bad\*) cannot be played" for number in (1, 2)
    ]
    with pytest.raises(NoneReadable) as many:
        read("\n".join([BAD] * 30))
    first, *named, last = str(many.value).split("\n")
    assert first == "None of the first 25 of these 30 tunes can be played."
    assert len(named) == 3
    assert last == "And 22 more cannot be played."


def test_a_text_without_a_tune_is_told_what_a_tune_is() -> None:
    with pytest.raises(Unreadable, match="this is no tune in ABC: a tune has lines such as X"):
        read("hello world")


def test_a_character_set_that_is_not_known_is_said() -> None:
    file = UserFile("a.abc", f"%%abc-charset klingon\n{JIG}".encode())
    notes = read(file).notes
    assert notes[0] == "The character set klingon is not known; the file is read as UTF-8 or Latin-1."


def test_the_message_says_how_to_play_the_tunes_that_the_menu_has_no_room_for() -> None:
    assert read("\n".join([JIG] * 26)).notes == (
        "26 tunes; this is the first. "
        "The menu has the first 25; to play a later one, send the text from that tune on.",
    )


@pytest.mark.parametrize("name", ["a.abc", "a.mid", "a.xml"])
@pytest.mark.parametrize("content", [b"", b" \n"])
def test_an_empty_file_is_called_empty(name: str, content: bytes) -> None:
    with pytest.raises(BadRequest, match=f"file: {name} is not possible; it is empty"):
        read(UserFile(name, content))


def test_a_text_with_much_lost_music_takes_no_time() -> None:
    text = JIG + "\nd|f\n" * 10_000
    started = time.process_time()
    assert read(text).notes[-1] == "And 9997 more like these."
    assert time.process_time() - started < 2


LONG = JIG.replace("d3:|", "d2A|BGB AFA|Bcd e3:|")


def test_a_tune_is_compared_with_the_printed_ones() -> None:
    printed = FakeLibrary(TrainingTune("Old", "a.abc:1", tuple(pitches_of(read_abc(LONG)))))
    assert read(LONG, printed).tune.originality == NearestTune("Old", "a.abc:1", 21, 1.0)
    assert read(LONG).tune.originality is None


class Silent(FakeLibrary):
    """No worker answers."""

    async def nearest(self, pitches: object) -> NearestTune | None:
        raise Unavailable("No worker answers.")


def test_where_nobody_can_compare_it_a_tune_is_played_all_the_same(
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert read(LONG, Silent()).tune.originality is None
    assert "a tune is not compared with printed ones: No worker answers." in caplog.text
