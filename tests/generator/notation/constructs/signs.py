"""What stands at notes and around them: sections 4.11 to 4.20, 5, 6 and 8 of ABC 2.1."""

from __future__ import annotations

from tests.generator.notation.constructs.construct import HEAD, SCALE, Construct

_HIGH = "G4 A4 B4 C5"
_NO_JUMPS = "4.14 leaves open what jumps mean; abc2midi plays straight through"


def _signs(section: str, body: str, notes: str = SCALE, **more: object) -> Construct:
    return Construct(section=section, abc=HEAD + body, notes=notes, **more)  # type: ignore[arg-type]


SIGNS = {
    "slurs": _signs("4.11", "(CD(E)F)|]", drawn={"slur": 2}),
    "slur with one end": _signs("4.11", "(CDEF|]", drawn={"slur": 0}, said=("only one end",)),
    "slur within a slur": _signs("4.11", "(C(DE)F)|]", drawn={"slur": 2}),
    "dotted slur": _signs("4.11", ".(CDEF)|]", drawn={"slur": 1}),
    "grace notes": _signs("4.12", "{cd}CDEF|]", drawn={"notehead": 6}),
    "grace notes with lengths": _signs("4.12", "{c2d/e>f}CDEF|]", drawn={"notehead": 8}),
    "grace notes before a repeat sign": _signs(
        "4.12",
        "|:CDEF{cB}:|GABc|]",
        f"{SCALE} {SCALE} {_HIGH}",
        drawn={"notehead": 8},
        said=("Grace notes before a repeat sign have no note",),
    ),
    "acciaccatura": _signs("4.12", "{/c}CDEF|]", drawn={"notehead": 5}),
    "letters for signs": _signs(
        "4.14",
        ".C~DuEvF|HGLATBMc|PCSDOEF|]",
        f"{SCALE} {_HIGH} {SCALE}",
        drawn={"artic": 4, "turn": 1, "fermata": 1, "trill": 1, "mordent": 2},
    ),
    "ornaments": _signs(
        "4.14",
        "!trill!C!turn!D!mordent!E!uppermordent!F|!roll!G!invertedturn!A!arpeggio![Bd]!slide!c|]",
        f"{SCALE} G4 A4 B4+D5 C5",
        drawn={"trill": 1, "turn": 3, "mordent": 2, "arpeg": 1},
        words=("slide",),
    ),
    "articulation": _signs(
        "4.14",
        "!accent!C!>!D!tenuto!E!staccato!F|!marcato!G!wedge!A!breath!B!fermata!c|]",
        f"{SCALE} {_HIGH}",
        drawn={"artic": 6, "breath": 1, "fermata": 1},
    ),
    "bowing and fingering": _signs(
        "4.14",
        "!upbow!C!downbow!D!1!E!2!F|!open!G!thumb!A!snap!B!plus!c|]",
        f"{SCALE} {_HIGH}",
        drawn={"fing": 2},
    ),
    "dynamics": _signs("4.14", "!p!C!mf!D!ff!E!sfz!F|]", drawn={"dynam": 4}),
    "swelling": _signs(
        "4.14",
        "!crescendo(!CD!crescendo)!EF|!<(!GA!<)!Bc|!diminuendo(!C!diminuendo)!D!>(!E!>)!F|]",
        f"{SCALE} {_HIGH} {SCALE}",
        drawn={"hairpin": 4},
    ),
    "long trill": _signs("4.14", "!trill(!CD!trill)!EF|]", drawn={"trill": 1}),
    "da capo": _signs(
        "4.14",
        "CDEF|GAB!D.C.!c|]",
        f"{SCALE} {_HIGH} {SCALE} {_HIGH}",
        words=("D.C.",),
        by_abc2midi=_NO_JUMPS,
    ),
    "da capo al fine": _signs(
        "4.14",
        "CDE!fine!F|GAB!D.C.alfine!c|]",
        f"{SCALE} {_HIGH} {SCALE}",
        words=("Fine", "D.C. al Fine"),
        by_abc2midi=_NO_JUMPS,
    ),
    "dal segno": _signs(
        "4.14",
        "CDEF|!segno!GABc|c2!fine!B2|CDE!D.S.alfine!F|]",
        f"{SCALE} {_HIGH} C5:2 B4:2 {SCALE} {_HIGH} C5:2 B4:2",
        words=("D.S. al Fine", "Fine"),
        by_abc2midi=_NO_JUMPS,
    ),
    "coda": _signs(
        "4.14",
        "CDE!dacoda!F|GAB!D.C.alcoda!c|!coda!C4|]",
        f"{SCALE} {_HIGH} {SCALE} C4:4",
        words=("To Coda", "D.C. al Coda"),
        by_abc2midi=_NO_JUMPS,
    ),
    "repeats after a jump": _signs(
        "4.14",
        "|:CDEF|1G4:|2A4!fine!||c4:|!dacapo!",
        f"{SCALE} G4:4 {SCALE} A4:4 C5:4 C5:4 {SCALE} A4:4",
        words=("Fine", "Da capo"),
        by_abc2midi=_NO_JUMPS,
        by_music21="music21 plays the first ending twice where a jump follows",
    ),
    "jump in words": _signs(
        "4.14",
        'CDEF"Fine"|GABc"^D.C. al Fine"|]',
        f"{SCALE} {_HIGH} {SCALE}",
        words=("Fine", "D.C. al Fine"),
        by_abc2midi=_NO_JUMPS,
    ),
    "jump that leads nowhere": _signs(
        "4.14",
        "CDEF|GAB!D.S.!c|]",
        f"{SCALE} {_HIGH}",
        words=("D.S.",),
        said=("D.S. is not followed, the tune is played straight through",),
        by_music21="music21 does not play it at all",
    ),
    "phrase marks": _signs(
        "4.14",
        "C!shortphrase!D!mediumphrase!E!longphrase!F|]",
        said=("!shortphrase! is not drawn", "!mediumphrase! is not drawn", "!longphrase! is not drawn"),
    ),
    "sign before a bar line": _signs(
        "4.14", 'CDEF"^Fine"!fermata!|G4|]', f"{SCALE} G4:4", drawn={"fermata": 1}, words=("Fine",)
    ),
    "unknown sign": _signs("4.14", "C!wobble!DEF|]", said=("The sign !wobble! is not known",)),
    "symbol line": _signs(
        "4.15",
        'CDEF|]\ns:!trill! "G7" * "^slowly"',
        chords=("C", "G7"),
        drawn={"trill": 1},
        words=("slowly",),
    ),
    "letter with a new meaning": Construct(
        section="4.16",
        abc="X:1\nT:t\nM:4/4\nL:1/4\nU:W=!trill!\nU:u=!nil!\nK:C\nWCuDEF|]",
        drawn={"trill": 1, "artic": 0},
        by_abc2midi="4.14 leaves open how a trill is played; abc2midi plays it note by note",
    ),
    "letter without a meaning": _signs("4.16", "CWDEF|]", said=("The letter W is no note",)),
    "chord symbols": _signs(
        "4.18", '"C"C"G7/B"D"Am"E"F#m7b5"F|]', chords=("C", "G7/B", "Am", "F#ø7"), drawn={"harm": 4}
    ),
    "text that is no chord symbol": _signs(
        "4.18", '"last time"CDEF|]', words=("last time",), said=("is no chord symbol; no chord is played",)
    ),
    "annotations": _signs(
        "4.19",
        '"^above"C"_below"D"<left"E">right"F|"@free"G4|]',
        f"{SCALE} G4:4",
        words=("above", "below", "left", "right", "free"),
    ),
    "order of signs at a note": _signs(
        "4.20",
        '{c}"Am"!trill!^C2-C2|"G"(D4|E4)|]',
        "C#4:4 D4:4 E4:4",
        chords=("Am", "G"),
        drawn={"trill": 1, "tie": 1, "slur": 1},
    ),
}

