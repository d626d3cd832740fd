"""What the tablatures show, against tables by pitch that are written down here for the whole range."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import BadRequest
from generator.notation.melody import Melody, Pitch
from generator.render.engraving import engrave
from generator.render.tablature.fretting import fretted
from generator.render.tablature.instruments import FRETTED, MOST_FRETS, Fingering
from generator.render.tablature.signs import tablature_of
from generator.tabs import TABS, printed_name, tab_named
from tests.generator.notation.strategies import examples
from tests.generator.render.rich_tunes import RICH_TUNES
from tests.generator.render.tunes import tune

OPEN_STRINGS = {
    "mandolin": ("G3", "D4", "A4", "E5"),
    "banjo": ("G3", "D4", "A4", "E5"),
    "guitar": ("E3", "A3", "D4", "G4", "B4", "E5"),
    "guitar DADGAD": ("D3", "A3", "D4", "G4", "A4", "D5"),
}
"""As their music is written; the banjo and the guitar sound an octave lower."""
SOUNDING = {"mandolin": 55, "banjo": 43, "guitar": 40, "guitar DADGAD": 38}
"""The lowest string, as it sounds."""

WHISTLE = """
D4 xxxxxx  D#4 xxxxxh  E4 xxxxxo  F4 xxxxho  F#4 xxxxoo  G4 xxxooo
G#4 xxhooo  A4 xxoooo  A#4 xhoooo  B4 xooooo  C5 oxxooo  C#5 oooooo
D5 oxxxxx+  D#5 xxxxxh+  E5 xxxxxo+  F5 xxxxho+  F#5 xxxxoo+  G5 xxxooo+
G#5 xxhooo+  A5 xxoooo+  A#5 xhoooo+  B5 xooooo+  C6 oxxooo+  C#6 oooooo+
"""
"""The usual chart of a tin whistle in D: x closed, h half closed, o open; + is blown harder."""
CHART = dict(zip(*[iter(WHISTLE.split())] * 2, strict=True))


def midi(name: str) -> int:
    steps = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
    return 12 * (int(name[-1]) + 1) + steps[name[0]] + name.count("#")


def named(pitch: int) -> str:
    names = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
    return f"{names[pitch % 12]}{pitch // 12 - 1}"


def shown(melody: Melody, tab: str) -> list[str]:
    """As text: "2:5" is the fifth fret of the second lowest string."""
    texts = []
    for sign in tablature_of(melody, tab).signs:
        if isinstance(sign, Fingering):
            texts.append(sign.holes + "+" * sign.octave)
        else:
            texts.append(" ".join(f"{stop.string}:{stop.fret}" for stop in sign or ()))
    return texts


@pytest.mark.parametrize("tab", FRETTED)
def test_every_note_of_the_range_is_on_the_string_where_its_fret_is_lowest(tab: str) -> None:
    strings = [midi(name) for name in OPEN_STRINGS[tab]]
    for pitch in range(strings[0], strings[-1] + MOST_FRETS + 1):
        string = max(index for index, opened in enumerate(strings) if opened <= pitch)
        assert shown(tune(f"{named(pitch)}:1"), tab) == [f"{string}:{pitch - strings[string]}"]


@pytest.mark.parametrize("tab", FRETTED)
def test_the_instruments_sound_as_they_are_tuned(tab: str) -> None:
    assert FRETTED[tab].strings[0] + FRETTED[tab].transposes == SOUNDING[tab]


def test_every_note_of_a_whistle_is_fingered_as_in_the_chart() -> None:
    assert len(CHART) == 24
    for name, fingering in CHART.items():
        assert shown(tune(f"{name}:1"), "whistle D") == [fingering]


@pytest.mark.parametrize(
    ("key", "lowest"),
    [
        ("C", 60), ("Bb", 58), ("A", 57), ("G", 67), ("F", 65), ("Eb", 63), ("E", 64), ("B", 59), ("Ab", 68),
        ("C#", 61), ("F#", 66), ("D", 62),
    ],
)  # fmt: skip
def test_a_whistle_in_another_key_has_the_same_chart_from_its_lowest_note_on(key: str, lowest: int) -> None:
    for step, fingering in enumerate(CHART.values()):
        assert shown(tune(f"{named(lowest + step)}:1"), f"whistle {key}") == [fingering]


@pytest.mark.parametrize(
    ("tab", "low", "high"),
    [("whistle D", "C#4", "D#6"), ("mandolin", "F#3", "F6"), ("guitar", "D#3", "F6"), ("banjo", "F#3", "F6"),
     ("guitar DADGAD", "C#3", "D#6")],
)  # fmt: skip
def test_notes_out_of_range_are_blank_and_said(tab: str, low: str, high: str) -> None:
    made = tablature_of(tune(f"{low} A4 {high} {low}"), tab)
    assert [bool(sign) for sign in made.signs] == [False, True, False, False]
    assert made.notice == (
        f"The tablature ({tab}) has nothing for {low}, {high}: the instrument does not reach them."
    )


def test_a_tune_that_it_can_play_needs_no_notice() -> None:
    assert all(tablature_of(tune("D4 E4 F#4 G4"), tab).notice is None for tab in ("whistle D", *FRETTED))


@pytest.mark.parametrize(("tab", "high"), [("whistle D", "D6"), ("whistle C", "C6"), ("whistle Bb", "A#5")])
def test_of_the_note_above_two_octaves_nothing_untrue_is_said(tab: str, high: str) -> None:
    """Players reach it."""
    assert tablature_of(tune(f"A4 {high} A4 A4"), tab).notice == (
        f"The tablature ({tab}) has nothing for {high}: fingering charts do not agree on it."
    )
    assert tablature_of(tune(f"C3 {high} A4 A4"), tab).notice == (
        f"The tablature ({tab}) has nothing for C3: the instrument does not reach it; nothing for {high}: "
        "fingering charts do not agree on it."
    )


@pytest.mark.parametrize(
    ("tab", "bar", "said"),
    [
        ("whistle D", "D4+F#4+A4 C3",
         "nothing for C3: the instrument does not reach it; "
         "nothing for D4, F#4: of a chord only the highest note is shown."),
        ("mandolin", "G3+A3 D4", "nothing for G3: its chord has no string left for it."),
    ],
)  # fmt: skip
def test_of_chords_the_reason_is_that_of_each_note(tab: str, bar: str, said: str) -> None:
    assert tablature_of(tune(bar), tab).notice == f"The tablature ({tab}) has {said}"


def test_many_missing_notes_are_not_all_named() -> None:
    notice = tablature_of(tune("C3 D3 E3 F3 G3 A3 B3 C2 D2 E2"), "whistle D").notice
    assert notice is not None
    assert notice.endswith("G3 and others: the instrument does not reach them.")


def test_rests_and_ties_have_no_sign() -> None:
    assert shown(tune("D4:1/2 z:1/4 E4:1/4-|E4:1/2 D4:1/2"), "mandolin") == ["1:0", "", "1:2", "", "1:0"]


def test_chords_are_on_strings_of_their_own() -> None:
    assert shown(tune("D4+F#4+A4:1"), "guitar") == ["1:5 2:4 3:2"]
    assert shown(tune("G3+D4+B4+G5:1"), "mandolin") == ["0:0 1:0 2:2 3:3"]


def test_of_a_chord_without_room_the_lowest_notes_are_left_out_and_said() -> None:
    made = tablature_of(tune("G3+A3+B3:1"), "mandolin")
    assert [pitch.midi for pitch in made.missing] == [55, 57]


def test_a_whistle_plays_the_top_of_a_chord() -> None:
    made = tablature_of(tune("D4+A4:1"), "whistle D")
    assert (made.signs[0], made.missing) == (Fingering("xxoooo", 0), (Pitch("D", 4),))


def test_the_hand_stays_where_it_is() -> None:
    """High on the E string it does not come back for a note that is near."""
    high = [[midi("E6")], [midi("B5")], [midi("E6")]]
    assert [stop.fret for (stop,) in fretted(high, FRETTED["mandolin"])] == [12, 7, 12]


@given(RICH_TUNES, st.sampled_from(sorted(FRETTED)))
@examples(60)
def test_every_stop_sounds_the_written_pitch(melody: Melody, tab: str) -> None:
    made, strings = tablature_of(melody, tab), FRETTED[tab].strings
    symbols = [symbol for bar in engrave(melody) for symbol in bar]
    assert len(made.signs) == len(symbols)
    missing = {pitch.midi for pitch in made.missing}
    for symbol, sign in zip(symbols, made.signs, strict=True):
        struck = {pitch.midi for pitch in symbol.pitches if pitch not in symbol.tie_stops}
        stops = sign if isinstance(sign, tuple) else ()
        assert len({stop.string for stop in stops}) == len(stops)
        assert all(0 <= stop.fret <= MOST_FRETS for stop in stops)
        played = {strings[stop.string] + stop.fret for stop in stops}
        assert played <= struck
        assert struck - played <= missing


@pytest.mark.parametrize(
    ("text", "name"),
    [("whistle", "whistle D"), ("Whistle in Bb", "whistle Bb"), ("tin whistle", "whistle D"),
     ("fiddle", "mandolin"), ("tenor banjo", "banjo"), ("guitar dadgad", "guitar DADGAD"),
     ("DADGAD", "guitar DADGAD"), ("guitar standard", "guitar"), ("Guitar in standard tuning", "guitar"),
     ("standard guitar", "guitar"), ("EADGBE", "guitar")],
)  # fmt: skip
def test_names_are_read_as_people_write_them(text: str, name: str) -> None:
    assert tab_named(text) == name
    assert name in TABS


@pytest.mark.parametrize("text", ["", "flute", "whistle H", 5])
def test_other_names_are_refused_with_those_that_there_are(text: object) -> None:
    with pytest.raises(BadRequest, match="whistle D, mandolin"):
        tab_named(text)


@pytest.mark.parametrize("tab", TABS)
def test_what_stands_on_a_page_is_understood(tab: str) -> None:
    assert tab_named(printed_name(tab).removeprefix("Tablature: ")) == tab
