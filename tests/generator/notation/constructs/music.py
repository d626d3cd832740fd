"""Notes, bars and repeats: sections 4.1 to 4.13, 4.17 and 7 of ABC 2.1."""

from __future__ import annotations

from tests.generator.notation.constructs.construct import HEAD, SCALE, Construct

_TRIPLET = "C4:1/3 D4:1/3 E4:1/3"
_HIGH = "G4 A4 B4 C5"


def _music(section: str, body: str, notes: str = SCALE, **more: object) -> Construct:
    return Construct(section=section, abc=HEAD + body, notes=notes, **more)  # type: ignore[arg-type]


def _eighths(section: str, body: str, notes: str, meter: str = "4/4", **more: object) -> Construct:
    """In eighths; `notes` still in quarters."""
    head = f"X:1\nT:t\nM:{meter}\nL:1/8\nK:C\n"
    return Construct(section=section, abc=head + body, notes=notes, meters=((0, meter),), **more)  # type: ignore[arg-type]


NOTES = {
    "octaves": _music("4.1", "C,Ccc'|]", "C3 C4 C5 C6"),
    "octave signs in a row": _music("4.1", "C,,c,C'c''|]", "C2 C4 C5 C7"),
    "accidentals": _music("4.2", "^C_D=E^^F|__G2=G2|]", "C#4 Db4 E4 F##4 Gbb4:2 G4:2", drawn={"accid": 5}),
    "accidental for the bar": _music("4.2", "^FFfF|F4|]", "F#4 F#4 F#5 F#4 F4:4"),
    "lengths": _music("4.3", "C3/2D/E//F/4G3/|]", "C4:3/2 D4:1/2 E4:1/4 F4:1/4 G4:3/2"),
    "broken rhythm": _music("4.4", "C>DE<F|]", "C4:3/2 D4:1/2 E4:1/2 F4:3/2"),
    "doubly broken rhythm": _music("4.4", "C>>DE<<F|]", "C4:7/4 D4:1/4 E4:1/4 F4:7/4"),
    "broken rhythm, the short note written short": _music(
        "4.4",
        "C>D/E2|]",
        "C4:3/2 D4:1/2 E4:2",
        by_abc2midi="4.4 leaves open what > means between unequal notes; abc2midi does not follow it",
    ),
    "broken rhythm before a tuplet": _music(
        "4.4", "C>(3D/E/F/G2|]", "C4 D4:1/3 E4:1/3 F4:1/3 G4:2", said=("before a tuplet is not followed",)
    ),
    "rests": _music("4.5", "Cz/x/DE|z4|C4|]", "C4 z D4 E4 z:4 C4:4", drawn={"rest": 2, "space": 1}),
    "bars of rest": _music("4.5", "CDEF|Z2|C4|]", f"{SCALE} z:8 C4:4"),
    "hidden bars of rest": _music("4.5", "CDEF|X|C4|]", f"{SCALE} z:4 C4:4", drawn={"space": 1}),
    "beams": _eighths("4.7", "CD EF G`A Bc|]", "C4:1/2 D4:1/2 E4:1/2 F4:1/2 G4:1/2 A4:1/2 B4:1/2 C5:1/2"),
    "tie": _music("4.11", "C2D2-|D2C2|]", "C4:2 D4:4 C4:2", drawn={"tie": 1}),
    "tie after the bar line": _music("4.11", "C2 -C2|D4|-D4|]", "C4:4 D4:8", drawn={"tie": 2}),
    "tie without a note": _music("4.11", "-CDEF|]", SCALE, said=("A tie that has no note before it",)),
    "tie that keeps an accidental": _music("4.11", "C2^F2-|F2F2|]", "C4:2 F#4:4 F4:2", drawn={"tie": 1}),
    "tie to another note": _music("4.11", "C-DEF|]", SCALE, drawn={"tie": 0}),
    "tie of a chord": _music("4.11", "[CE]2-[CE]2|]", "C4+E4:4", drawn={"tie": 2}),
    "tie into a part of a chord": _music("4.11", "[CEG]2-[CG]2|]", "C4+G4:4 @0 E4:2", drawn={"tie": 2}),
    "tie of one note of a chord": _music("4.11", "[C-E]2[CF]2|]", "C4:4 @0 E4:2 F4:2", drawn={"tie": 1}),
    "tie over a repeat": _music(
        "4.11",
        "|:C2D2-:|D4|]",
        "C4:2 D4:2 C4:2 D4:6",
        by_abc2midi="4.11: it ties the first D too, which C follows",
    ),
    "triplet": _music("4.13", "(3C/D/E/FGA|]", f"{_TRIPLET} F4 G4 A4", drawn={"tuplet": 1}),
    "duplet and quadruplet": _eighths(
        "4.13",
        "(2CD EFG|(4CDEF GAB|]",
        "C4:3/4 D4:3/4 E4:1/2 F4:1/2 G4:1/2 C4:3/8 D4:3/8 E4:3/8 F4:3/8 G4:1/2 A4:1/2 B4:1/2",
        "6/8",
        drawn={"tuplet": 2},
    ),
    "quintuplet": _music("4.13", "(5C/D/E/F/G/A2B|]", "C4:1/5 D4:1/5 E4:1/5 F4:1/5 G4:1/5 A4:2 B4"),
    "tuplet in its own time": _music("4.13", "(3:4:3CDE|]", "C4:4/3 D4:4/3 E4:4/3"),
    "tuplet of unequal notes": _music("4.13", "(3:2:2CD/ EFG|]", "C4:2/3 D4:1/3 E4 F4 G4"),
    "tuplet over a bar line": _music("4.13", "CDE(3C/D/|E/FGA|]", "C4 D4 E4 C4:1/3 D4:1/3 E4:1/3 F4 G4 A4"),
    "chord": _music("4.17", "[CEG]2[C2E2]|]", "C4+E4+G4:2 C4+E4:2", drawn={"chord": 2}),
    "chord with its length": _music(
        "4.17",
        "[C2E2]/[CE]F2|]",
        "C4+E4 C4+E4 F4:2",
        by_abc2midi="4.17: [C2E2]/ is as long as [CE]; abc2midi halves C, not C2",
    ),
    "unison": _music("4.17", "[CC]4|]", "C4:4"),
}

