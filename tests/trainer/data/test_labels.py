import pytest

from generator.notation.reading.books.book import BookTune
from generator.notation.reading.reader import read_abc
from trainer.data.corpus import SourceTune
from trainer.data.labels import Label, label

POLKA = "|:ce/d/ cG|Ac cB/A/|GA/B/ cd|ef ed|ce/d/ cG|Ac cB/A/|GA/B/ ed|c2 c2:|"


def labelled(
    meter: str, *, fields: str = "", file: str = "x.abc", heading: str = "", number: int = 1, body: str = "c4"
) -> Label:
    """The label of a tune with these header fields, from O'Neill's collection if its number is above 1."""
    text = f"X:{number}\n{fields}M:{meter}\nL:1/8\nK:C\n{body}|]\n"
    collection = "oneills1850" if number > 1 else "mine"
    return label(SourceTune("a", collection, file, BookTune.whole(text), heading), read_abc(text), meter)


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
    assert labelled(meter, fields=f"R:{rhythm}\nT:{title}\n", file=file).type == expected


@pytest.mark.parametrize(
    ("number", "meter", "expected"),
    [
        (700, "3/4", "air"), (701, "6/8", "jig"), (1115, "6/8", "jig"), (1116, "9/8", "slip jig"),
        (1176, "4/4", "reel"), (1555, "4/4", "reel"), (1556, "4/4", "hornpipe"), (1775, "2/4", "hornpipe"),
        (1776, "4/4", "misc"),
    ],
)  # fmt: skip
def test_o_neill_is_ordered_by_type(number: int, meter: str, expected: str) -> None:
    assert labelled(meter, number=number).type == expected


@pytest.mark.parametrize(
    ("name", "meter", "expected"),
    [
        ("reel", "4/4", "reel"), ("slipjig", "9/8", "slip jig"), ("doublejig", "6/8", "jig"),
        ("hornpipe", "4/4", "hornpipe"), ("polka", "2/4", "polka"), ("waltz", "3/4", "waltz"),
        ("slide", "12/8", "jig"), ("mazurka", "3/4", "misc"),
    ],
)  # fmt: skip
def test_an_id_names_the_type(name: str, meter: str, expected: str) -> None:
    assert labelled(meter, fields=f"Z: id:hn-{name}-12\n").type == expected


@pytest.mark.parametrize(("words", "meter", "expected"), [
    ("Waltzes", "3/4", "waltz"), ("Marches", "4/4", "march"), ("Slip Jigs", "9/8", "slip jig"),
])  # fmt: skip
def test_titles_and_headings_may_be_in_the_plural(words: str, meter: str, expected: str) -> None:
    assert labelled(meter, fields=f"T:Two {words}\n").type == expected
    assert labelled(meter, heading=words) == Label(expected, "heading", expected, meter, None)


def test_the_surer_word_counts() -> None:
    fields = "R:reel\nZ:id:dc-hornpipe-1\nT:A Strathspey\n"
    assert labelled("4/4", fields=fields, heading="Marches").told_by == "R: field"
    fields = fields.removeprefix("R:reel\n")
    assert labelled("4/4", fields=fields, heading="Marches").told_by == "id"
    assert labelled("4/4", fields="T:A Strathspey\n", heading="Marches").told_by == "title"
    assert labelled("4/4", file="airs.abc", heading="Marches").told_by == "heading"


def test_the_dance_rule_is_asked_where_nothing_else_tells_the_type() -> None:
    assert labelled("2/4", body=POLKA) == Label("polka", "dance rule", "misc", "2/4", "polka")
    assert labelled("2/4", body=POLKA, number=5) == Label("polka", "dance rule", "air", "2/4", "polka")


@pytest.mark.parametrize(
    "fields", ["R:march\n", "R:walkaround\n", "T:The Grand March\n", "Z:id:dc-schottische-2\n", "R:air\n"]
)
def test_the_dance_rule_never_overrides_what_the_tune_says(fields: str) -> None:
    found = labelled("2/4", fields=fields, body=POLKA)
    assert found.type != "polka"
    assert found.dance == "polka"
