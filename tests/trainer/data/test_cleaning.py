from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from generator.notation.form import form_of
from generator.notation.melody import Change, Clef, Grace, Melody, Pitch, Signs
from generator.notation.model_text import write_model_text
from generator.notation.reading.reader import read_abc
from generator.notation.theory import FREE, Key, Meter
from trainer.data.cleaning import SIZE, Unfit, clean, refuse_what_changes

BAR = "CDEF GABc"
EIGHT = "|".join([BAR] * 8)


def cleaned(body: str, *, meter: str = "4/4", key: str = "C", unit: str = "1/8", kind: str = "misc") -> str:
    """The body of the model text."""
    melody = clean(read_abc(f"X:1\nT:A Title\nQ:120\nM:{meter}\nL:{unit}\nK:{key}\n{body}"), kind)
    return write_model_text(melody, form_of(melody)).split("\n", 4)[-1]


def first_bar(bar: str) -> str:
    """A bar in 4/4 after cleaning, at the start of a tune whose other bars keep it in its octave."""
    return cleaned("|".join([bar, *["cdcB cdcB"] * 7]) + "|]").split("|")[0]


def header(meter: str, eighths: int, kind: str = "misc") -> list[str]:
    bar = "CDEFGABcdefg"[:eighths]
    body = "|".join([bar] * 8) + "|]"
    melody = clean(read_abc(f"X:1\nT:A Title\nM:{meter}\nL:1/8\nK:D\n{body}"), kind)
    return write_model_text(melody, form_of(melody)).split("\n")[:4]


@pytest.mark.parametrize(
    ("meter", "eighths", "expected"),
    [
        ("C", 8, "4/4"), ("C|", 8, "4/4"), ("2/2", 8, "4/4"), ("4/4", 8, "4/4"), ("2/4", 4, "2/4"),
        ("3/4", 6, "3/4"), ("6/8", 6, "6/8"), ("9/8", 9, "9/8"), ("12/8", 12, "12/8"), ("3/8", 3, "3/8"),
        ("3/2", 12, "3/2"), ("6/4", 12, "6/4"),
    ],
)  # fmt: skip
def test_the_header_has_type_meter_mode_and_form_and_nothing_else(
    meter: str, eighths: int, expected: str
) -> None:
    assert header(meter, eighths, "air") == ["R:air", f"M:{expected}", "K:Cmaj", "P:A 8"]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("CD EF G ABc", "CDEFGABc"),  # spaces
        ("(CDEF) (GABc)", "CDEFGABc"),  # slurs
        ("~C.DuEvF TGABc", "CDEFGABc"),  # decorations
        ("!trill!CDEF GABc", "CDEFGABc"),
        ("{/c}CDEF {dc}GABc", "CDEFGABc"),  # grace notes
        ('"Am"CDEF "^slow"GABc', "CDEFGABc"),  # chord symbols and annotations
        ("CD`E`F GABc", "CDEFGABc"),
        ("CDEF\\\nGABc", "CDEFGABc"),
        ("CDEF % see above\nGABc", "CDEFGABc"),
        ("[CEG]DEF GABc", "GDEFGABc"),  # of a chord the top note
        ("C-C E2 G-ABc", "C-CE2GABc"),  # a tie to another pitch is a slur
        ("^FGAF =F^FGA", "^FGA^F=F^FGA"),  # an accidental on every altered note
        ("_BAGB c2 z2", "_BAG_Bc2z2"),
        ("C3D E>F G<A", "C3DE>FG<A"),
        ("C3/2D/2 C1/2D3/2 EFGA", "C>DC<DEFGA"),  # dotted pairs
        ("C//D//E//F// G/A/ Bc d4", "C/4D/4E/4F/4G/A/Bcd4"),
        ("(3CDE (3:2:3FGA B2c2", "(3CDE(3FGAB2c2"),
        ("(2CDE4F", "(2CDE4F"),
    ],
)
def test_only_the_melody_is_kept(before: str, after: str) -> None:
    assert first_bar(before) == after


@pytest.mark.parametrize("kind", ["misc", "reel"])
def test_chord_symbols_are_left_out(kind: str) -> None:
    bars = ['"D"CDEF "A7/C#"GABc'] * 8
    melody = clean(read_abc("X:1\nM:2/4\nL:1/16\nK:C\n" + "|".join(bars) + "|]"), kind)
    assert {bar.chords for bar in melody.bars} == {()}
    assert '"' not in write_model_text(melody, form_of(melody))


def test_other_unit_lengths_become_eighths() -> None:
    assert cleaned("|".join(["C2D2 E4 FGAB c4"] * 8), unit="1/16").startswith("CDE2F/G/A/B/c2|")
    assert cleaned("|".join(["C>D E/F/G"] * 8), unit="1/4").startswith("c3defg2|")


@pytest.mark.parametrize("kind", ["reel", "hornpipe", "strathspey"])
def test_a_dance_in_four_four_that_was_written_in_two_four_is_doubled(kind: str) -> None:
    sixteenths = "|".join(["C/D/E/F/G/A/B/c/"] * 8) + "|]"
    assert cleaned(sixteenths, meter="2/4", kind=kind).startswith("CDEFGABc|")
    assert cleaned(sixteenths, meter="2/4", kind="march").startswith("C/D/E/F/G/A/B/c/|")