LYRICS = {
    "lyrics": _signs(
        "5.1",
        "CDEF|GABc|]\nw:Sweet-est songs are | won~the day _ *",
        f"{SCALE} {_HIGH}",
        lyrics=("Sweetest songs are won the day",),
        words=("Sweet",),
    ),
    "held syllables": _signs(
        "5.1", "CDEF|GABc|]\nw:time__ is hap--py so", f"{SCALE} {_HIGH}", lyrics=("time is happy so",)
    ),
    "printed hyphen": _signs("5.1", "CDEF|]\nw:semi\\-tone is it", lyrics=("semi-tone is it",)),
    "lyrics by the bar": _signs("5.1", "CDEF|GABc|]\nw:one | two", f"{SCALE} {_HIGH}", lyrics=("one two",)),
    "verses": _signs(
        "5.2",
        "CDEF|]\nw:one two three four\nw:five six seven eight",
        lyrics=("one two three four", "five six seven eight"),
    ),
    "numbered verses": _signs("5.3", "CDEF|]\nw:1.~one two three four", lyrics=("1. one two three four",)),
    "lyrics continued": _signs("5.1", "CDEF|]\nw:one two\n+:three four", lyrics=("one two three four",)),
    "too many syllables": _signs("5.1", "CDEF|]\nw:a b c d e", lyrics=("a b c d",), said=("more syllables",)),
    "words below the tune": _signs("5", "CDEF|]\nW:1. The first line", words=("1. The first line",)),
}

TEXT = {
    "line breaks": _signs("6.1.1", "CDEF|\nGABc|]", f"{SCALE} {_HIGH}"),
    "line breaks with a dollar sign": Construct(
        section="6.1.1",
        abc="X:1\nT:t\nM:4/4\nL:1/4\nI:linebreak $\nK:C\nCDEF|$GABc|]",
        notes=f"{SCALE} {_HIGH}",
    ),
    "extra space": _signs("6.1.2", "CyDy2EF|]"),
    "accents": Construct(
        section="8.2",
        abc="X:1\nT:\\AA Caf\\'e\nC:Sean \\'O Riada &eacute; \\u00fc\nM:4/4\nL:1/4\nK:C\nCDEF|]",
        words=("Å Café", "Sean Ó Riada é ü"),
    ),
    "other scripts": Construct(
        section="8.2",
        abc="X:1\nT:茉莉花 Калинка Μήλο\nM:4/4\nL:1/4\nK:C\nCDEF|]",
        words=("茉莉花 Калинка Μήλο",),
    ),
    "typographic signs": _signs(
        "8.1",
        "“Am”C\u00a0DEF|]",
        chords=("Am",),
        by_abc2midi="8.1 has plain signs only; Lilt also reads what programs for letters make of them",
    ),
}
