"""Which kind of music a file is, and that no bytes do harm."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.errors import BadRequest
from generator.importing.files import LARGEST, kind_of, read_file
from generator.notation.reading.reader import read_abc
from tests.generator.importing.music_files import plain_midi, score_of, zipped

JIG = "X:1\nT:A Jig\nM:6/8\nL:1/8\nK:D\n|:dfa afd|g2e d3:|\n"


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.mid", b"MThd", "midi"),
        ("a.abc", b"MThd", "midi"),
        ("a.MIDI", b"?", "midi"),
        ("a.txt", b"PK\x03\x04", "mxl"),
        ("a.txt", b"\xef\xbb\xbf\n<?xml version", "musicxml"),
        ("a.xml", b"\xff\xfe<\x00", "musicxml"),
        ("a.abc", b"X:1", None),
        ("a.txt", b"", None),
    ],
)
def test_a_file_is_known_by_its_beginning_else_by_its_name(
    name: str, content: bytes, kind: str | None
) -> None:
    assert kind_of(name, content) == kind


def test_other_files_and_large_ones_are_refused() -> None:
    with pytest.raises(BadRequest, match="it must be a MIDI file or MusicXML"):
        read_file("a.abc", b"X:1")
    with pytest.raises(BadRequest, match="larger than 1024 KiB"):
        read_file("a.mid", b"MThd" + bytes(LARGEST))


def test_a_file_without_a_title_has_its_name() -> None:
    content = score_of(JIG).replace(b"A Jig", b"")
    assert read_abc(read_file("the_old_mill.xml", content).abc).title == "the old mill"


@cache
def right() -> tuple[tuple[str, bytes], ...]:
    score = score_of(JIG)
    return ("a.mid", plain_midi(JIG)), ("a.xml", score), ("a.mxl", zipped({"a.xml": score}))


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.integers(0, 2),
    st.lists(st.tuples(st.integers(0, 10**6), st.binary(max_size=6)), max_size=6),
    st.booleans(),
)
def test_a_damaged_file_gives_a_tune_or_an_error_in_a_sentence(
    which: int, changes: list[tuple[int, bytes]], cut: bool
) -> None:
    name, content = right()[which]
    for place, new in changes:
        at = place % len(content)
        content = content[:at] + new + content[at + len(new) :]
    if cut and changes:
        content = content[: changes[0][0] % len(content)]
    try:
        assert read_abc(read_file(name, content).abc)
    except BadRequest as error:
        said = str(error)
    else:
        said = "."
    assert said.endswith(".")
    assert "\n" not in said
