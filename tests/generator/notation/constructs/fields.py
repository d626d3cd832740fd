"""Files and fields: sections 2, 3, 10 and 11 of ABC 2.1."""

from __future__ import annotations

from tests.generator.notation.constructs.construct import HEAD, SCALE, Construct

_BODY = "CDEF|]"
_TUNE = HEAD + _BODY
_JIG = "D4:1/2 F#4:1/2 A4:1/2 A4:1/2 F#4:1/2 D4:1/2"


def _head(fields: str, **more: object) -> Construct:
    """`fields` below the title of a tune in 4/4."""
    return Construct(abc=f"X:1\nT:t\n{fields}\nM:4/4\nL:1/4\nK:C\n{_BODY}", **more)  # type: ignore[arg-type]


FILES = {
    "file identification": Construct(section="2.1", abc=f"%abc-2.1\n{_TUNE}"),
    "file header": Construct(
        section="2.2.2",
        abc="M:3/4\nL:1/4\n\nX:1\nT:t\nK:D\nDEF|]",
        notes="D4 E4 F#4",
        meters=((0, "3/4"),),
        keys=((0, 2),),
    ),
    "free text": Construct(section="2.2.3", abc=f"These are my tunes.\n\n{_TUNE}"),
    "text between the notes": Construct(
        section="2.2.3",
        abc=f"{HEAD}%%begintext\nPart 1: see [p. 4]\n%%endtext\n{_BODY}",
        said=("%%begintext",),
    ),
    "empty line": Construct(section="2.2.4", abc=f"{_TUNE}\n\nGABc|]"),
    "comment": Construct(section="2.2.5", abc=f"{HEAD}CD % not [G] music\nEF|]"),
    "remark": Construct(section="2.2.5", abc=f"{HEAD}CD[r:a remark]EF|]\nr:another"),
    "continued line": Construct(section="2.2.6", abc=f"{HEAD}CD\\\nEF|]"),
    "several tunes": Construct(section="2.2.1", abc=f"{_TUNE}\n\nX:2\nT:u\nK:C\nGABc|]"),
}

HEADS = {
    "no reference number": Construct(
        section="3.1.1",
        abc="T:t\nM:4/4\nL:1/4\nK:C\nCDEF|]",
        by_abc2midi="3.1.1 wants X:; without it abc2midi plays nothing",
    ),
    "titles": _head("T:The Other Name\nT:The Third", section="3.1.2", words=("The Other Name; The Third",)),
    "composer and origin": _head(
        "C:Turlough O'Carolan\nO:Ireland", section="3.1.3, 3.1.4", words=("Turlough O'Carolan (Ireland)",)
    ),
    "meter": Construct(
        section="3.1.6",
        abc="X:1\nT:t\nM:6/8\nL:1/8\nK:D\nDFA AFD|]",
        notes=_JIG,
        meters=((0, "6/8"),),
        keys=((0, 2),),
        drawn={"meterSig": 1, "keyAccid": 2},
    ),
    "common and cut time": Construct(
        section="3.1.6",
        abc="X:1\nT:t\nM:C|\nL:1/4\nK:C\nCDEF|[M:C]CDEF|]",
        notes=f"{SCALE} {SCALE}",
        meters=((0, "2/2"), (4, "4/4")),
    ),
    "no meter": Construct(
        section="3.1.6",
        abc="X:1\nT:t\nM:none\nL:1/4\nK:C\nCDE FGAB c2|]",
        notes="C4 D4 E4 F4 G4 A4 B4 C5:2",
        meters=((0, "9/4"),),
        printed_meters=(),
        drawn={"meterSig": 0},
    ),
    "meter left out": Construct(
        section="3.1.6",
        abc="X:1\nT:t\nL:1/4\nK:C\nCDE|F2|]",
        notes="C4 D4 E4 F4:2",
        meters=((0, "3/4"), (3, "2/4")),
        printed_meters=(),
        drawn={"meterSig": 0},
    ),
    "meter of groups": Construct(
        section="3.1.6",
        abc="X:1\nT:t\nM:(2+2+3)/8\nL:1/8\nK:C\nCDEFGAB|]",
        notes="C4:1/2 D4:1/2 E4:1/2 F4:1/2 G4:1/2 A4:1/2 B4:1/2",
        meters=((0, "7/8"),),
        printed_meters=("2/8+2/8+3/8",),
        drawn={"beam": 3},
    ),
    "other meters": Construct(
        section="3.1.6",
        abc="X:1\nT:t\nM:5/4\nL:1/4\nK:C\nCDEFG|[M:10/8]CDEFG|]",
        notes="C4 D4 E4 F4 G4 C4 D4 E4 F4 G4",
        meters=((0, "5/4"), (5, "10/8")),
    ),
    "unit note length": Construct(
        section="3.1.7",
        abc="X:1\nT:t\nM:2/4\nL:1/16\nK:C\nC4DEFG|]",
        notes="C4 D4:1/4 E4:1/4 F4:1/4 G4:1/4",
        meters=((0, "2/4"),),
    ),
    "unit note length left out": Construct(
        section="3.1.7",
        abc="X:1\nT:t\nM:2/4\nK:C\nC4D4|[M:3/4]C4D4E4|]",
        notes="C4 D4 C4 D4 E4",
        meters=((0, "2/4"), (2, "3/4")),
    ),
    "tempo": Construct(
        section="3.1.8",
        abc=f"X:1\nT:t\nM:4/4\nL:1/4\nQ:1/2=60\nK:C\n{_BODY}",
        tempi=((0, 120),),
        drawn={"tempo": 1},
        words=("= 60",),
    ),
    "tempo of several beats": Construct(
        section="3.1.8",
        abc="X:1\nT:t\nM:5/8\nL:1/8\nQ:3/8 2/8=40\nK:C\nCDEFG|]",
        notes="C4:1/2 D4:1/2 E4:1/2 F4:1/2 G4:1/2",
        meters=((0, "5/8"),),
        tempi=((0, 100),),
        words=("= 100",),
    ),
    "tempo in words and numbers": Construct(
        section="3.1.8",
        abc=f'X:1\nT:t\nM:4/4\nL:1/4\nQ:"Merrily" 1/4=132\nK:C\n{_BODY}',
        tempi=((0, 132),),
        words=("Merrily", "= 132"),
    ),
    "tempo in words": Construct(
        section="3.1.8",
        abc=f'X:1\nT:t\nM:4/4\nL:1/4\nQ:"Allegro"\nK:C\n{_BODY}',
        tempi=((0, 126),),
        words=("Allegro",),
    ),
    "order of parts": Construct(
        section="3.1.9",
        abc="X:1\nT:t\nM:2/4\nL:1/8\nP:ABBA\nK:F\nP:A\nFGAc|f4:|\nP:B\nc2A2|G4|]",
        notes=" ".join(
            ["F4:1/2 G4:1/2 A4:1/2 C5:1/2 F5:2"] * 2
            + ["C5 A4 G4:2"] * 2
            + ["F4:1/2 G4:1/2 A4:1/2 C5:1/2 F5:2"] * 2
        ),
        meters=((0, "2/4"),),
        keys=((0, -1),),
        drawn={"reh": 2},
        words=("Play: A B B A",),
        by_music21="MusicXML has no orders of parts",
    ),
    "order with numbers and brackets": Construct(
        section="3.1.9",
        abc="X:1\nT:t\nM:2/4\nL:1/4\nP:(AB)2.A3\nK:C\nP:A\nCD|\nP:B\nEF|]",
        notes="C4 D4 E4 F4 C4 D4 E4 F4 C4 D4 C4 D4 C4 D4",
        meters=((0, "2/4"),),
        words=("Play: A B A B A A A",),
        by_music21="MusicXML has no orders of parts",
    ),
    "order that is prose": Construct(
        section="3.1.9",
        abc="X:1\nT:t\nM:2/4\nL:1/4\nP:best on melodeon\nK:C\nCD|]",
        notes="C4 D4",
        meters=((0, "2/4"),),
        said=("P:best on melodeon is no order of parts",),
    ),
    "order without its parts": _head("P:AABB", section="3.1.9", said=("no part is marked P:A",)),
    "transcription, notes, group, history": _head(
        "Z:someone\nN:a note\nG:core\nH:old", section="3.1.10 to 3.1.13"
    ),
    "text fields below the key": Construct(
        section="3.1.10 to 3.1.13", abc=f"{HEAD}Z:someone\nG:core\nC:trad.\n{_BODY}", words=("trad.",)
    ),
    "rhythm": _head("R:reel", section="3.1.15", words=("reel",)),
    "area, book, discography, file, source": _head(
        "A:Kerry\nB:a book\nD:a record\nF:a.abc\nS:a player", section="3.1.5, 3.1.16"
    ),
    "instruction": _head("I:linebreak $\nI:abc-charset utf-8", section="3.1.17"),
}

