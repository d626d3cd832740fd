"""Keys, modes, meters and types, against any book of music theory."""

from __future__ import annotations

from fractions import Fraction

import pytest

from generator.notation.reading.fields import read_key, read_length, read_meter, read_tempo
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
    assert read_key(key.field) == key


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
    ("field", "tonic", "mode"),
    [
        ("D", "D", "maj"),
        ("Dm", "D", "min"),
        ("D m", "D", "min"),
        ("DM", "D", "min"),  # capitals do not count (ABC 2.1, 3.1.14)
        ("D Major", "D", "maj"),
        ("Dmin", "D", "min"),
        ("D MINOR", "D", "min"),
        ("Ador", "A", "dor"),
        ("A Dorian", "A", "dor"),
        ("F#mixolydian", "F#", "mix"),
        ("Bb lydian", "Bb", "lyd"),
        ("EPhr", "E", "phr"),
        ("Bloc", "B", "loc"),
        ("C ionian", "C", "maj"),
        ("A aeolian", "A", "min"),
        ("HP", "D", "maj"),
        ("Hp", "D", "maj"),
        ("none", "C", "maj"),
        ("", "C", "maj"),
        ("G clef=treble", "G", "maj"),
        ("Edor clef=bass", "E", "dor"),
        ("Am treble", "A", "min"),
        ("G treble-8 middle=B", "G", "maj"),
    ],
)
def test_a_key_field_is_read(field: str, tonic: str, mode: str) -> None:
    assert read_key(field) == Key(tonic, mode)


def test_a_clef_alone_keeps_the_key() -> None:
    assert read_key("clef=bass", Key("E", "dor")) == Key("E", "dor")
    assert read_key("none", Key("E", "dor")) == Key("C", "maj")


@pytest.mark.parametrize(
    "field", ["H", "d", "Dfoo", "D^c", "Dmix =c", "D exp ^f", "G#", "Dbmin", "C octave=-1", "Ré"]
)
def test_a_key_that_cannot_be_played_is_named(field: str) -> None:
    with pytest.raises(ValueError, match=r"K:|seven"):
        read_key(field)


@pytest.mark.parametrize(
    ("word", "mode"),
    [("Dorian", "dor"), ("dor", "dor"), ("MINOR", "min"), ("m", "min"), ("maj", "maj"), ("Ionian", "maj"),
     (" mixolydian ", "mix"), ("mixo", "mix"), ("", None), ("majestic", None), ("d", None), ("do", None)],
)  # fmt: skip
def test_a_mode_is_named(word: str, mode: str | None) -> None:
    assert mode_named(word) == mode


@pytest.mark.parametrize(
    ("field", "name", "bar", "beat", "unit", "compound"),
    [
        ("C", "4/4", "1", "1/4", "1/8", False),
        ("C|", "2/2", "1", "1/2", "1/8", False),
        ("2/4", "2/4", "1/2", "1/4", "1/16", False),
        ("3/4", "3/4", "3/4", "1/4", "1/8", False),
        ("3/8", "3/8", "3/8", "1/8", "1/16", False),
        ("6/8", "6/8", "3/4", "3/8", "1/8", True),
        ("9/8", "9/8", "9/8", "3/8", "1/8", True),
        ("12/8", "12/8", "3/2", "3/8", "1/8", True),
        ("5/8", "5/8", "5/8", "1/8", "1/16", False),
        ("3/2", "3/2", "3/2", "1/2", "1/8", False),
        ("6/4 % slow", "6/4", "3/2", "1/4", "1/8", False),
    ],
)
def test_a_meter_is_read(field: str, name: str, bar: str, beat: str, unit: str, compound: bool) -> None:
    meter = read_meter(field)
    assert meter.name == name
    assert (meter.bar, meter.beat, meter.default_unit) == tuple(map(Fraction, (bar, beat, unit)))
    assert meter.compound is compound
    assert Meter.parse(name) == meter


@pytest.mark.parametrize("field", ["", "none", "0/4", "4/0", "4/3", "25/4", "4", "2+3/8", "٦/٨", "6/8" * 99])
def test_a_meter_that_cannot_be_played_is_named(field: str) -> None:
    with pytest.raises(ValueError, match="not a meter"):
        read_meter(field)


@pytest.mark.parametrize(
    ("field", "length"), [("1/8", "1/8"), ("1/16", "1/16"), ("1", "1"), ("1/1", "1"), ("1/4 x", "1/4")]
)
def test_a_unit_length_is_read(field: str, length: str) -> None:
    assert read_length(field) == Fraction(length)


@pytest.mark.parametrize("field", ["", "1/3", "2/8", "0", "1/0", "1/128", "eighth"])
def test_an_impossible_unit_length_is_named(field: str) -> None:
    with pytest.raises(ValueError, match="not a unit note length"):
        read_length(field)


@pytest.mark.parametrize(
    ("field", "tempo"),
    [
        ("1/4=120", ("1/4", 120)),
        ("3/8 = 96", ("3/8", 96)),
        ('"Lively" 1/2=100', ("1/2", 100)),
        ('1/2=100 "Lively"', ("1/2", 100)),
        ("120", ("1/4", 120)),
        ("1/1=60", ("1", 60)),
    ],
)
def test_a_tempo_is_read(field: str, tempo: tuple[str, int]) -> None:
    assert read_tempo(field) == (Fraction(tempo[0]), tempo[1])


@pytest.mark.parametrize(
    "field", ["", '"Lively"', "1/4=0", "0/4=100", "1/0=100", "fast", "1/4=", "9" * 5000, "1/4=٣"]
)
def test_a_tempo_that_cannot_be_read_is_skipped(field: str) -> None:
    assert read_tempo(field) is None


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
        ("misc", "5/16", "1/16", range(60, 300)),
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


def test_every_type_is_played_in_its_meters() -> None:
    for tune_type in TUNE_TYPES.values():
        for name in tune_type.beats:
            beat, tempo = beat_of(tune_type.name, Meter.parse(name))
            assert (Meter.parse(name).bar / beat).denominator == 1
            assert 30 <= tempo <= 300
