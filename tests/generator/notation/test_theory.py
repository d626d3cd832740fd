"""Keys, modes, meters and types, against any book of music theory."""

from __future__ import annotations

from fractions import Fraction

import pytest

from generator.notation.reading.values.keys import read_key
from generator.notation.theory import Key, Meter, mode_named
from generator.notation.tune_types import TUNE_TYPES, beat_of

SIGNATURES = {  # sharps (or flats): tonics, in the order of MODES
    "": "C A D G F E B",
    "F#": "G E A D C B F#",
    "F# C#": "D B E A G F# C#",
    "F# C# G#": "A F# B E D C# G#",
    "F# C# G# D#": "E C# F# B A G# D#",
    "F# C# G# D# A#": "B G# C# F# E D# A#",
    "F# C# G# D# A# E#": "F# D# G# C# B A# E#",
    "F# C# G# D# A# E# B#": "C# A# D# G# F# E# B#",
    "Bb": "F D G C Bb A E",
    "Bb Eb": "Bb G C F Eb D A",
    "Bb Eb Ab": "Eb C F Bb Ab G D",
    "Bb Eb Ab Db": "Ab F Bb Eb Db C G",
    "Bb Eb Ab Db Gb": "Db Bb Eb Ab Gb F C",
    "Bb Eb Ab Db Gb Cb": "Gb Eb Ab Db Cb Bb F",
    "Bb Eb Ab Db Gb Cb Fb": "Cb Ab Db Gb Fb Eb Bb",
}
MODES = ("maj", "min", "dor", "mix", "lyd", "phr", "loc")
KEYS = [
    (tonic, mode, signature)
    for signature, tonics in SIGNATURES.items()
    for tonic, mode in zip(tonics.split(), MODES, strict=True)
]
CLASSES = {"C": 0, "C#": 1, "Db": 1, "D": 2, "Eb": 3, "Fb": 4, "E#": 5, "F#": 6, "Bb": 10, "Cb": 11, "B#": 0}


@pytest.mark.parametrize(("tonic", "mode", "signature"), KEYS)
def test_a_signature_is_the_one_in_the_book(tonic: str, mode: str, signature: str) -> None:
    key = Key(tonic, mode)
    altered = {word[0]: 1 if word[1] == "#" else -1 for word in signature.split()}
    assert {step: alter for step, alter in key.signature.items() if alter} == altered
    assert sorted(key.signature) == list("ABCDEFG")
    assert read_key(key.field) == (key, "")


def test_no_other_key_has_a_signature() -> None:
    known = {(tonic, mode) for tonic, mode, _ in KEYS}
    for mode in MODES:
        for tonic in [letter + sign for letter in "ABCDEFG" for sign in ("", "#", "b")]:
            if (tonic, mode) not in known:
                with pytest.raises(ValueError, match="seven"):
                    Key(tonic, mode)


@pytest.mark.parametrize(
    ("tonic", "mode"), [("H", "maj"), ("c", "maj"), ("", "maj"), ("D", "major"), ("D##", "maj")]
)
def test_other_texts_are_no_key(tonic: str, mode: str) -> None:
    with pytest.raises(ValueError, match="no such key"):
        Key(tonic, mode)


@pytest.mark.parametrize(("tonic", "pitch_class"), CLASSES.items())
def test_a_tonic_has_its_pitch_class(tonic: str, pitch_class: int) -> None:
    mode = {"Fb": "lyd", "E#": "phr", "B#": "loc"}.get(tonic, "maj")
    assert Key(tonic, mode).tonic_class == pitch_class


@pytest.mark.parametrize(
    ("word", "mode"),
    [("Dorian", "dor"), ("dor", "dor"), ("MINOR", "min"), ("m", "min"), ("maj", "maj"), ("Ionian", "maj"),
     (" mixolydian ", "mix"), ("mixo", "mix"), ("", None), ("majestic", None), ("d", None), ("do", None)],
)  # fmt: skip
def test_a_mode_is_named(word: str, mode: str | None) -> None:
    assert mode_named(word) == mode


@pytest.mark.parametrize(
    ("tune_type", "meter", "beat", "tempos"),
    [
        ("reel", "4/4", "1/2", range(90, 121)),
        ("jig", "6/8", "3/8", range(100, 131)),
        ("slip jig", "9/8", "3/8", range(100, 131)),
        ("hornpipe", "4/4", "1/2", range(70, 96)),
        ("strathspey", "4/4", "1/4", range(108, 161)),
        ("polka", "2/4", "1/4", range(108, 141)),
        ("waltz", "3/4", "1/4", range(100, 161)),
        ("march", "2/4", "1/4", range(80, 121)),
        ("air", "6/8", "3/8", range(40, 81)),
        ("misc", "4/4", "1/4", range(80, 141)),
        ("misc", "6/8", "3/8", range(80, 121)),
        ("misc", "3/8", "1/8", range(120, 200)),
        ("misc", "3/2", "1/2", range(50, 90)),
        ("misc", "3/1", "1/2", range(70, 100)),
        ("misc", "2/1", "1/2", range(70, 100)),
        ("misc", "3/16", "3/16", range(80, 131)),
        ("misc", "6/16", "3/16", range(80, 131)),
        ("misc", "9/16", "3/16", range(80, 131)),
        ("misc", "12/16", "3/16", range(80, 131)),
        ("misc", "5/16", "1/8", range(180, 241)),
        ("misc", "7/16", "1/8", range(180, 241)),
        ("misc", "11/16", "1/8", range(180, 241)),
        ("misc", "13/16", "1/8", range(180, 241)),
        ("misc", "7/32", "1/16", range(180, 241)),
        ("gavotte", "4/4", "1/4", range(80, 141)),
        ("jig", "9/8", "3/8", range(80, 131)),
    ],
)
def test_a_tempo_counts_the_beat_that_dancers_count(
    tune_type: str, meter: str, beat: str, tempos: range
) -> None:
    length, tempo = beat_of(tune_type, Meter.parse(meter))
    assert length == Fraction(beat)
    assert tempo in tempos


@pytest.mark.parametrize("unit", [1, 2, 4, 8, 16, 32])
def test_a_bar_of_any_meter_is_played_at_a_speed_that_players_can_follow(unit: int) -> None:
    """Notes of the lower number, a minute: none crawls, none is too quick to be told apart."""
    for count in range(1, 25):
        beat, tempo = beat_of("misc", Meter(count, unit))
        assert 40 <= beat * tempo * unit <= 450
        assert 40 <= tempo <= 240


def test_every_type_is_played_in_its_meters() -> None:
    for tune_type in TUNE_TYPES.values():
        for name in tune_type.beats:
            beat, tempo = beat_of(tune_type.name, Meter.parse(name))
            assert (Meter.parse(name).bar / beat).denominator == 1
            assert 30 <= tempo <= 300


@pytest.mark.parametrize("tune_type", ["reel", "hornpipe", "strathspey", "march", "air"])
def test_a_tune_in_cut_time_is_as_fast_as_one_in_common_time(tune_type: str) -> None:
    (one, tempo), (other, other_tempo) = (beat_of(tune_type, Meter.parse(name)) for name in ("2/2", "4/4"))
    assert one * tempo == other * other_tempo


def test_a_jig_in_three_eight_is_as_fast_as_one_in_six_eight() -> None:
    assert beat_of("jig", Meter.parse("3/8")) == beat_of("jig", Meter.parse("6/8"))
