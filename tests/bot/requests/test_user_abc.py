"""ABC from users: any text gives a tune or an error in a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.history import BY_HAND
from bot.requests.user_abc import LONGEST, RenderOptions, Unreadable, book_in, read_user_abc, said_of_title
from generator.errors import BadRequest, LiltError
from generator.notation.reading.reader import read_abc
from generator.render.musicxml.document import short_title
from generator.request import ComposeRequest
from generator.tune import Tune

ABC = "X:1\nT:Ann's Jig\nR:jig\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|\n"
AS_IT_IS = RenderOptions()

FIELDS = (
    "X:1",
    "T:A",
    "T:",
    "T:50\\% ``` _x_",
    "M:6/8",
    "M:none",
    "M:C|",
    "L:1/8",
    "K:",
    "K:Hp",
    "R:jig",
    "V:1",
)
BODY = (
    "|:", ":|", "||", "|1", "[2", "dfa ", "g3", "^c", "__b/", "(3abc", "[ace]2", "z4", "Z2", ">", "-", "{c}",
    '"G7"', "!trill!", "%", "\\", "\x00", "😀", "`", "\r\n", "\u2028", "[K:A]", "C99999", "99", "'", ",,,",
)  # fmt: skip
heads = st.lists(st.sampled_from(FIELDS), max_size=4).map(lambda fields: "\n".join([*fields, "K:D", ""]))
bodies = st.lists(st.sampled_from(BODY), max_size=8).map("".join)
tunes = st.builds(str.__add__, heads, bodies) | bodies


def tried(text: str) -> tuple[ComposeRequest, Tune] | str:
    """The tune, or the error."""
    try:
        return read_user_abc(book_in(text).tunes[0], AS_IT_IS)
    except LiltError as error:
        return str(error)


@given(tunes | st.text(max_size=60))
@example("X:1\r\nT:A\r\nK:D\r\nd?f|\r\n")
@example("K:D\ndfa|\u2028?")
@example("\ufeffX:1\nK:D\n?")
def test_any_text_gives_a_tune_or_an_error_in_a_sentence(text: str) -> None:
    made = tried(text)
    if isinstance(made, str):
        assert made.splitlines()[0].endswith(".")
        return
    asked, tune = made
    assert tune.title == " ".join(tune.title.split()) != ""
    assert tune.model == BY_HAND
    assert replace(tune.request, tempo=None) == asked
    assert read_abc(tune.abc).title == tune.title


@given(tunes, st.sampled_from(["A", "Bb", "H", "?"]))
def test_any_text_with_a_key_and_simplified_gives_a_tune_or_an_error(text: str, key: str) -> None:
    try:
        _, tune = read_user_abc(book_in(text).tunes[0], RenderOptions(key=key, simplify=True))
    except LiltError:
        return
    assert read_abc(tune.abc)


def test_the_mark_is_under_the_unreadable_character() -> None:
    long = "abc def " * 30
    with pytest.raises(Unreadable) as told:
        read_user_abc(book_in(f"X:1\nK:D\n{long}?").tunes[0], AS_IT_IS)
    line, mark = str(told.value).splitlines()[2:4]
    assert line[mark.index("^")] == "?"
    assert len(line) <= 60
    assert (told.value.line, told.value.column) == (3, len(long) + 1)


def test_a_tune_that_is_too_long_is_refused() -> None:
    with pytest.raises(BadRequest, match=f"the limit is {LONGEST}"):
        read_user_abc(book_in("X:1\nK:D\n" + "d" * LONGEST).tunes[0], AS_IT_IS)


def test_a_long_title_is_cut() -> None:
    long = " ".join(["The Humours of"] * 8)
    _, tune = read_user_abc(book_in(ABC.replace("Ann's Jig", long)).tunes[0], AS_IT_IS)
    assert tune.title == " ".join(["The Humours of"] * 5) + " The…"
    assert f"\nT:{tune.title}\n" in tune.abc
    assert short_title(tune.title) == tune.title  # on the score
    assert said_of_title(long) == [
        "The title has 119 characters, and the limit is 80; it is cut, in the ABC too."
    ]
    assert said_of_title("x" * 80) == []


@pytest.mark.parametrize("option", [{"tempo": 9999}, {"instrument": "kazoo"}, {"key": "H"}])
def test_an_option_that_is_not_possible_is_refused(option: dict[str, object]) -> None:
    with pytest.raises(BadRequest):
        read_user_abc(book_in(ABC).tunes[0], RenderOptions(**option))  # type: ignore[arg-type]


@pytest.mark.parametrize("blank", ["", ">", "> "])
def test_a_quote_on_discord_is_read_without_its_marks(blank: str) -> None:
    book = book_in("> X:1\r\n> T:A\r\n>K:D\r\n> dfa|]\r\n" + blank + "\r\n> X:2\r\n> K:G\r\n> ?\r\n")
    first, second = book.tunes
    assert first.text == "X:1\nT:A\nK:D\ndfa|]"
    with pytest.raises(Unreadable) as told:
        read_user_abc(second, AS_IT_IS)
    assert (told.value.line, told.value.column) == (8, 1)


WRITTEN = "X:1\nT:A\nK:D\ndfa|]\n\nX:2\nK:G\nGAB|]"


@pytest.mark.parametrize("mark", [">", ">>", "> >", ">>>", "> > >", ">>> >"])
@pytest.mark.parametrize("blank", [">", "> ", ""])
def test_a_quote_of_a_quote_is_read_without_its_marks(mark: str, blank: str) -> None:
    quoted = "\n".join(f"{mark} {line}" if line else blank for line in WRITTEN.split("\n"))
    assert book_in(quoted) == book_in(WRITTEN)


def test_a_mark_before_the_first_line_quotes_all_of_them_on_discord() -> None:
    assert book_in(f">>> {WRITTEN}") == book_in(WRITTEN)
    assert book_in(f"\n>>> {WRITTEN}").tunes[0].text == book_in(WRITTEN).tunes[0].text


def test_a_text_of_which_one_line_is_no_quote_stays_as_it_is() -> None:
    assert book_in("X:1\nK:D\n> dfa|]").tunes[0].text == "X:1\nK:D\n> dfa|]"


def test_there_is_no_frame_around_an_empty_line() -> None:
    with pytest.raises(Unreadable) as told:
        read_user_abc(book_in(" \n").tunes[0], AS_IT_IS)
    assert str(told.value).startswith("ABC line 1, column 1: this is no tune in ABC")
    assert "\n" not in str(told.value)


def test_a_control_character_is_refused_in_music_and_a_blank_in_a_field() -> None:
    with pytest.raises(Unreadable, match="cannot be seen"):
        read_user_abc(book_in("X:1\nT:A\nK:D\ndf\x00a|]\n").tunes[0], AS_IT_IS)
    _, tune = read_user_abc(book_in("X:1\nT:A\x00B\nK:D\ndfa|]\n").tunes[0], AS_IT_IS)
    assert "\x00" not in tune.abc
    assert tune.title == "A B"


def test_a_heap_of_marks_beside_an_error_is_not_shown() -> None:
    with pytest.raises(Unreadable) as told:
        read_user_abc(book_in(f'X:1\nK:D\n"e{chr(0x301) * 20}"d;f|\n').tunes[0], RenderOptions())
    shown, mark = str(told.value).split("```")[1].strip("\n").split("\n")
    assert shown.count(chr(0x301)) == 3
    assert shown[mark.index("^")] == ";"
