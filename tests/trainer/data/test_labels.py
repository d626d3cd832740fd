import pytest

from trainer.data.corpus import SourceTune
from trainer.data.labels import tune_type


@pytest.mark.parametrize(
    ("rhythm", "title", "file", "meter", "expected"),
    [
        ("reel", "", "x.abc", "4/4", "reel"),
        ("reel", "The Wind Jig", "x.abc", "4/4", "reel"),  # R: comes before the title
        ("", "The Connaught Jig", "x.abc", "6/8", "jig"),
        ("", "Three Jigs", "x.abc", "6/8", "jig"),
        ("", "Jiggery-Pokery", "x.abc", "4/4", "misc"),  # only whole words count
        ("", "Hop jig", "x.abc", "9/8", "slip jig"),
        ("", "Highland Fling", "x.abc", "4/4", "strathspey"),
        ("strathspey", "", "x.abc", "2/4", "strathspey"),  # as older prints have them
        ("", "Strathspey", "x.abc", "6/8", "jig"),
        ("", "General's Quick-step", "x.abc", "2/4", "march"),
        ("", "Nobody Knows", "fieldHornpipes.abc", "4/4", "hornpipe"),
        ("", "Nobody Knows", "x.abc", "9/8", "slip jig"),  # the meter counts last
        ("", "Nobody Knows", "x.abc", "6/8", "jig"),
        ("", "Nobody Knows", "x.abc", "4/4", "misc"),
        ("", "Sand Jig", "x.abc", "2/4", "misc"),  # there is no jig in 2/4
        ("", "The Old Reel", "x.abc", "6/8", "jig"),
        ("", "Waltz", "x.abc", "3/4", "waltz"),
        ("slide", "", "x.abc", "12/8", "jig"),
    ],
)
def test_the_type_comes_from_rhythm_title_file_and_meter(
    rhythm: str, title: str, file: str, meter: str, expected: str
) -> None:
    assert tune_type(SourceTune("a", "mine", file, 1, "X:1"), rhythm, title, meter) == expected


@pytest.mark.parametrize(
    ("number", "meter", "expected"),
    [
        (700, "3/4", "air"), (701, "6/8", "jig"), (1115, "6/8", "jig"), (1116, "9/8", "slip jig"),
        (1176, "4/4", "reel"), (1555, "4/4", "reel"), (1556, "4/4", "hornpipe"), (1775, "2/4", "hornpipe"),
        (1776, "4/4", "misc"),
    ],
)  # fmt: skip
def test_o_neill_is_ordered_by_type(number: int, meter: str, expected: str) -> None:
    assert tune_type(SourceTune("a", "oneills1850", "x.abc", 1, f"X: {number}"), "", "", meter) == expected


def test_the_number_counts_only_in_o_neill() -> None:
    assert tune_type(SourceTune("a", "mine", "x.abc", 1, "X:1200"), "", "", "4/4") == "misc"
