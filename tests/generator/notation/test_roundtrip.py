"""What is written is read again as it was."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import NotationError
from generator.notation.form import FormError, form_of, from_sections, sections
from generator.notation.melody import Melody
from generator.notation.model_text import read_model_text, split_model_text, write_model_text
from generator.notation.reading.reader import read_abc
from generator.notation.theory import Key, Meter
from generator.notation.transpose import to_tonic
from generator.notation.writing.notes import write_length
from generator.notation.writing.writer import write_abc, write_body
from tests.generator.notation.corpus import real_tunes
from tests.generator.notation.strategies import examples, melodies

MODEL_TEXT = """R:jig
M:6/8
K:Cmin
P:AABB 4
|:G/A/|c>ece2g|^f2=f(3gag|e_d=dc3-|ceGc2:|
|:c|[ce]2gz3|c'bag2f|e/4f/4g/4a/4gfe>dc|1Bcdc2:|2BcdC2|]
"""


@given(melodies(), st.booleans())
@examples(60)
def test_every_tune_is_read_as_it_was_written(melody: Melody, spaced: bool) -> None:
    header = f"M:{melody.meter.name}\nL:1/8\nK:{melody.key.field}\n"
    assert read_abc(header + write_body(melody, spaced=spaced)).bars == melody.bars


@given(melodies())
@examples(25)
def test_spaced_text_differs_only_in_spaces_and_dotted_pairs(melody: Melody) -> None:
    spaced, plain = write_body(melody, spaced=True), write_body(melody)
    if not set("<>") & set(plain):
        assert spaced.replace(" ", "") == plain


@pytest.mark.parametrize(
    ("body", "spaced"),
    [
        ("c>d e<f g2 c2|", "c>de<f g2c2|]"),
        ("c d>e f g2 c2|", "cd3/2e/f g2c2|]"),  # over two beats
        ("G|c>d e<f g2 c2|", "G|c>de<f g2c2|]"),
        ("GA>B|cdefg2c2|", "GA3/2B/|cdef g2c2|]"),  # on the beat, but not counted from the bar line
    ],
)
def test_spaced_text_has_dotted_pairs_within_a_beat_only(body: str, spaced: str) -> None:
    tune = read_abc("M:4/4\nL:1/8\nK:C\n" + body)
    assert write_body(tune, spaced=True) == spaced
    reread = read_abc("M:4/4\nL:1/8\nK:C\n" + spaced)
    assert [bar.notes for bar in reread.bars] == [bar.notes for bar in tune.bars]


def test_a_line_holds_four_bars_and_a_pickup_does_not_count() -> None:
    body = write_body(read_abc("M:2/4\nL:1/8\nK:C\n|:G|c4|c4|c4|c4|d4|d3:|"))
    assert body == "|:G|c4|c4|c4|c4|\nd4|d3:|"


@given(melodies(), st.sampled_from([None, (Fraction(1, 2), 100), (Fraction(3, 8), 112), (Fraction(1), 60)]))
@examples(25)
def test_a_whole_tune_keeps_its_header(melody: Melody, tempo: tuple[Fraction, int] | None) -> None:
    melody = replace(melody, tempo=tempo)
    assert read_abc(write_abc(melody, title=melody.title)) == melody


@pytest.mark.parametrize(
    ("title", "read"),
    [
        ("50% off", "50% off"),
        ("two\nK:C\nlines", "two K:C lines"),
        ("  wide \t title ", "wide title"),
        (r"back\slash", r"back\slash"),
        ("Ó Briain's — № 2", "Ó Briain's — № 2"),
        ("X:1", "X:1"),
    ],
)
def test_no_title_breaks_the_tune(title: str, read: str) -> None:
    melody = read_abc("M:6/8\nK:D\ndfa afd|]")
    reread = read_abc(write_abc(melody, title=title))
    assert reread == replace(melody, title=read)


def test_model_text_is_written_as_it_was_read() -> None:
    melody = read_model_text(MODEL_TEXT)
    assert form_of(melody).field == "AABB 4"
    assert write_model_text(melody, form_of(melody)) == MODEL_TEXT


def test_model_text_of_real_tunes_is_written_as_it_was_read() -> None:
    count = 0
    for text in real_tunes(every=15):
        try:
            melody = read_abc(text)
            melody = to_tonic(from_sections(melody, sections(melody)), "C")
            form = form_of(melody)
        except (NotationError, FormError):
            continue
        model_text = write_model_text(melody, form)
        reread = read_model_text(model_text)
        assert write_model_text(reread, form_of(reread)) == model_text
        count += 1
    assert count >= 230


def test_model_text_is_split_into_fields_and_body() -> None:
    fields, body = split_model_text(MODEL_TEXT)
    assert fields == {"R": "jig", "M": "6/8", "K": "Cmin", "P": "AABB 4"}
    assert body[:7] + body[-2:] == "|:G/A/||]"


@pytest.mark.parametrize("missing", ["R:jig\n", "M:6/8\n", "K:Cmin\n"])
def test_model_text_without_a_whole_header_is_refused(missing: str) -> None:
    with pytest.raises(NotationError, match="header"):
        read_model_text(MODEL_TEXT.replace(missing, ""))


@given(st.text(alphabet="RMKP:jigCmaj68/AB \n|:cdeG2>()3z-^_=[]1", max_size=120))
@examples(100)
def test_no_model_text_breaks_the_reader(text: str) -> None:
    with suppress(NotationError):
        read_model_text(text)


@pytest.mark.parametrize(
    ("multiple", "text"),
    [("1", ""), ("2", "2"), ("1/2", "/"), ("1/4", "/4"), ("3/2", "3/2"), ("3/4", "3/4"), ("12", "12")],
)
def test_lengths_are_written_in_one_way(multiple: str, text: str) -> None:
    assert write_length(Fraction(multiple)) == text


def test_an_accidental_is_written_on_every_altered_note_and_cancelled() -> None:
    melody = read_abc("M:4/4\nL:1/8\nK:G\n^cccc =ffff|]")
    assert write_body(melody) == "^c^c^c^c=f=f=f=f|]"
    assert melody.key == Key("G", "maj")
    assert melody.meter == Meter(4, 4)
    assert write_body(read_abc("M:2/4\nL:1/8\nK:C\n^c=cc_d|]")) == "^c=c=c_d|]"
