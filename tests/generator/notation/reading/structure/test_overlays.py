"""Layers over others: the first is played, whatever the others hold, and what follows is in time."""

from __future__ import annotations

import pytest

from tests.generator.notation.reading.test_voices import read

FIRST = {
    "in a bar": "CD(&EF&G2&)|GA|]",
    "over a bar line": "(&CD|EF&G2|A2&)|GA|]",
    "with a bar line in one layer only": "(&CDEF & G2|A2 &)|GA|]",
    "with repeats in a layer": "(&CDEF & |:G2:|1A2:|2B2| &)|GA|]",
    "in several lines": "(&CD|\nEF &\nG2|\nA2\n&)|GA|]",
    "with three layers": "(&CD|EF & G2|A2 & c2|d2 &)|GA|]",
    "with a slur around it": "(&(CD|EF) & (G2|A2) &)|GA|]",
    "a line that goes on": "CDEF &\\\nG2A2|GA|]",
    "two bars": "CD|EF && c2|B2|GA|]",
    "a layer twice in a bar": "CDEF & G4 & A4|GA|]",
}


@pytest.mark.parametrize("music", FIRST.values(), ids=FIRST)
def test_the_first_layer_is_played(music: str) -> None:
    letters, notices = read(f"K:C\n{music}")
    assert letters == "CDEFGA"
    assert len(notices) == 1
    assert "lays a second voice" in notices[0]


@pytest.mark.parametrize("music", ["(&CDEF&)|GA|]", "(& CD|EF &)|GA|]"])
def test_one_layer_alone_is_no_matter(music: str) -> None:
    assert read(f"K:C\n{music}") == ("CDEFGA", [])


def test_each_voice_has_its_own_layers() -> None:
    letters, notices = read("K:C\n[V:1](&CD|EF&\n[V:2](&cc|cc&\n[V:1]G2|G2&)|GA|]\n[V:2]d2|d2&)|B2|]")
    assert letters == "CDEFGA"
    assert sum("lays a second voice" in one for one in notices) == 1
