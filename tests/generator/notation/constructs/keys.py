"""Keys, clefs and changes within the tune: sections 3.1.14, 3.2 and 4.6 of ABC 2.1."""

from __future__ import annotations

from tests.generator.notation.constructs.construct import HEAD, SCALE, Construct

_BODY = "CDEF|]"


def _key(field: str, section: str = "3.1.14", body: str = "ABcd|]", **more: object) -> Construct:
    return Construct(section=section, abc=f"X:1\nT:t\nM:4/4\nL:1/4\nK:{field}\n{body}", **more)  # type: ignore[arg-type]


KEYS = {
    "key": _key("Ador", body="AFce|]", notes="A4 F#4 C5 E5", keys=((0, 1),), drawn={"keyAccid": 1}),
    "key that keeps its mode in capitals": _key("DMIX", notes="A4 B4 C5 D5", keys=((0, 1),)),
    "pipes": _key("HP", notes="A4 B4 C#5 D5", keys=((0, 2),), drawn={"keyAccid": 2}),
    "pipes, signature shown": _key("Hp", notes="A4 B4 C#5 D5", keys=((0, 2),), drawn={"keyAccid": 2}),
    "no key": _key("none", notes="A4 B4 C5 D5", drawn={"keyAccid": 0}),
    "key with a sharp of its own": _key(
        "Dphr ^f",
        body="DCB,C|EFGA|]",
        notes="D4 C4 Bb3 C4 Eb4 F#4 G4 A4",
        keys=((0, -2),),
        signature=("B-", "E-", "F#"),
        drawn={"keyAccid": 3},
    ),
    "key with a natural of its own": _key(
        "Amix =g",
        body="ABcd|efga|]",
        notes="A4 B4 C#5 D5 E5 F#5 G5 A5",
        keys=((0, 2),),
        drawn={"keyAccid": 2},
    ),
    "minor key with a leading note": _key(
        "Dm^c",
        notes="A4 Bb4 C#5 D5",
        keys=((0, -1),),
        signature=("B-", "C#"),
        by_abc2midi="3.1.14: it wants a space between the mode and ^c, and reads no mode without it",
    ),
    "accidentals alone": _key(
        "D exp _b _e ^f",
        body="DEFB|]",
        notes="D4 Eb4 F#4 Bb4",
        keys=((0, -2),),
        signature=("B-", "E-", "F#"),
        drawn={"keyAccid": 3},
    ),
    "clef": _key("C clef=bass", "4.6", "C,D,E,F,|]", notes="C3 D3 E3 F3", drawn={"clef": 1}),
    "other clefs": _key("C clef=alto", "4.6", "CDEF|]", notes=SCALE, drawn={"clef": 1}),
    "middle": _key("C middle=d", "4.6", "CDEF|]", notes=SCALE),
    "octave clef": _key("C clef=treble-8", "4.6", _BODY, notes="C3 D3 E3 F3", words=()),
    "octave": _key("C octave=-1", "4.6", _BODY, notes="C3 D3 E3 F3"),
    "clef that is not drawn": _key(
        "C clef=none staffscale=0.85", "4.6", _BODY, notes=SCALE, said=("The clef none is not drawn",)
    ),
    "transposition by octaves": _key("C transpose=12", "4.6", _BODY, notes="C5 D5 E5 F5"),
    "other transposition": _key(
        "C transpose=2",
        "4.6",
        _BODY,
        said=("transpose=2 is not followed",),
        by_abc2midi="4.6: it transposes; Lilt plays what is written, and says so",
    ),
}

CHANGES = {
    "key change": Construct(
        section="3.2",
        abc="X:1\nT:t\nM:4/4\nL:1/4\nK:G\n|:FGAB:|\nK:D\n|:cdef:|",
        notes="F#4 G4 A4 B4 F#4 G4 A4 B4 C#5 D5 E5 F#5 C#5 D5 E5 F#5",
        keys=((0, 1), (8, 2)),
        drawn={"keyAccid": 3},
    ),
    "key change in a line": Construct(
        section="3.2",
        abc=f"{HEAD}CDEF|GF[K:D]GF|]",
        notes=f"{SCALE} G4 F4 G4 F#4",
        keys=((0, 0), (6, 2)),
        drawn={"keyAccid": 2},
    ),
    "meter change": Construct(
        section="3.2",
        abc="X:1\nT:t\nM:3/4\nL:1/4\nK:C\nCDE|[M:2/4]Bc|]",
        notes="C4 D4 E4 B4 C5",
        meters=((0, "3/4"), (3, "2/4")),
        drawn={"meterSig": 2},
    ),
    "unit note length changed": Construct(
        section="3.2",
        abc=f"{HEAD}CDEF|[L:1/8]CDEFGABc|]",
        notes=f"{SCALE} C4:1/2 D4:1/2 E4:1/2 F4:1/2 G4:1/2 A4:1/2 B4:1/2 C5:1/2",
    ),
    "tempo change": Construct(
        section="3.2",
        abc="X:1\nT:t\nM:4/4\nL:1/4\nQ:1/4=90\nK:C\nCDEF|[Q:1/4=120]GABc|]",
        notes=f"{SCALE} G4 A4 B4 C5",
        tempi=((0, 90), (4, 120)),
        drawn={"tempo": 2},
        words=("= 90", "= 120"),
    ),
    "tempo change in words": Construct(
        section="3.2",
        abc=f'{HEAD}CDEF|[Q:"slower" 1/4=60]GABc|]',
        notes=f"{SCALE} G4 A4 B4 C5",
        tempi=None,
        words=("slower", "= 60"),
    ),
    "clef change": Construct(
        section="3.2",
        abc=f"{HEAD}CDEF|[K:bass]C,D,E,F,|]",
        notes=f"{SCALE} C3 D3 E3 F3",
        drawn={"clef": 1},
        said=("The clef changes within the tune",),
    ),
    "name of a part": Construct(
        section="3.2",
        abc=f"{HEAD}[P:A]CDEF|\nP:Trio\nGABc|]",
        notes=f"{SCALE} G4 A4 B4 C5",
        drawn={"reh": 2},
        words=("A", "Trio"),
    ),
    "field continued": Construct(
        section="3.3", abc="X:1\nT:t\nC:Anon\n+:of Kerry\nM:4/4\nL:1/4\nK:C\nCDEF|]", words=("Anon of Kerry",)
    ),
}