def test_the_tune_is_moved_to_c_in_its_own_mode_and_the_usual_octave() -> None:
    assert cleaned("|".join(["DEFG ABcd"] * 8), key="D").startswith("CDEFGABc|")
    assert cleaned("|".join(["D,E,F,G, A,B,CD"] * 8), key="Ddor").startswith("CDEFGABc|")
    assert cleaned("|".join(["defg abc'd'"] * 8), key="Dmix").startswith("CDEFGABc|")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"{EIGHT}:|", "|:{0}:|"),  # the repeat's start is always written
        (f"|:{EIGHT}::{EIGHT}:|", "|:{0}:|\n|:{0}:|"),
        (f"{EIGHT}||{EIGHT}|]", "{0}||\n{0}|]"),
        (f"{EIGHT}", "{0}|]"),
        (f"{EIGHT}||{EIGHT}:|", "{0}||\n|:{0}:|"),
    ],
)
def test_parts_and_repeats_are_always_marked_and_a_line_has_four_bars(before: str, after: str) -> None:
    line = "|".join(["CDEFGABc"] * 4)
    assert cleaned(before) == after.format(f"{line}|\n{line}") + "\n"


def test_endings_are_kept() -> None:
    seven = "|".join(["cdcBcdcB"] * 7)
    written = cleaned(f"{seven}|1 cdcB cdcB :|2 c8 ||").replace("\n", "")
    assert written == f"|:{seven}|1cdcBcdcB:|2c8|]"


def test_a_double_bar_inside_a_repeat_is_no_part() -> None:
    seven = "|".join(["cdcBcdcB"] * 7)
    written = cleaned(f"|:{seven}||cdcB c4:|").replace("\n", "")
    assert written == f"|:{seven}|cdcBc4:|"


@pytest.mark.parametrize(
    ("body", "meter", "reason"),
    [
        (f"{EIGHT}|]", "5/4", "meter 5/4"),
        (f"CDEF|{EIGHT}|CDEF|{EIGHT}|]", "4/4", "a bar does not add up"),
        (f"CD|{EIGHT}:|{EIGHT}|]", "4/4", "where two parts meet, the bars do not add up"),
        (f"CD|{EIGHT}|CDEF|]", "4/4", "the last bar and the first do not add up"),
        (f"|::{EIGHT}:|", "4/4", "a part played more than twice"),
        (f"|:{EIGHT}|1 {BAR}:|2 {BAR}:|3 {BAR}|]", "4/4", "a part played more than twice"),
        (f"{EIGHT}|1 {BAR} || {BAR} |]", "4/4", "repeats or endings that do not pair up"),
        (f"C///D///E//F/GABcde|{EIGHT}|]", "4/4", "odd note lengths"),
        (f"C7/2D/2EFGA|{EIGHT}|]", "4/4", "odd note lengths"),
        (f"(5CDEFGABc|{EIGHT}|]", "4/4", "odd tuplets"),
        (f"(3:2:2CDEFGABc|{EIGHT}|]", "4/4", "odd tuplets"),
        ("CDEFGABc|CDEFGABc|]", "4/4", SIZE),
        ("|".join(["C8"] * 16) + "|]", "4/4", SIZE),
        ("|".join([BAR] * 81) + "|]", "4/4", SIZE),
        (f"C,,,DEFGABc'''|{EIGHT}|]", "4/4", "a note is out of range"),
        (f"C,,DEFGABc''|{EIGHT}|]", "4/4", "a note is out of range"),
    ],
)  # fmt: skip
def test_an_unfit_tune_is_refused_with_a_reason(body: str, meter: str, reason: str) -> None:
    with pytest.raises(Unfit) as refused:
        cleaned(body, meter=meter)
    assert str(refused.value) == reason


TUNE = read_abc(f"X:1\nM:4/4\nL:1/8\nK:C\nP:A\n|:{EIGHT}:|\nP:B\n{EIGHT}|]")


def changed(change: Change) -> Melody:
    first, *others = TUNE.bars
    return replace(TUNE, bars=(first, replace(others[0], changes=(change,)), *others[1:]))


@pytest.mark.parametrize(
    ("melody", "reason"),
    [
        (changed(Change(Fraction(0), meter=Meter(3, 4))), "a change of meter"),
        (replace(TUNE, meter=FREE), "no meter"),
        (replace(TUNE, key=Key("D", "phr", (("F", 1),))), "a key with accidentals of its own"),
        (replace(TUNE, order=("A", "B", "A")), "parts played in another order than they are written"),
    ],
)
def test_what_the_model_cannot_say_is_a_reason(melody: Melody, reason: str) -> None:
    with pytest.raises(Unfit, match=reason):
        refuse_what_changes(melody)


def test_what_changes_nothing_is_no_reason() -> None:
    for change in (
        Change(Fraction(0), key=TUNE.key, meter=Meter(2, 2)),
        Change(Fraction(0), tempo=(Fraction(1, 4), 90)),
    ):
        refuse_what_changes(changed(change))


def test_a_part_that_is_played_three_times_is_a_reason() -> None:
    *bars, last = TUNE.bars[:8]
    with pytest.raises(Unfit, match="a part played more than twice"):
        clean(replace(TUNE, bars=(*bars, replace(last, times=3, closes_repeat=True))), "misc")


def test_signs_names_and_texts_are_dropped() -> None:
    signs = Signs(grace=Grace((Pitch("G", 4),), (Fraction(1, 8),)), decorations=("trill",), syllables=("la",))
    signed = tuple(
        replace(
            bar, notes=tuple(replace(note, signs=signs) for note in bar.notes), double_line=True, part="A"
        )
        for bar in TUNE.bars
    )
    melody = replace(TUNE, bars=signed, texts=(("C", "trad."),), clef=Clef("bass"))
    assert clean(melody, "misc") == clean(TUNE, "misc")
