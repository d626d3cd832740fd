"""A tiny tune for everything that can be written beside plain notes, and what the picture must have of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction

from generator.notation.melody import Bar, Change, Clef, Grace, Melody, Pitch, Signs, Tempo
from generator.notation.theory import FREE, Key, Meter
from tests.generator.render.tunes import bar, tune

QUARTER, EIGHTH = Fraction(1, 4), Fraction(1, 8)


@dataclass(frozen=True)
class Construct:
    """`classes`: the groups that verovio must draw; `words`: text that must be in the picture."""

    melody: Melody
    classes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


def signed(one: Bar, *signs: Signs) -> Bar:
    """The bar with these signs at its first notes."""
    notes = [replace(note, signs=sign) for note, sign in zip(one.notes, signs, strict=False)]
    return replace(one, notes=(*notes, *one.notes[len(notes) :]))


def decorated(*names: str, words: str = "D4 E4 F#4 G4") -> Melody:
    """A bar with one decoration at each note."""
    return tune(signed(bar(words), *(Signs(decorations=(name,)) for name in names)))


def sung(words: str, *syllables: tuple[str, ...]) -> Bar:
    return signed(bar(words), *(Signs(syllables=verses) for verses in syllables))


def graced(*pitches: Pitch, slashed: bool = False) -> Signs:
    return Signs(grace=Grace(pitches, (EIGHTH,) * len(pitches), slashed))


def changed(one: Bar, onset: Fraction = Fraction(0), **what: Meter | Key | Tempo) -> Bar:
    return replace(one, changes=(Change(onset, **what),))  # type: ignore[arg-type]


NOTES = "D4 E4 F#4 G4"
BEGIN, END = Signs(slurs_begin=1), Signs(slurs_end=1)
C5, D5, B4 = Pitch("C", 5, 1), Pitch("D", 5), Pitch("B", 4)

CONSTRUCTS = {
    "key change": Construct(
        tune(
            NOTES,
            changed(bar("D4 E4 F4 G4"), key=Key("F", "maj")),
            changed(bar("D4 E4 F4 G4"), key=Key("C", "maj")),
        ),
        ("keySig", "keyAccid"),
    ),
    "key change within a bar": Construct(
        tune(changed(bar("D4 E4 F4 G4"), Fraction(1, 2), key=Key("C", "maj")), NOTES), ("keySig",)
    ),
    "key with its own accidentals": Construct(
        replace(tune("D4 E4 F#4 B4"), key=Key("D", "phr", (("F", 1),))), ("keySig", "keyAccid")
    ),
    "from a key with its own accidentals": Construct(
        replace(
            tune("D4 E4 F#4 B4", changed(bar("D4 E4 F#4 B4"), key=Key("G", "maj")), *["D4 E4 F#4 G4"] * 4),
            key=Key("D", "phr", (("F", 1),)),
        ),
        ("keySig", "keyAccid"),
    ),
    "meter change": Construct(
        tune("D4 E4 F#4", changed(bar("D4 E4"), meter=Meter(2, 4)), "D4 E4", meter=(3, 4)), ("meterSig",)
    ),
    "meter change within a bar": Construct(
        tune(changed(bar("D4 E4 F#4 G4:1/8 A4:1/8 B4:1/8"), Fraction(3, 4), meter=Meter(3, 8)), meter=(3, 4)),
        ("meterSig",),
    ),
    "no meter": Construct(replace(tune("D4 E4 F#4 G4 A4", "D4 E4"), meter=FREE)),
    "grouped meter": Construct(
        replace(tune(" ".join(["A4:1/8"] * 7)), meter=Meter(7, 8, (2, 2, 3))), ("meterSig", "beam")
    ),
    "tempo": Construct(
        replace(tune(NOTES), tempo=(Fraction(3, 8), 112), texts=(("Q", "Allegro"),)),
        ("tempo",),
        ("Allegro", "= 112"),
    ),
    "tempo change": Construct(
        tune(NOTES, changed(bar(NOTES), Fraction(1, 2), tempo=(Fraction(1, 2), 60))), ("tempo",), ("= 60",)
    ),
    "annotations": Construct(
        tune(
            signed(
                bar(NOTES),
                Signs(annotations=("^slowly",)),
                Signs(annotations=("_softly",)),
                Signs(annotations=("<left",)),
                Signs(annotations=(">right", "@free")),
            )
        ),
        ("dir",),
        ("slowly", "softly", "left", "right", "free"),
    ),
    "text that is no chord": Construct(
        tune(replace(bar(NOTES), chords=((Fraction(0), "last time"),))), ("dir",), ("last time",)
    ),
    "ornaments": Construct(
        decorated("trill", "lowermordent", "uppermordent", "turn"), ("trill", "mordent", "turn")
    ),
    "roll": Construct(decorated("roll", "turnx", "invertedturn", "roll"), ("turn",)),
    "long trill": Construct(decorated("trill(", "staccato", "trill)"), ("trill",)),
    "articulation": Construct(decorated("staccato", "tenuto", "accent", "marcato"), ("artic",)),
    "more articulation": Construct(
        decorated("wedge", "breath", "fermata", "invertedfermata"), ("artic", "fermata")
    ),
    "bowing": Construct(decorated("upbow", "downbow"), ("artic",)),
    "plucking": Construct(decorated("open", "thumb", "snap", "plus"), ("artic",)),
    "fingering": Construct(decorated("1", "2", "3", "0"), ("fing",), ("1", "2", "3", "0")),
    "slide": Construct(decorated("slide"), ("dir",), ("slide",)),
    "jumps": Construct(
        tune(
            signed(bar(NOTES), Signs(decorations=("segno",))),
            signed(bar(NOTES), Signs(decorations=("coda",)), *[Signs()] * 2, Signs(decorations=("fine",))),
            signed(bar(NOTES), *[Signs()] * 3, Signs(decorations=("D.C.",))),
        ),
        ("repeatMark",),
        ("Fine", "D.C."),
    ),
    "dynamics": Construct(decorated("p", "mf", "ff", "sfz"), ("dynam",)),
    "wedges": Construct(decorated("crescendo(", "crescendo)", "diminuendo(", "diminuendo)"), ("hairpin",)),
    "arpeggio": Construct(
        tune(signed(bar("D4+F#4+A4 E4 F#4 G4"), Signs(decorations=("arpeggio",)))), ("arpeg",)
    ),
    "grace notes": Construct(
        tune(signed(bar(NOTES), graced(C5, slashed=True), graced(B4), graced(C5, D5, B4))), ("beam", "flag")
    ),
    "slurs": Construct(
        tune(
            signed(bar(NOTES), Signs(slurs_begin=2), Signs(), END, Signs()),
            signed(bar("D4 E4 F#4 G4"), END, BEGIN, Signs(slurs_begin=1, slurs_end=1), END),
        ),
        ("slur",),
    ),
    "slur into endings": Construct(
        tune(
            signed(bar(NOTES, opens_repeat=True), Signs(), Signs(), Signs(), BEGIN),
            signed(bar("D4 E4 F#4 G4", ending=(1,), closes_repeat=True, ends_section=True), Signs(), END),
            signed(bar("D4 E4 F#4 G4", ending=(2,), ends_section=True), Signs(), END),
        ),
        ("slur", "ending"),
    ),
    "tie into a part of a chord": Construct(tune("D4+F#4+A4:1/2- D4+A4:1/2"), ("tie",)),
    "tie over a repeat": Construct(
        tune(bar("D4 E4 F#4 D4-", opens_repeat=True, closes_repeat=True, ends_section=True)), ("lv",)
    ),
    "lyrics": Construct(
        tune(
            sung(NOTES, ("Swee-", "2. The"), ("test", "strength"), ("songs", "through"), ("_", "things")),
            sung(NOTES, ("_", "_"), ("are", "_"), ("won-", "that"), ("der-", "were")),
            sung(NOTES, ("ful", "so"), ("I", "great"), ("", "")),
        ),
        ("verse", "syl"),
        ("Swee", "strength", "ful"),
    ),
    "words below": Construct(
        replace(tune(NOTES), texts=(("W", "1. The first line"), ("W", ""), ("W", "2. the second"))),
        (),
        ("1. The first line", "2. the second"),
    ),
    "composer": Construct(
        replace(tune(NOTES), texts=(("C", "Turlough O'Carolan"), ("O", "Ireland"))),
        (),
        ("Turlough O'Carolan (Ireland)",),
    ),
    "other titles": Construct(
        replace(tune(NOTES), texts=(("T", "The Other Name"), ("T", "The Third"))),
        (),
        ("The Other Name; The Third",),
    ),
    "order of parts": Construct(
        replace(
            tune(replace(bar(NOTES), part="A"), replace(bar(NOTES), part="B")), order=("A", "B", "B", "A")
        ),
        ("reh",),
        ("Play: A B B A", "A", "B"),
    ),
    "three times": Construct(
        tune(bar(NOTES, opens_repeat=True, closes_repeat=True, ends_section=True, times=3)),
        ("dir",),
        ("3\u00d7",),
    ),
    "three endings": Construct(
        tune(
            bar(NOTES, opens_repeat=True),
            bar(NOTES, ending=(1, 2), closes_repeat=True, ends_section=True),
            bar(NOTES, ending=(3,), ends_section=True),
        ),
        ("ending",),
        ("1,2", "3"),
    ),
    "double line": Construct(
        tune(
            bar(NOTES, opens_repeat=True, double_line=True), bar(NOTES, closes_repeat=True, ends_section=True)
        )
    ),
    "treble clef, an octave lower": Construct(
        replace(tune("D3 E3 F#3 G3"), clef=Clef("treble", -1)), ("clef",)
    ),
    "bass clef": Construct(replace(tune("D3 E3 F#3 G3"), clef=Clef("bass")), ("clef",)),
    "alto clef": Construct(replace(tune(NOTES), clef=Clef("alto")), ("clef",)),
    "tenor clef, an octave higher": Construct(replace(tune(NOTES), clef=Clef("tenor", 1)), ("clef",)),
    "hidden rest": Construct(tune(signed(bar("z E4 F#4 G4"), Signs(hidden=True))), ("space",)),
    "long bar": Construct(replace(tune(" ".join(["A4:1/8"] * 100)), meter=FREE), ("beam",)),
}
"""What is written -> a tune with it, in D major where nothing else is said."""