OUTDATED = {
    "tempo as a number": Construct(
        section="10.1",
        abc=f"X:1\nT:t\nM:4/4\nL:1/4\nQ:120\nK:C\n{_BODY}",
        tempi=((0, 120),),
        words=("= 120",),
    ),
    "tempo in unit note lengths": Construct(
        section="10.1",
        abc="X:1\nT:t\nM:4/4\nL:1/8\nQ:C3=90\nK:C\nC2D2E2F2|]",
        tempi=((0, 135),),
        words=("= 90",),
    ),
    "spacing": _head("E:7", section="10.1"),
    "signs between plus signs": Construct(section="10.2", abc=f"{HEAD}C+trill+DEF|]", drawn={"trill": 1}),
    "chord between plus signs": Construct(
        section="10.2",
        abc=f"{HEAD}+CEG+DEF|]",
        notes="C4+E4+G4 D4 E4 F4",
    ),
    "line break with !": Construct(section="10.2", abc=f"{HEAD}CD!EF|]"),
}

DIRECTIVES = {
    "text for the page": Construct(section="11", abc=f"{HEAD}%%text by hand\n{_BODY}", said=("%%text",)),
    "page layout": Construct(section="11", abc=f"{HEAD}%%staffsep 40\n{_BODY}"),
    "directions for MIDI": Construct(
        section="11.2", abc=f"{HEAD}%%MIDI program 40\n{_BODY}", said=("%%MIDI",)
    ),
    "transposing directive": Construct(
        section="11.4.1", abc=f"{HEAD}%%transpose 2\n{_BODY}", said=("%%transpose",)
    ),
    "reach of accidentals": Construct(
        section="11.3",
        abc=f"{HEAD}%%propagate-accidentals octave\n^FFfF|]",
        notes="F#4 F#4 F5 F#4",
        by_abc2midi="11.3: it does not know %%propagate-accidentals",
    ),
    "macro": Construct(
        section="9",
        abc=f"X:1\nT:t\nm:~D2 = {{E}}D2\nM:4/4\nL:1/4\nK:C\n{_BODY}",
        said=("Macros (m:) are not followed",),
    ),
}
