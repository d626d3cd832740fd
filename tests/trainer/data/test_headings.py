import pytest

from generator.notation.reading.books.book import split_tunes
from trainer.data.headings import headings_of

TUNE = "X:1\nT:One\nK:C\nc4|]\n"


def headings(text: str) -> dict[int, str]:
    return headings_of(text, {tune.line for tune in split_tunes(text)})


@pytest.mark.parametrize(
    "line",
    [
        "%%text Waltzes",
        "%%center Waltzes",
        "% Waltzes",
        "T:Waltzes",
        "R:Waltzes",
        "Waltzes",
        "%%% Waltzes %%%",
    ],
)
def test_a_heading_holds_for_the_tunes_after_it(line: str) -> None:
    text = f"{TUNE}\n{line}\n\n{TUNE}\n{TUNE}"
    assert list(headings(text).values()) == ["", "Waltzes", "Waltzes"]


def test_the_header_of_the_file_is_a_heading_until_the_next() -> None:
    text = f"%abc-2.1\nR:Polkas\n\n{TUNE}\n%%text Reels\n{TUNE}"
    assert list(headings(text).values()) == ["Polkas", "Reels"]


def test_a_comment_right_before_a_tune_is_a_heading_without_a_blank_line() -> None:
    assert list(headings(f"{TUNE}% Marches\n{TUNE}").values()) == ["", "Marches"]


def test_remarks_and_comments_inside_a_tune_are_no_headings() -> None:
    text = f"% Airs adapted to the Fife and the Violin\n\nX:1\n% reels\nK:C\nc4|]\n\n{TUNE}"
    assert list(headings(text).values()) == ["", ""]


def test_a_section_ends_at_the_next_printed_heading_and_at_nothing_else() -> None:
    text = f"%%text Waltzes\n\n{TUNE}\n%%newpage\n% page 3\n\n{TUNE}\n%%center Other tunes\n\n{TUNE}"
    assert list(headings(text).values()) == ["Waltzes", "Waltzes", "Other tunes"]
