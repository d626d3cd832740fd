"""MusicXML: Lilt's own comes back as the same melody; others too, and hostile files are refused."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given

from generator.errors import BadRequest, NotationError
from generator.importing.files import Imported, read_file
from generator.importing.xml.musicxml import read_musicxml
from generator.notation.form import FormError, sections
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.writing.writer import write_abc
from tests.generator.importing.music_files import (
    ATTRIBUTES,
    imported,
    measure,
    melody_of,
    note,
    score,
    score_of,
    sounds,
    zipped,
)
from tests.generator.notation.corpus import real_tunes
from tests.generator.notation.strategies import examples, melodies

TUNE = (
    "X:1\nT:Two Parts\nM:6/8\nL:1/8\nK:D\nA|:dfa (3agf e|dAF E2A|1 d3 d2A:|2 d3 d3||\n|:e|fed AFA|d3 D2:|\n"
)


def form(melody: Melody) -> list[object]:
    return [
        (part.times, [one.passes for one in part.endings], [bar.duration for bar in part.written])
        for part in sections(melody)
    ]


@pytest.mark.parametrize("abc", [TUNE, *real_tunes(200)])
def test_a_tune_comes_back_from_its_score(abc: str) -> None:
    try:
        melody = read_abc(abc)
        expected = form(melody)
    except (NotationError, FormError):
        pytest.skip("is not read, or has no form")
    if re.search(r'"[^"]*D\.[CS]\.', abc):
        pytest.skip("a jump, which is a word in ABC, is followed in MusicXML")
    found = imported(score_of(abc), "a.musicxml")
    assert sounds(found) == sounds(melody)
    assert form(found) == expected
    assert (found.key.signature, found.meter, found.title) == (
        melody.key.signature,
        melody.meter,
        melody.title,
    )


@examples(8)
@given(melodies().map(lambda melody: write_abc(melody, title="t")))
def test_any_tune_comes_back_from_its_score(abc: str) -> None:
    assert sounds(imported(score_of(abc), "a.xml")) == sounds(read_abc(abc))


def test_chord_symbols_words_signs_and_grace_notes_are_read() -> None:
    harmony = (
        "<harmony><root><root-step>B</root-step><root-alter>-1</root-alter></root><kind>minor</kind>"
        "<bass><bass-step>D</bass-step></bass></harmony>"
    )
    grace = note("A4", 1, "<type>eighth</type>", '<grace slash="yes"/>').replace("<duration>1</duration>", "")
    words = (
        '<lyric number="1"><syllabic>begin</syllabic><text>Kit</text></lyric>'
        '<lyric number="2"><syllabic>single</syllabic><text>Jack</text></lyric>'
    )
    bow = "<notations><slur type='start' number='1'/><technical><up-bow/></technical></notations>"
    last = "<notations><slur type='stop' number='1'/></notations>"
    melody, _ = read_musicxml(
        score(measure(1, ATTRIBUTES + harmony + grace + note("G4", 2, bow + words) + note("B4", 2, last))),
        packed=False,
    )
    (bar,) = melody.bars
    first, second = bar.notes
    assert bar.chords == ((Fraction(0), "Bbm/D"),)
    assert first.signs.grace is not None
    assert first.signs.grace.slashed
    assert first.signs.syllables == ("Kit-", "Jack")
    assert (first.signs.decorations, first.signs.slurs_begin, second.signs.slurs_end) == (("upbow",), 1, 1)


@pytest.mark.parametrize(
    ("kind", "sign", "names"),
    [
        ("articulations", "staccato", ("staccato",)),
        ("articulations", "staccatissimo", ("wedge",)),
        ("articulations", "spiccato", ("wedge",)),
        ("articulations", "strong-accent", ("marcato",)),
        ("articulations", "accent", ("accent",)),
        ("articulations", "detached-legato", ("tenuto", "staccato")),
        ("articulations", "tenuto", ("tenuto",)),
        ("articulations", "breath-mark", ("breath",)),
        ("technical", "down-bow", ("downbow",)),
        ("technical", "open-string", ("open",)),
        ("technical", "thumb-position", ("thumb",)),
        ("technical", "snap-pizzicato", ("snap",)),
        ("technical", "stopped", ("plus",)),
        ("ornaments", "trill-mark", ("trill",)),
        ("ornaments", "mordent", ("lowermordent",)),
        ("ornaments", "inverted-mordent", ("uppermordent",)),
        ("ornaments", "turn", ("turn",)),
        ("ornaments", "inverted-turn", ("invertedturn",)),
        ("ornaments", "schleifer", ("slide",)),
    ],
)
def test_signs_at_notes_are_kept(kind: str, sign: str, names: tuple[str, ...]) -> None:
    signs = f"<notations><{kind}><{sign}/></{kind}></notations>"
    read = read_file("a.xml", score(measure(1, ATTRIBUTES + note("G4", 4, signs))))
    assert melody_of(read).bars[0].notes[0].signs.decorations == names
    assert read.notices == ()


def test_fingers_fermatas_and_arpeggios_are_kept() -> None:
    signs = (
        "<notations><technical><fingering>3</fingering></technical><fermata type='inverted'/>"
        "<arpeggiate/></notations>"
    )
    found = imported(score(measure(1, ATTRIBUTES + note("G4", 4, signs))), "a.xml")
    assert set(found.bars[0].notes[0].signs.decorations) == {"3", "invertedfermata", "arpeggio"}


def test_signs_that_abc_does_not_have_are_counted() -> None:
    signs = (
        "<notations><articulations><doit/><staccato/></articulations><technical><double-tongue/>"
        "<fingering>9</fingering></technical></notations>"
    )
    fermata = "<note><rest/><duration>2</duration><notations><fermata/></notations></note>"
    read = read_file("a.xml", score(measure(1, ATTRIBUTES + note("G4", 2, signs) + fermata)))
    assert len(read.notices) == 1
    assert read.notices[0].startswith("4 signs at notes are left out: ")
    assert all(name in read.notices[0] for name in ("doit", "double tongue", "fingering", "fermata"))


def test_the_key_the_meter_and_the_tempo_may_change() -> None:
    change = (
        "<attributes><key><fifths>-1</fifths><mode>dorian</mode></key>"
        "<time><beats>3</beats><beat-type>8</beat-type></time></attributes>"
        "<direction><direction-type><metronome><beat-unit>quarter</beat-unit><beat-unit-dot/>"
        "<per-minute>60</per-minute></metronome></direction-type></direction>"
    )
    notes = note("G4") + note("B4")
    melody, _ = read_musicxml(
        score(measure(1, ATTRIBUTES + notes) + measure(2, change + note("G4", 3))), packed=False
    )
    (changed,) = melody.bars[1].changes
    assert melody.meter.name == "2/4"
    assert changed.meter
    assert changed.key
    assert (changed.meter.name, changed.key.name, changed.tempo) == ("3/8", "G Dorian", (Fraction(3, 8), 60))


def test_repeats_and_endings_are_read() -> None:
    forward = '<barline location="left"><repeat direction="forward"/></barline>'
    one = '<barline location="left"><ending number="1" type="start"/></barline>'
    back = (
        '<barline location="right"><ending number="1" type="stop"/><repeat direction="backward"/></barline>'
    )
    two = '<barline location="left"><ending number="2" type="start"/></barline>'
    end = '<barline location="right"><ending number="2" type="stop"/></barline>'
    bar = note("G4") + note("A4")
    content = score(
        measure(1, ATTRIBUTES + forward + bar)
        + measure(2, one + note("B4", 4) + back)
        + measure(3, two + note("D5", 4) + end)
    )
    read = read_file("a.musicxml", content)
    assert read.notices == ()
    assert [pitch for _, pitch in sounds(melody_of(read))] == [67, 69, 71, 67, 69, 74]
    assert form(melody_of(read))[0][:2] == (2, [(1,), (2,)])  # type: ignore[index]


def test_a_first_ending_alone_goes_back() -> None:
    forward = '<barline location="left"><repeat direction="forward"/></barline>'
    ending = '<barline location="left"><ending number="1" type="start"/></barline>'
    bar = note("G4") + note("A4")
    content = score(measure(1, ATTRIBUTES + forward + bar) + measure(2, ending + bar))
    read = read_file("a.musicxml", content)
    assert [pitch for _, pitch in sounds(melody_of(read))] == [67, 69] * 3


def test_one_part_and_voice_and_the_top_of_chords_are_kept_and_the_rest_is_named() -> None:
    chord = note("B4", 4) + note("D5", 4, before="<chord/>")
    guitar = "".join(measure(number, ATTRIBUTES + note("G3", 4)) for number in (1, 2))
    back = "<backup><duration>4</duration></backup>"
    second = measure(2, note("G4") + note("A4") + back + note("D4", 4, "<voice>2</voice>"))
    content = score(measure(1, ATTRIBUTES + chord) + second, parts=f'<part id="P2">{guitar}</part>')
    read = read_file("a.musicxml", content)
    assert [pitch for _, pitch in sounds(melody_of(read))] == [74, 67, 69]
    assert read.notices == (
        "The melody is “Fiddle”; 1 other part is left out.",
        "Only one of the voices of this part is kept.",
        "Only the top notes of its chords are kept.",
    )


BACK = "<backup><duration>4</duration></backup>"


def pitches(read: Imported) -> list[int]:
    return [pitch for _, pitch in sounds(melody_of(read))]


def test_the_only_voice_of_a_bar_is_the_melody_there_and_that_is_said() -> None:
    two = note("B4", 2, "<voice>2</voice>") * 2 + BACK + note("G4", 4, "<voice>1</voice>")
    low_and_high = note("D4", 4, "<voice>3</voice>") + BACK + note("D5", 4, "<voice>4</voice>")
    content = score(measure(1, ATTRIBUTES + two) + measure(2, note("A4", 4)) + measure(3, low_and_high))
    read = read_file("a.musicxml", content)
    assert pitches(read) == [71, 71, 69, 74]
    assert "2 bars have nothing in the voice of the melody; another voice is taken there." in read.notices


def test_where_the_melody_rests_no_other_voice_is_taken() -> None:
    rest = "<note><rest/><duration>4</duration><voice>1</voice></note>"
    left = note("D4", 4, "<voice>5</voice><staff>2</staff>")
    first = note("G4") + note("A4")
    both_left = left.replace("duration>4", "duration>2")
    content = score(
        measure(1, ATTRIBUTES + first)
        + measure(2, rest + BACK + left)
        + measure(3, both_left + both_left.replace("D", "E"))
        + measure(4, note("B4", 4))
    )
    assert pitches(read_file("a.musicxml", content)) == [67, 69, 62, 64, 71]


SIMILE = (
    "<attributes><measure-style><measure-repeat type='start'>1</measure-repeat></measure-style></attributes>"
)


@pytest.mark.parametrize(("count", "expected"), [("1", [67, 69, 69, 69, 71]), ("2", [67, 69, 67, 69, 71])])
def test_a_sign_for_the_bars_before_is_played(count: str, expected: list[int]) -> None:
    style = SIMILE.replace(">1<", ">{}<").replace("start", "{}")
    rest = "<note><rest measure='yes'/><duration>4</duration></note>"
    content = score(
        measure(1, ATTRIBUTES + note("G4", 4))
        + measure(2, note("A4", 4, "<lyric><text>la</text></lyric>"))
        + measure(3, style.format("start", count) + rest)
        + measure(4, rest)
        + measure(5, style.format("stop", "") + note("B4", 4))
    )
    read = read_file("a.musicxml", content)
    assert pitches(read) == expected
    assert read.abc.count("la") == 1


def test_signs_for_the_bars_before_make_no_more_notes_than_a_tune_may_have() -> None:
    content = score(measure(1, ATTRIBUTES + note("G4", 1) * 600) + measure(2, SIMILE) + measure(3, "") * 20)
    with pytest.raises(BadRequest, match="more than 5000 notes"):
        read_file("a.musicxml", content)


def test_cue_notes_are_left_out_and_said() -> None:
    cue = note("C4", 2, before="<cue/>") + note("D4", 2, before="<cue/>")
    read = read_file("a.musicxml", score(measure(1, ATTRIBUTES + cue) + measure(2, note("G4", 4))))
    assert melody_of(read).bars[0].notes[0].pitches == ()
    assert pitches(read) == [67]
    assert read.notices == ("2 cue notes are left out.",)


def test_a_fermata_is_upright_unless_it_says_otherwise() -> None:
    sign = "<notations><fermata{}/></notations>"
    content = score(
        measure(
            1, ATTRIBUTES + note("G4", 2, sign.format("")) + note("A4", 2, sign.format(" type='inverted'"))
        )
    )
    notes = melody_of(read_file("a.musicxml", content)).bars[0].notes
    assert [one.signs.decorations for one in notes] == [("fermata",), ("invertedfermata",)]


def test_rehearsal_marks_name_parts() -> None:
    mark = "<direction><direction-type><rehearsal>{}</rehearsal></direction-type></direction>"
    content = score(
        measure(1, ATTRIBUTES + mark.format("A") + note("G4", 4))
        + measure(2, note("A4", 4))
        + measure(3, mark.format("Trio 2") + note("B4", 4))
    )
    read = read_file("a.musicxml", content)
    assert [bar.part for bar in melody_of(read).bars] == ["A", "", "Trio 2"]
    assert pitches(read) == [67, 69, 71]
    assert read.notices == ()


def test_an_instrument_that_transposes_is_read_as_it_sounds() -> None:
    attributes = ATTRIBUTES.replace(
        "</attributes>",
        "<transpose><diatonic>-1</diatonic><chromatic>-2</chromatic></transpose></attributes>",
    )
    found = imported(score(measure(1, attributes + note("G4", 4))), "a.musicxml")
    assert [pitch for _, pitch in sounds(found)] == [65]


def test_measures_of_parts_are_read_as_parts_of_measures() -> None:
    by_part = score(measure(1, ATTRIBUTES + note("G4", 4)) + measure(2, note("A4", 4))).decode()
    by_time = (
        by_part.replace("score-partwise", "score-timewise")
        .replace('<part id="P1">', "")
        .replace("</part>", "")
        .replace('number="1">', 'number="1"><part id="P1">')
        .replace('number="2">', 'number="2"><part id="P1">')
        .replace("</measure>", "</part></measure>")
    )
    assert sounds(imported(by_time.encode(), "a.xml")) == sounds(imported(by_part.encode(), "a.xml"))


def test_a_zipped_file_is_read_as_its_container_says() -> None:
    container = b'<container><rootfiles><rootfile full-path="b.xml"/></rootfiles></container>'
    tune, other = score_of(TUNE), score(measure(1, ATTRIBUTES + note("G4", 4)))
    with_container = zipped({"META-INF/container.xml": container, "a.xml": other, "b.xml": tune})
    assert sounds(imported(with_container, "a.mxl")) == sounds(read_abc(TUNE))
    assert sounds(imported(zipped({"a.xml": tune}), "a.mxl")) == sounds(read_abc(TUNE))


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "lol">{LAUGHS}]><score-partwise>&l11;</score-partwise>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><score-partwise>&x;</score-partwise>'
LONG = "<attributes>{}</attributes>"
DEEP = "<score-partwise>" + "<a>" * 100_000


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (BOMB.encode(), "entities of its own"),
        (OUTSIDE.encode(), "entities of its own"),
        (DEEP.encode(), "too deep"),
        (b"<score-partwise>" + b"<a/>" * 100_001, "more than 100000 elements"),
        (b"<?xml version='1.0'?><html/>", "no score"),
        (b"<score-partwise/>", "no notes"),
        (score_of(TUNE)[:2000], "damaged"),
        (score(measure(1, ATTRIBUTES + note("G4", -3))), ""),
        (
            score(measure(1, ATTRIBUTES.replace("<divisions>2", "<divisions>0") + note("G4"))),
            "0 divisions",
        ),
        (score(measure(1, ATTRIBUTES.replace("<beats>2", "<beats>0") + note("G4"))), "0 beats"),
        (score(measure(1, ATTRIBUTES.replace("<beat-type>4", "<beat-type>0") + note("G4"))), "over 0"),
        (score(measure(1, ATTRIBUTES + note("G9", 2_000_000))), ""),
        (score(measure(1, note("G4")) * 1001), "more than 1000 bars"),
        (score(measure(1, ATTRIBUTES + note("G4") * 5001)), "more than 5000 notes"),
        (
            score(measure(1, ATTRIBUTES + LONG.format("<key><fifths>-2147483648</fifths></key>"))),
            "7 sharps or flats",
        ),
        (
            score(measure(1, ATTRIBUTES + LONG.format(f"<time><beats>3+{'9' * 99}</beats></time>"))),
            "64 beats",
        ),
        (score(measure(1, LONG.format("<divisions>2147483648</divisions>"))), "1,000,000 divisions"),
        (
            score(measure(1, "<harmony><degree><degree-alter>99999</degree-alter></degree></harmony>")),
            "altered",
        ),
        (zipped({"a.xml": bytes(5_000_000)}), "larger than 4 MiB"),
        (zipped({f"{n}.xml": b"" for n in range(300)}), "more than 200 files"),
        (zipped({"a.txt": b""}), "no music"),
        (zipped({"a.xml": score_of(TUNE)})[:-30], "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(BadRequest, match=f"MusicXML .*{why}"):
        read_file("a.musicxml", content)
