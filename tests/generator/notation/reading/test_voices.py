"""Several voices: the first that has notes is read."""

from __future__ import annotations

import pytest

from generator.errors import NotationError
from generator.notation.reading.reader import read_tune
from generator.notation.unfold import played_bars
from tests.generator.notation.reading.structure.test_repeats import names

HEAD = "M:4/4\nL:1/4\n"


def read(text: str) -> tuple[str, list[str]]:
    reading = read_tune(HEAD + text)
    return names(played_bars(reading.melody)), [notice.text for notice in reading.notices]


@pytest.mark.parametrize(
    "text",
    [
        "V:1\nV:2 clef=bass\nK:C\nV:1\nCDEF|]",
        "V:1\nV:2\nK:C\nV:2\nV:1\nCDEF|]",
        "K:C\nV:1\nV:2\nCDEF|]",
        'V:T name="Tenor"\nK:C\n[V:T]CDEF|]',
        "%%score (1 2)\nV:1\nK:C\nCDEF|]",
        "K:C\nCD\nV:1\nEF|]",
    ],
)
def test_an_empty_voice_is_no_voice(text: str) -> None:
    assert read(text) == ("CDEF", [])


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("K:C\nV:1\nCD|\nV:2\nEF|\nV:1\nGA|]\nV:2\nBc|]", "CDGA"),
        ("K:C\n[V:1]CD|\n[V:2]EF|\n[V:1]GA|]\n[V:2]Bc|]", "CDGA"),
        ("K:C\n[V:1]CD|[V:2]EF|\n[V:1]GA|]", "CDGA"),
        ("V:1\nV:2\nK:C\nV:2\nEF|]\nV:1\nCD|]", "CD"),
        ("V:1\nV:2\nV:3\nK:C\nV:1\nz4|]\nV:2\nEF|]\nV:3\nC4|]", "EF"),
        ("K:C\nV:1\nCD|\nV:2\n;?|\nV:1\nGA|]", "CDGA"),  # what is left out may be wrong
        ("K:C\n[V:1]CD|[V:2];;[V:1]GA|]", "CDGA"),
        ("P:ABA\nK:C\nP:A\n[V:1]CD|\n[V:2]EF|\nP:B\n[V:1]GA|\n[V:2]cd|]", "CDGACD"),
        ("K:C\nV:1\n|:CD|\nV:2\n|:EF|\nV:1\nGA:|]", "CDGACDGA"),
    ],
)  # fmt: skip
def test_the_first_voice_with_notes_is_played(text: str, letters: str) -> None:
    found, notices = read(text)
    assert found == letters
    assert all("more than one voice" in one for one in notices)
    assert len(notices) == ("EF" in text or "?" in text or ";" in text)


def test_each_voice_has_its_own_key() -> None:
    melody = read_tune(HEAD + "V:1\nV:2\nK:C\nV:2\n[K:D]F|\nV:1\nF|]").melody
    assert melody.bars[0].notes[0].pitches[0].alter == 0


def test_what_is_wrong_in_the_voice_that_is_played_is_named() -> None:
    with pytest.raises(NotationError) as caught:
        read_tune("K:C\nV:1\nCD;|\nV:2\nEF|\nV:1\nGA|]")
    assert (caught.value.line, caught.value.column) == (3, 3)


@pytest.mark.parametrize(
    ("body", "letters"),
    [
        ("CD & EF|GA|]", "CDGA"),
        ("|:CD & EF:|GA|]", "CDCDGA"),
        ("CD|EF && GA|Bc|de|]", "CDEFde"),
        ("CD &\\\nEF|GA|]", "CDGA"),
    ],
)
def test_of_an_overlay_the_first_layer_is_played(body: str, letters: str) -> None:
    found, notices = read(f"K:C\n{body}")
    assert found == letters
    assert ["second voice" in one for one in notices] == [True]


@pytest.mark.parametrize(
    ("text", "octave"),
    [
        ("V:1 clef=treble-8\nK:C\nV:1\nC|]", 3),
        ("K:C\nV:1 octave=1\nC|]", 5),
        ("K:C\n[V:1 treble-8]C|]", 3),
        ("V:1\nV:2 clef=treble-8\nK:C\nV:2\nz|]\nV:1\nC|]", 4),
        ("V:2 octave=-1\nK:C octave=1\nV:2\nC|]", 3),
        ("V:1 clef=treble-8\nV:2\nK:C\nV:2\nC|]", 4),
    ],
)
def test_each_voice_has_its_own_clef_and_octave(text: str, octave: int) -> None:
    assert read_tune(HEAD + text).melody.bars[0].notes[0].pitches[0].octave == octave


def test_a_voice_that_cannot_be_read_is_named() -> None:
    with pytest.raises(NotationError, match="octave=99"):
        read_tune(HEAD + "V:1 octave=99\nK:C\nV:1\nC|]")