BARS = {
    "bar lines": _music("4.8", "CDEF|GABc||CDEF|]", f"{SCALE} {_HIGH} {SCALE}"),
    "dotted and invisible bar lines": _music(
        "4.8", "CDEF.|GABc[|]CDEF|]", f"{SCALE} {_HIGH} {SCALE}", drawn={"artic": 0}
    ),
    "thick bar lines": _music("4.8", "[|CDEF|]GABc|]", f"{SCALE} {_HIGH}"),
    "repeat": _music("4.8", "|:CDEF:|GABc|]", f"{SCALE} {SCALE} {_HIGH}"),
    "repeat without its beginning": _music("4.8", "CDEF:|GABc:|", f"{SCALE} {SCALE} {_HIGH} {_HIGH}"),
    "repeat from a double bar": _music(
        "4.8",
        "CDEF||GABc:|",
        f"{SCALE} {_HIGH} {_HIGH}",
        by_abc2midi="4.8: back to the last double bar; abc2midi goes to the beginning",
    ),
    "double repeat sign": _music("4.8", "|:CDEF::GABc:|", f"{SCALE} {SCALE} {_HIGH} {_HIGH}"),
    "three times": _music(
        "4.8",
        "|::CDEF::|GABc|]",
        f"{SCALE} {SCALE} {SCALE} {_HIGH}",
        words=("3\u00d7",),
        by_abc2midi="4.8: |:: asks for three times; abc2midi plays twice",
    ),
    "double bar inside a repeat": _music("4.8", "|:CDEF||GABc:|", f"{SCALE} {_HIGH} {SCALE} {_HIGH}"),
    "repeat that is never closed": _music(
        "4.8", "|:CDEF|GABc|]", f"{SCALE} {_HIGH}", said=("is never closed; it is played once",)
    ),
    "repeat closed by the next": _music("4.8", "|:CDEF|:GABc:|", f"{SCALE} {SCALE} {_HIGH} {_HIGH}"),
    "bar that does not add up": _music(
        "4.8",
        "CDEFG|AB|cdef|GABc|]",
        "C4 D4 E4 F4 G4 A4 B4 C5 D5 E5 F5 G4 A4 B4 C5",
        meters=((0, "5/4"), (5, "2/4"), (7, "4/4")),
        printed_meters=("4/4",),
        said=("Bar 1 (10/8) is longer than the meter, bar 2 (4/8) is shorter;",),
    ),
    "pickup": _music(
        "4.8",
        "G|CDEF|GAB|]",
        f"G4 {SCALE} G4 A4 B4",
        meters=((0, "1/4"), (1, "4/4"), (5, "3/4")),
        printed_meters=("4/4",),
    ),
    "first and second ending": _music(
        "4.9", "|:CDEF|1GABc:|2cBAG|]", f"{SCALE} {_HIGH} {SCALE} C5 B4 A4 G4", drawn={"ending": 2}
    ),
    "endings with brackets": _music(
        "4.9", "|:CDEF|[1 GABc:|[2 cBAG|]", f"{SCALE} {_HIGH} {SCALE} C5 B4 A4 G4", drawn={"ending": 2}
    ),
    "endings with dots and blanks": _music(
        "4.10", "|:CDEF|1. G4:|2. A4|]", f"{SCALE} G4:4 {SCALE} A4:4", drawn={"ending": 2, "artic": 0}
    ),
    "repeat sign before a first ending": _music(
        "4.9",
        "|:CDEF:|1 G4:|2 A4|]",
        f"{SCALE} G4:4 {SCALE} A4:4",
        said=("is read as a simple bar line; the endings repeat the part",),
        by_abc2midi="4.9 has no :| before the first ending; abc2midi plays what is before it once more",
    ),
    "first ending without a repeat sign": _music(
        "4.9",
        "|:CDEF|1 GABc|2 cBAG|]",
        f"{SCALE} {_HIGH} {SCALE} C5 B4 A4 G4",
        drawn={"ending": 2},
        by_abc2midi="4.9 has a :| there; without it abc2midi ends after the first ending",
    ),
    "ending that runs into the next part": _music(
        "4.10", "|:CDEF|1GABc:|2cBAG||F4|]", f"{SCALE} {_HIGH} {SCALE} C5 B4 A4 G4 F4:4", drawn={"ending": 2}
    ),
    "three endings": _music(
        "4.10", "|:CDEF|1G4:|2A4:|3B4|]", f"{SCALE} G4:4 {SCALE} A4:4 {SCALE} B4:4", drawn={"ending": 3}
    ),
    "endings for several times": _music(
        "4.10",
        "|:CDEF|[1,3 G4:|[2,4 A4:|",
        " ".join([f"{SCALE} G4:4 {SCALE} A4:4"] * 2),
        drawn={"ending": 2},
        by_music21="music21 plays each ending once only",
    ),
    "endings from one to another": _music(
        "4.10", "|:CDEF|[1-2 G4:|[3 A4|]", f"{SCALE} G4:4 {SCALE} G4:4 {SCALE} A4:4", drawn={"ending": 2}
    ),
    "endings in an order of parts": Construct(
        section="4.10",
        abc="X:1\nT:t\nM:2/4\nL:1/4\nP:A2B\nK:C\nP:A\nCD|[1EF|[2GA||\nP:B\nc2|]",
        notes="C4 D4 E4 F4 C4 D4 G4 A4 C5:2",
        meters=((0, "2/4"),),
        drawn={"ending": 2},
        by_abc2midi="4.10: the second A has the second ending; abc2midi plays the first one twice",
    ),
}

