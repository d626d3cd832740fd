"""Bar lines, repeats and endings as people type them, and how the bars are played."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import NotationError
from generator.notation.form import Section, form_of, sections
from generator.notation.melody import Bar, Melody
from generator.notation.reading.reader import MAX_CHARACTERS, read_abc, read_tune
from generator.notation.unfold import played_bars
from tests.generator.notation.strategies import examples, forms, letters


def read(body: str) -> Melody:
    return read_abc(f"M:4/4\nL:1/4\nK:C\n{body}")


def played(melody: Melody) -> str:
    """The letters of the notes as they are played."""
    return names(played_bars(melody))


def names(bars: list[Bar]) -> str:
    return "".join(
        pitch.step if pitch.octave < 5 else pitch.step.lower()
        for bar in bars
        for note in bar.notes
        for pitch in note.pitches
    )


@pytest.mark.parametrize(
    ("body", "letters"),
    [
        # a double bar inside a repeat ends nothing (ABC 2.1, 4.8)
        ("|:CDEF||GABc:|", "CDEFGABcCDEFGABc"),
        ("|:CD|]EF[|GA:|B|]", "CDEFGACDEFGAB"),
        ("|:CD||EF|1G:|2A||B|]", "CDEFGCDEFAB"),
        ("|:C||D|1E|2F||G|]", "CDECDFG"),
        # without `|:` back to the last double bar
        ("C||D:|", "CDD"),
        ("C[|D:|E|]", "CDDE"),
        ("C:|D|]E:|", "CCDEE"),
        # a repeat that nothing closes is none
        ("|:C||D||", "CD"),
        ("|:C|D|]", "CD"),
        ("|:C:|:D|]", "CCD"),
        ("|:C::D|]", "CCD"),
        # … unless the next one opens: abc2midi takes it for `::` too
        ("|:C|:D:|", "CCDD"),
        ("|:C||D|:E:|", "CDCDEE"),
        ("|:C||:D:|", "CCDD"),
        ("C|:D:|", "CDD"),
        ("C|D|:E:|", "CDEE"),
        # a first ending goes back without `:|`
        ("|:CDEF|1 GABc|2 cBAG|]", "CDEFGABcCDEFcBAG"),
        ("|:C|1D|E|2F|G||A|]", "CDECFGA"),
        ("|:C|1D||2E|]", "CDCE"),
        ("|:C|1D|2E|:F:|", "CDCEFF"),
        ("|:C|[1 D:|[2 E|]F||", "CDCEF"),
        ("C[1D:|[2E||F:|", "CDCEFF"),
        # more endings, and the same one twice (4.10)
        ("|:C|1D:|2E:|3F||G|]", "CDCECFG"),
        ("|:C|1,3 D:|2 E:|F|]", "CDCECDF"),
        ("|:C|1,2D:|3E:|F:|", "CDCDCEFF"),
        ("|:C|1-3D:|4E|]", "CDCDCDCE"),
        ("|:C|[1,3D:|[2,4E:|", "CDCECDCE"),
        ("|:C|1-2D:|", "CDCD"),
        # a second ending that is not marked, and one that runs into the next part
        ("|:C|1D:|E||F|]", "CDCEF"),
        ("|:C|1D:|E|F|G|A:|", "CDC" + "EFGA" * 2),
        ("|:C|1,2D:|E|]", "CDCDCE"),
        ("C|1,2D|]E|]", "CDCDCE"),
        ("C|1,2D|]E|F|G|]", "CDCDEFG"),
        ("C|1D|]E|]", "CDCE"),
        ("|:C|1D:||:E:|", "CDCEE"),
        ("|:C|1D:|2E|F|1G:|2A|]", "CDCEFGFA"),
        # the last ending is closed like a repeat: it is over
        ("|:C|1D:|2E:|F|]", "CDCEF"),
        # three times and more (4.8)
        ("|::C::|D|]", "CCCD"),
        ("|:::C:::|", "CCCC"),
        ("|::C:|", "CCC"),
        ("|:C:|::D::|", "CCDDD"),
        # shapes of bar lines
        ("|:C:|:D:|", "CCDD"),
        ("|:C::D:|", "CCDD"),
        ("|:C:||:D:|", "CCDD"),
        ("|:C:|]:D:|", "CCDD"),
        ("C|]:D:|", "CDD"),
        ("||:C:||D|]", "CCD"),
        ("[|:C:|]D|]", "CCD"),
        ("|[|:C:|[|D|]", "CCD"),
        ("|: C :| |: D :|", "CCDD"),
        ("|:\nC:|\n|\n:D:|", "CCDD"),
        ("C|:|", "CC"),
        ("C|:||:D:|", "CDD"),
        ("C||D:]", "CDD"),
        ("C.|D[|]E:|", "CDECDE"),
        ("C[|]:||:D:|", "CCDD"),
        ("C||||D:|", "CDD"),
        ("C||1D:|2E|]", "CDCE"),
        # endings in words
        ('|:C|["1st time"D:|["2nd time"E|]', "CDCE"),
        ('|:C|["1."D:|["2."E|]', "CDCE"),
        ('|:C|["1,3"D:|["second"E|]', "CDCECD"),
        ('|:C|["Fine"D:|', "CDCD"),
        # an empty ending is none
        ("|:C|1D:|2|:E:|", "CDCEE"),
    ],
)
def test_repeats_are_played_as_players_mean_them(body: str, letters: str) -> None:
    assert played(read(body)) == letters


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("|:C|2D:|", "ending 1 is missing"),
        ("|:C|1D:|3E|]", "ending 2 is missing"),
        ("|:C|1D:|1E||", "stands twice"),
        ("|:C|1D:|2E||2F||", "stands twice"),
        ("|" + ":" * 9 + "C:|", "9 times"),
        ("|:C|1-9D:|0E", "no ending 0"),
    ],
)
def test_what_nobody_could_play_is_named(body: str, problem: str) -> None:
    with pytest.raises(NotationError, match=problem):
        read(body)


def test_a_double_bar_inside_a_repeat_is_kept_for_the_picture() -> None:
    first, second = read("|:C||D:|").bars
    assert (first.double_line, first.ends_section) == (True, False)
    assert (second.double_line, second.ends_section) == (False, True)


@pytest.mark.parametrize(
    ("body", "form"),
    [
        ("|:C4|D4||E4|F4:|", "AA 4"),
        ("|:C4||D4||", "AB 1"),
        ("|::C4|D4::|", "AAA 2"),
        ("|:C4|:D4:|", "AABB 1"),
    ],
)
def test_the_form_is_what_is_played(body: str, form: str) -> None:
    assert form_of(read(body)).field == form


def test_an_ending_without_a_number_is_said_to_be_none() -> None:
    (notice,) = read_tune('K:C\nC|["Fine"D|]').notices
    assert "Fine" in notice.text
    assert notice.line == 2


def test_a_tune_that_would_never_end_is_refused() -> None:
    body = "|" + ":" * 8 + "C|" * 2000 + ":" * 8 + "|"
    with pytest.raises(NotationError, match="10000 bars"):
        read(body)


def test_the_longest_tunes_take_no_time() -> None:
    for sign in ("|:C", "C:|", "C|1D:|2E||", "C||", "[1C", "|::C", '["1"C', "C&", "&|C", "[V:1]C[V:2]?"):
        text = ("K:C\n" + sign * MAX_CHARACTERS)[:MAX_CHARACTERS]
        try:
            read_abc(text)
        except NotationError:
            continue


# the same form typed in many ways

SPELLINGS = {
    "bar": ["|", " | ", "|\n", ".|", "[|]"],
    "double": ["||", "|]", " [| "],
    "open": ["|:", "||:", "[|:", "|[|:", " |: "],
    "close": [":|", ":||", ":|]", " :| ", ":|\n"],
    "end": ["||", "|]", "[|", "||\n"],
}


def typed(parts: list[Section], data: st.DataObject) -> str:
    """The parts in ABC, every sign in one of its spellings."""

    def sign(kind: str) -> str:
        return data.draw(st.sampled_from(SPELLINGS[kind]))

    def run(bars: tuple[Bar, ...]) -> str:
        text = ""
        for bar in bars[:-1]:
            text += names([bar]) + "4" + sign("double" if bar.double_line else "bar")
        return text + names([bars[-1]]) + "4"

    text = ""
    for part in parts:
        dots = ":" * (part.times - 2) if not part.endings else ""
        text += sign("open").rstrip() + dots if part.repeated else ""
        text += run(part.bars)
        for number, ending in enumerate(part.endings):
            passes = ",".join(map(str, ending.passes))
            text += f"[{passes}" if number else f"|{passes}"
            last = number + 1 == len(part.endings)
            goes_back = min(ending.passes) < part.times
            text += run(ending.bars) + (sign("close") if goes_back and not last else "")
        closes = part.repeated and (not part.endings or min(part.endings[-1].passes) < part.times)
        text += dots + sign("close").lstrip() if closes else sign("end")
    return text


@given(forms(), st.data())
@examples(150)
def test_a_form_is_read_however_it_is_typed(parts: list[Section], data: st.DataObject) -> None:
    text = typed(parts, data)
    expected = "".join(names(list(run)) for part in parts for run in part.passes())
    melody = read(text)
    assert played(melody) == expected, text
    assert [(part.times, len(part.endings)) for part in sections(melody)] == [
        (part.times, len(part.endings)) for part in parts
    ], text


@given(st.lists(letters(), min_size=1, max_size=4), st.data())
@examples(60)
def test_without_openings_repeats_go_back_to_the_last_double_bar(
    runs: list[tuple[Bar, ...]], data: st.DataObject
) -> None:
    repeated = [data.draw(st.booleans()) for _ in runs]
    text = "".join(
        "|".join(f"{names([bar])}4" for bar in run) + (":|" if again else "||")
        for run, again in zip(runs, repeated, strict=True)
    )
    expected = "".join(names(list(run)) * (1 + again) for run, again in zip(runs, repeated, strict=True))
    assert played(read(text)) == expected, text


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("|:CDEF|GABc|]", [(4, 1)]),
        ("CDEF||\n|:GABc|cBAG|]", [(5, 2)]),
        ("G|CDEF|GAB||\n|:G|CDEF|GAB|]", [(5, 3)]),
        ("|:CDEF:|\n|:GABc|", [(5, 2)]),
        ("CDEF||:GA\nBc|CDEF|]", [(4, 2)]),
        ("|:CDEF|:GABc:|", []),
        ("|:CDEF|1 GABc|2 cBAG|]", []),
        ("|:CDEF::GABc:|", []),
        ("CDEF:|GABc|]", []),
    ],
)
def test_a_repeat_that_is_never_closed_is_said(body: str, said: list[tuple[int, int]]) -> None:
    notices = read_tune(f"M:4/4\nL:1/4\nK:C\n{body}").notices
    assert [(one.line, one.text) for one in notices] == [
        (line, f"A repeat that is opened in bar {bar} is never closed; it is played once.")
        for line, bar in said
    ]
