"""The chords under tunes: properties of any tune, and examples that a player would know."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.arrangement.chord_weights import weights_of
from generator.arrangement.chords import Chord
from generator.arrangement.harmony import Harmony, harmonise, symbols_over, with_symbols
from generator.arrangement.strong_beats import last_note, runs, strong_beats
from generator.notation.form import pickup_offsets
from generator.notation.melody import Bar, Melody, Pitch
from generator.notation.reading.reader import read_abc
from generator.notation.theory import MODES, Key, Meter
from generator.notation.transpose import to_tonic
from generator.notation.writing.writer import write_abc
from tests.generator.notation.strategies import METERS, examples, melodies


def tune(body: str, key: str = "D", meter: str = "6/8") -> Melody:
    return read_abc(f"X:1\nM:{meter}\nL:1/8\nK:{key}\n{body}")


def names(harmony: Harmony) -> list[str]:
    return [" ".join(chord.name if chord else "-" for _, chord in bar) for bar in harmony.bars]


def roots(melody: Melody) -> list[list[tuple[Fraction, int, str] | None]]:
    """Onset, root in semitones above the tonic and quality of every chord, by bar."""
    tonic = melody.key.tonic_class
    return [
        [(onset, (chord.root_class - tonic) % 12, chord.quality) if chord else None for onset, chord in bar]
        for bar in harmonise(melody).bars
    ]


JIG = "A|dfa agf|gbg faf|dfd edc|Bcd e2A|dfa agf|gbg faf|edc Bgf|edc d2:|"


def test_a_jig_gets_the_chords_that_a_player_expects() -> None:
    assert names(harmonise(tune(JIG))) == ["-", "D", "G D", "D", "A", "D", "G D", "Em", "A D"]


@given(melodies())
@examples(30)
def test_chords_change_on_strong_beats_where_a_note_begins_or_with_the_last_note(melody: Melody) -> None:
    beats = strong_beats(melody.meter)
    last = {run.bars[-1]: last_note(melody, run).onset for run in runs(melody)}
    for index, (bar, segments) in enumerate(zip(melody.bars, harmonise(melody).bars, strict=True)):
        onsets = [onset for onset, _ in segments]
        starts = {sum((n.duration for n in bar.notes[:at]), Fraction(0)) for at in range(len(bar.notes))}
        assert onsets[0] == 0
        assert onsets == sorted(set(onsets))
        assert set(onsets[1:]) <= starts & {*beats, last.get(index)}
        assert len(onsets) == 1 or not pickup_offsets(melody)[index]


@given(melodies())
@examples(30)
def test_only_a_lead_in_has_no_chord(melody: Melody) -> None:
    silent = [index for index, bar in enumerate(harmonise(melody).bars) if bar[0][1] is None]
    assert silent == ([0] if pickup_offsets(melody)[0] else [])


@given(melodies())
@examples(30)
def test_every_part_and_ending_comes_to_rest(melody: Melody) -> None:
    weights, harmony = weights_of(melody.key.mode), harmonise(melody)
    rests = {weights.chords[index] for index in weights.may_end.nonzero()[0]}
    tonics = [(melody.key.tonic_class + step) % 12 for step in (0, 7, 5)]  # a part may be a fifth away
    for run in runs(melody):
        chord = harmony.bars[run.bars[-1]][-1][1]
        assert chord is not None
        assert any(((chord.root_class - tonic) % 12, chord.quality) in rests for tonic in tonics)


@st.composite
def melodies_that_end_on_their_tonic(draw: st.DrawFn) -> Melody:
    melody = draw(melodies().filter(lambda melody: not pickup_offsets(melody)[-1]))
    tonic = Pitch(melody.key.tonic[0], draw(st.integers(4, 5)), melody.key.tonic_alter)
    bars = [replace(bar, notes=tuple(replace(n, tied=False) for n in bar.notes)) for bar in melody.bars]
    *before, last = bars[-1].notes
    return replace(
        melody, bars=(*bars[:-1], replace(bars[-1], notes=(*before, replace(last, pitches=(tonic,)))))
    )


@given(melodies_that_end_on_their_tonic())
@examples(60)
def test_a_tune_whose_last_note_is_the_tonic_ends_on_the_tonic_chord(melody: Melody) -> None:
    onset, chord = harmonise(melody).bars[-1][-1]
    with_last_note = melody.bars[-1].duration - melody.bars[-1].notes[-1].duration
    assert chord is not None
    assert (chord.root_class, chord.quality) == (
        melody.key.tonic_class,
        weights_of(melody.key.mode).chords[0][1],
    )
    assert onset == with_last_note or onset in [
        one for one in strong_beats(melody.meter) if one < with_last_note
    ]


@pytest.mark.parametrize(
    ("key", "last", "chords"),
    [
        ("D", "G2E4D2", "A D"),
        ("A", "AFAF F2A2", "D A"),
        ("Am", "G3A B2A2", "G Am"),
        ("D", "A2FE FDED", "D"),
        ("D", "DFAF D4", "D"),
    ],
)
def test_the_tonic_comes_late_where_it_would_clash_before(key: str, last: str, chords: str) -> None:
    body = {
        "D": "DFAF DFAF|GBdB GBdB|FAdA BAFA|",
        "A": "AFAF AcAc|dfdf AcAc|EGBG EGBG|",
        "Am": "AcAc eAcA|GBdB GBdB|AcAc eAcA|",
    }[key]
    assert names(harmonise(tune(f"{body}{last}|]", key, "4/4")))[-1] == chords


def test_a_part_that_ends_on_another_note_may_end_on_a_half_cadence() -> None:
    begin = "DFAF DFAF|GBdB GBdB|FAdA BAFA|"
    harmony = harmonise(tune(f"{begin}GFED E4||{begin}E2A,2 D4|]", "D", "4/4"))
    assert [names(harmony)[index].split()[-1] for index in (3, 7)] == ["A", "D"]


@given(melodies(), st.sampled_from(["C", "D", "Eb", "F#", "A", "Bb"]))
@examples(30)
def test_a_transposed_tune_has_transposed_chords(melody: Melody, tonic: str) -> None:
    try:
        moved = to_tonic(melody, tonic)
    except ValueError:  # no such key
        return
    assert roots(moved) == roots(melody)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("meter", METERS, ids=lambda meter: meter.name)
def test_every_mode_and_meter_gets_chords_of_its_own(mode: str, meter: Meter) -> None:
    melody = replace(tune("DEF GAB|d3 A3|FED EFG|A3 D3|]", meter="6/8"), key=Key("D", mode), meter=meter)
    chords = {(chord.root_class - 2) % 12 for _, _, chord in harmonise(melody).changes() if chord}
    assert chords
    assert chords <= {root for root, _ in weights_of(mode).chords}


@pytest.mark.parametrize(
    ("key", "body", "chord"),
    [
        ("Ador", "ABcd e2ed|g2dg BGDG|ABcd e2ed|gedB A4|]", "G"),
        ("Amix", "A2cA eAcA|G2BG dGBG|A2cA eAcA|GABG A4|]", "G"),
        ("Am", "A2cA eAcA|^G2BG eGBG|A2cA eAcA|e2^GB A4|]", "E"),
    ],
    ids=["dorian", "mixolydian", "minor"],
)
def test_a_mode_has_its_own_dominant(key: str, body: str, chord: str) -> None:
    assert names(harmonise(tune(body, key, "4/4")))[1] == chord


@pytest.mark.parametrize(("key", "bar"), [("Ador", "bc'ba ^gbb2"), ("Amix", "g2bg ^gbeb")])
def test_no_chord_has_a_tone_that_an_accidental_contradicts(key: str, bar: str) -> None:
    melody = tune(f"c'bc'd' e'2d'c'|{bar}|c'bag edBd|c2A2 A4|]", key, "4/4")
    assert names(harmonise(melody))[1] == "G E"


@pytest.mark.parametrize(
    ("key", "before", "opening", "chord"),
    [("Edor", "E2BE dEBE|BABc dAFD", "d2fd c2ec", "D"), ("Amix", "A2ce a2ec|A2ce A4", "g2gf gfed", "G")],
)
def test_a_part_need_not_begin_on_the_tonic(key: str, before: str, opening: str, chord: str) -> None:
    melody = tune(f"{before}||{opening}|{before}|]", key, "4/4")
    assert names(harmonise(melody))[2].split()[0] == chord


def test_a_part_in_the_dominant_is_heard_there() -> None:
    there = "A2ce a2ec|d2f^g a2fe|A2ce a2ga|^gabg a4||".replace("ga|", "^ga|")
    harmony = harmonise(tune("D2FA d2AF|G2Bd A4|D2FA d2AF|AGFE D4||" + there, "D", "4/4"))
    assert names(harmony)[7].split() == ["E", "A"]


# chord symbols of its own


def test_a_tunes_own_symbols_are_played() -> None:
    harmony = harmonise(tune('A|"D"dfa "Em"agf|gbg "A7/C#"faf|"D"d6:|'))
    assert names(harmony) == ["-", "D Em", "Em A7/C#", "D"]


def test_text_that_is_no_chord_is_left_out() -> None:
    harmony = harmonise(tune('"D"dfa "slowly"agf|"1"gbg faf|"slowly"d6|]'))
    assert names(harmony) == ["D", "D", "D"]


@pytest.mark.parametrize("text", ["N.C.", "NC", "n.c."])
def test_chords_are_silent_until_the_next_symbol(text: str) -> None:
    harmony = harmonise(tune(f'"D"dfa "{text}"agf|gbg faf|d3 "G"d3|]'))
    assert names(harmony) == ["D -", "-", "- G"]


@pytest.mark.parametrize(
    "body",
    [
        '"D"dfa "N.C."agf|gbg faf|d3 "G"d3|]',
        '"N.C."dfa agf|"A7#11"gbg faf|d6|]',
        '|:A|"D"dfa agf|"N.C."gbg fa:||:"G"f|gbg faf|"NC"d5:|',
    ],
)
def test_silence_and_chords_that_no_table_has_are_written_and_read_again(body: str) -> None:
    harmony = harmonise(tune(body))
    abc = write_abc(with_symbols(tune(body), harmony), title="A Tune", chords=True)
    assert harmonise(read_abc(abc)) == harmony


def test_bars_before_the_first_symbol_get_the_rules_chords() -> None:
    by_rule = harmonise(tune(JIG))
    harmony = harmonise(tune(JIG.replace("edc Bgf", 'edc "C"Bgf').replace("edc d2", '"Bm"edc d2')))
    assert harmony.bars[:7] == by_rule.bars[:7]
    assert names(harmony)[7:] == [names(by_rule)[7].split()[0] + " C", "Bm"]


def test_text_alone_does_not_keep_the_rule_away() -> None:
    assert names(harmonise(tune(JIG.replace("dfd", '"Fine"dfd')))) == names(harmonise(tune(JIG)))


def test_a_remark_is_no_symbol() -> None:
    assert tune('"^D"dfa "_A"agf|]').bars[0].chords == ()


def test_an_ending_follows_the_bar_before_the_first_ending() -> None:
    harmony = harmonise(tune('|:"D"dfa agf|"G"g6|1"A"a6:|2g6|]'))
    assert names(harmony) == ["D", "G", "A", "G"]


def test_a_part_without_symbols_gets_the_rules_chords() -> None:
    half = "dfa agf|gbg faf|edc Bgf|edc d3"
    harmony = harmonise(tune(f'"Bm"{half}||{half}||'))
    assert names(harmony)[:4] == ["Bm"] * 4
    assert "A" in names(harmony)[7]


# as symbols again


@given(melodies())
@examples(25)
def test_symbols_that_are_written_are_read_again(melody: Melody) -> None:
    harmony = harmonise(melody)
    abc = write_abc(with_symbols(melody, harmony), title="A Tune", chords=True)
    assert harmonise(read_abc(abc)) == harmony


def test_every_part_begins_with_a_symbol() -> None:
    melody = tune("|:D6|D6:|:d6|D6:|")
    assert [sorted(over) for over in symbols_over(melody, harmonise(melody))] == [[0], [], [0], []]


def test_only_changes_are_named() -> None:
    d, a = Chord("D"), Chord("A")
    half = Fraction(3, 8)
    harmony = Harmony((((Fraction(0), None),), ((Fraction(0), d), (half, a)), ((Fraction(0), a),)))
    assert list(harmony.changes()) == [(1, 0, d), (1, half, a)]


def test_a_bar_of_rest_is_harmonised() -> None:
    melody = replace(tune("z6|D6|]"), bars=(Bar(tune("z6|D6|]").bars[0].notes), tune("D6|]").bars[0]))
    assert len(harmonise(melody).bars) == 2


def test_silence_is_a_change() -> None:
    d = Chord("D")
    harmony = Harmony((((Fraction(0), d), (Fraction(3, 8), None)), ((Fraction(0), d),)))
    assert list(harmony.changes()) == [(0, 0, d), (0, Fraction(3, 8), None), (1, 0, d)]