VOICES = {
    "declared voice without notes": Construct(
        section="7", abc="X:1\nT:t\nM:4/4\nL:1/4\nV:1\nV:2 clef=bass\nK:C\nV:1\nCDEF|]"
    ),
    "several voices": Construct(
        section="7",
        abc=f"{HEAD}V:1\nCDEF|\nV:2\nGABc|\nV:1\nFEDC|]\nV:2\ncBAG|]",
        notes=f"{SCALE} F4 E4 D4 C4",
        said=("more than one voice",),
    ),
    "voice in a line": Construct(
        section="7.3", abc=f"{HEAD}[V:1]CDEF|]\n[V:2]GABc|]", said=("more than one voice",)
    ),
    "properties of a voice": Construct(
        section="7.1",
        abc='X:1\nT:t\nM:4/4\nL:1/4\nV:1 name="Tenor" clef=treble-8\nK:C\nV:1\nCDEF|]',
        notes="C3 D3 E3 F3",
        by_abc2midi="4.6: treble-8 is an octave lower in V: too; abc2midi follows it in K: only",
    ),
    "line broken in a voice": Construct(
        section="7.2", abc=f"{HEAD}V:1\nCDEF|\\\nGABc|]", notes=f"{SCALE} {_HIGH}"
    ),
    "overlay of several bars": _music(
        "7.4",
        "CDEF|GABc && A4|B4|C4|]",
        f"{SCALE} {_HIGH} C4:4",
        said=("& lays a second voice",),
        by_abc2midi="7.4: && lays a voice over two bars; abc2midi knows one",
    ),
    "overlay between brackets": _music(
        "7.4",
        "(&CDEF|GABc & A4|B4 & G,4|G,4&)|C4|]",
        f"{SCALE} {_HIGH} C4:4",
        said=("(& lays a second voice",),
    ),
    "overlay bracket without its beginning": _music(
        "7.4", "CDEF&)|C4|]", f"{SCALE} C4:4", said=("&) ends no (&",)
    ),
    "overlay": _music("7.4", "CDEF & G2A2|GABc|]", f"{SCALE} {_HIGH}", said=("& lays a second voice",)),
}
