"""Whatever is written into the free bars, all that is in the others stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.compose.written.own_accidentals import exchanged
from generator.compose.written.source import named_bars
from generator.compose.written.variation import Variation, read_variation, sounds
from generator.errors import BadRequest
from generator.grammar.matcher import Task, make_matcher
from generator.instruments import INSTRUMENTS
from generator.notation.checker import bar_problems
from generator.notation.form import form_of
from generator.notation.melody import Bar, Change, Melody, Pitch, Signs
from generator.notation.reading.reader import read_abc
from generator.notation.theory import Key, Meter
from generator.notation.unfold import played_order
from generator.notation.writing.writer import write_abc
from tests.generator.grammar.test_matcher import (
    CHOOSERS,
    Chooser,
    ends_on_the_tonic,
    evenly,
    read,
    tasks,
    write,
)
from tests.generator.notation.strategies import examples

CHANGES = ("A", "B", "ending", "1", "2-3", "4", "5-8")
FIDDLE = INSTRUMENTS["fiddle"]


def variation_of(tune: Melody, change: str) -> Variation:
    return read_variation(tune, named_bars(tune, change), FIDDLE, "maj")


def rewrite(variation: Variation, choose: Chooser = evenly, seed: int = 1) -> Melody:
    matcher, chance, text = make_matcher(variation.script), Random(seed), ""  # noqa: S311 - no secret
    while not matcher.done:
        options = matcher.allowed()
        character = options if len(options) == 1 else choose(options, chance)
        matcher.advance(character)
        text += character
        assert len(text) < 40_000, "it never ends"
    return variation.melody(text)


def exists(tune: Melody, change: str) -> bool:
    try:
        named_bars(tune, change)
    except BadRequest:
        return False
    return True


def rewritten(
    body: str, change: str, *, seed: int = 1, head: str = "M:4/4\nL:1/8\nK:C"
) -> tuple[Melody, Melody]:
    """The tune before and after."""
    before = read_abc(f"X:1\n{head}\n{body}")
    return before, rewrite(variation_of(before, change), seed=seed)


@pytest.mark.parametrize("taste", CHOOSERS)
@examples(15)
@given(task=tasks(), seed=st.integers(0, 2**32), data=st.data())
def test_every_taste_keeps_the_bars_that_are_not_named(
    taste: str, task: Task, seed: int, data: st.DataObject
) -> None:
    task = replace(task, windows=((55, 93),))
    source = replace(read(task, write(task, evenly, seed)), title="")
    change = data.draw(st.sampled_from([one for one in CHANGES if exists(source, one)]))
    variation = variation_of(source, change)
    tune = rewrite(variation, CHOOSERS[taste], seed + 1)
    assert bar_problems(tune) == []
    assert form_of(tune) == task.form
    assert [replace(bar, notes=()) for bar in tune.bars] == [replace(bar, notes=()) for bar in source.bars]
    assert [bar.duration for bar in tune.bars] == [bar.duration for bar in source.bars]
    kept = [at for at in range(len(source.bars)) if at not in variation.free]
    assert [sounds(tune.bars[at]) for at in kept] == [sounds(source.bars[at]) for at in kept]
    assert len(source.bars) - 1 in kept or ends_on_the_tonic(tune)
    assert read_abc(write_abc(tune, title="")) == tune


ODD = {
    "a quintuplet and a chord": "(5cdefg [ce]4 c2|cdec c4|c8|]",
    "a long note": "c5 d3|cdec c4|c8|]",
    "bars of other lengths": "c4|cdec c4 c2|c3/2|c8|]",
    "a lead-in": "G2|:cdec c4|c8:|",
    "a pickup in an ending": "|:cdec c4|1c6|G2:|2c8||",
    "a change of key": "cdec c4|[K:D]d8|d8|]",
    "more than one octave beyond the instrument": "C,,8|c''8|c8|]",
}


@pytest.mark.parametrize("body", ODD.values(), ids=ODD)
@pytest.mark.parametrize("change", ["1", "2", "ending"])
def test_what_people_write_can_be_varied(body: str, change: str) -> None:
    before, after = rewritten(body, change)
    free = named_bars(before, change)
    assert [bar.duration for bar in after.bars] == [bar.duration for bar in before.bars]
    assert played_order(after) == played_order(before)
    for at, (old, new) in enumerate(zip(before.bars, after.bars, strict=True)):
        assert (sounds(old) == sounds(new)) or at in free
        assert replace(old, notes=()) == replace(new, notes=())


def test_a_change_of_meter_in_the_tune_stays() -> None:
    before = read_abc("X:1\nM:3/4\nL:1/8\nK:C\nc2d2e2|c4|c4|c6|]")
    changed = Change(Fraction(0), meter=Meter(2, 4)), Change(Fraction(0), meter=Meter(3, 4))
    bars = list(before.bars)
    bars[1], bars[3] = replace(bars[1], changes=changed[:1]), replace(bars[3], changes=changed[1:])
    tune = replace(before, bars=tuple(bars))
    after = rewrite(variation_of(tune, "1-3"))
    assert [bar.changes for bar in after.bars] == [bar.changes for bar in tune.bars]


def test_a_change_within_a_bar_is_moved_to_a_note() -> None:
    before = read_abc("X:1\nM:4/4\nL:1/8\nK:C\nc8|cdefgabc'|c8|]")
    change = Change(Fraction(7, 8), key=Key("D", "maj"))
    tune = replace(before, bars=(before.bars[0], replace(before.bars[1], changes=(change,)), before.bars[2]))
    variation = variation_of(tune, "2")
    onsets = [variation.melody(f"c8|{text}|").bars[1].changes[0].onset for text in ("g8", "c4g4", "cdefgabc")]
    assert onsets == [0, Fraction(1, 2), Fraction(7, 8)]


def test_bars_after_a_change_of_key_are_written_on_their_own_tonic() -> None:
    before = read_abc("X:1\nM:4/4\nL:1/8\nK:C\nc8|g8|a8|d8|]")
    change = Change(Fraction(0), key=Key("D", "maj"))
    tune = replace(
        before, bars=(*before.bars[:2], replace(before.bars[2], changes=(change,)), before.bars[3])
    )
    for seed in range(10):
        after = rewrite(variation_of(tune, "3-4"), seed=seed)
        assert after.bars[:2] == before.bars[:2]
        last = [note.pitches[0] for note in after.bars[3].notes if note.pitches][-1]
        assert last.step == "D"


def test_words_and_graces_stay_where_notes_stay() -> None:
    before = read_abc("X:1\nM:4/4\nL:1/8\nK:C\nc8|c8|c8|]")
    sung = Signs(decorations=("trill",), syllables=("la",))
    bars = (replace(bar, notes=tuple(replace(note, signs=sung) for note in bar.notes)) for bar in before.bars)
    after = rewrite(variation_of(replace(before, bars=tuple(bars)), "2"))
    assert [{note.signs for note in bar.notes} for bar in after.bars] == [{sung}, {Signs()}, {sung}]


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("the green bush-es of | Moo-ney", ["the green bush- es", "", "Moo- ney", ""]),
        ("the a-mong bush-|es of Moo-ney|all", ["the a- mong bush", "", "all", ""]),
        ("so it is a-__mong|the__", ["so it is a", "", "the _ _", ""]),
        ("time is so a_____b", ["time is so a", "", "b", ""]),
        ("so it a_|____|_be|we", ["so it a _", "", "be", "we"]),
        ("so it|hap--py is*-the", ["so it", "", "the", ""]),
        ("so it is a-|*|mong", ["so it is a-", "", "mong", ""]),
    ],
)
def test_a_word_ends_before_a_new_bar_in_which_it_went_on(words: str, left: list[str]) -> None:
    _, after = rewritten(f"C2D2E2F2|C2D2E2F2|C2D2E2F2|C8|]\nw:{words}", "2")
    sung = [" ".join(filter(None, ("".join(n.signs.syllables) for n in bar.notes))) for bar in after.bars]
    assert sung == left


def test_each_verse_ends_for_itself() -> None:
    _, after = rewritten("C2D2E2F2|C2D2E2F2|C8|]\nw:a b c d-e\nw:a b c- d e-f", "2")
    assert [note.signs.syllables for note in after.bars[0].notes][-2:] == [("c", "c-"), ("d", "d")]


def test_a_slur_into_a_new_bar_is_removed_and_others_stay() -> None:
    before = read_abc("X:1\nM:2/4\nL:1/8\nK:C\nc2d2|e2f2|g4|]")
    begin, end = Signs(slurs_begin=1), Signs(slurs_end=1)
    signs = [begin, Signs(slurs_begin=1, slurs_end=1), end, Signs(), Signs()]
    each = iter(signs)
    bars = (
        replace(bar, notes=tuple(replace(note, signs=next(each)) for note in bar.notes))
        for bar in before.bars
    )
    after = rewrite(variation_of(replace(before, bars=tuple(bars)), "2"))
    assert [note.signs for note in after.bars[0].notes] == [begin, end]


def test_new_bars_of_a_tune_with_chords_get_chords_and_kept_ones_keep_theirs() -> None:
    body = '"C"c4 "F"f4|"G7"g4 b4|d8|"C"c8|]'
    before, after = rewritten(body, "2")
    assert after.bars[0].chords == before.bars[0].chords
    assert after.bars[1].chords
    assert after.bars[2].chords == ((Fraction(0), "G7"),)  # it stood there before
    assert after.bars[3].chords == before.bars[3].chords
    _, after = rewritten('"4"c8|"1"c8|c8|c8|]', "2")  # a fingering is no chord
    assert not any(bar.chords for bar in after.bars[2:])


def test_a_tie_into_a_free_bar_is_removed() -> None:
    body = "CDEF|c2e2-|e2f2|g4|cdef|c2e2|e2f2|c4|]"
    _, after = rewritten(body, "3", head="M:2/4\nL:1/8\nK:C")
    assert not after.bars[1].notes[-1].tied
    _, after = rewritten(body, "4", head="M:2/4\nL:1/8\nK:C")
    assert after.bars[1].notes[-1].tied


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("c8|c7/16d2|c8|]", "bar 2 is not possible; it lasts 39/128 of a whole note"),
        (
            "c8|" + "c8" * 9 + "|c8|]",
            "bar 2 is not possible; it lasts more than 8 whole notes; put in bar lines",
        ),
    ],
)
def test_a_bar_that_cannot_be_written_is_named(body: str, sentence: str) -> None:
    assert rewritten(body, "1")
    with pytest.raises(BadRequest, match=sentence):
        rewritten(body, "2")


def test_too_many_bars_are_one_sentence() -> None:
    tune = read_abc("X:1\nM:2/4\nL:1/8\nK:C\n" + "c4|" * 400)
    with pytest.raises(BadRequest, match="change: 400 bars is not possible; they are too many"):
        variation_of(tune, "A")
    assert rewrite(variation_of(tune, "99"))


CRUMBS = "cdec c4|cdec c4|cdec c4|cdec c4|cdec c4|cdec c4|cdec c4|cdec G2G3/4G/4D3/4C/4|]"


def test_a_last_bar_that_is_kept_may_have_any_rhythm() -> None:
    before, after = rewritten(CRUMBS, "1-4")
    assert after.bars[4:] == before.bars[4:]


def test_a_last_bar_that_is_rewritten_comes_to_rest_on_the_tonic() -> None:
    last_notes = [rewritten(CRUMBS, "8", seed=seed)[1].bars[-1].notes[-1] for seed in range(20)]
    assert all(note.duration >= Fraction(1, 8) for note in last_notes)
    assert {note.pitches[0].step for note in last_notes} == {"C"}


def test_new_notes_lie_where_the_instrument_plays() -> None:
    tune = read_abc("X:1\nM:4/4\nL:1/8\nK:D\nd4 f4|a8|d4 f4|d8|]")
    whistle = INSTRUMENTS["whistle"]
    variation = read_variation(tune, named_bars(tune, "1-4"), whistle, "maj")
    pitches = [
        pitch.midi for seed in range(20) for bar in rewrite(variation, seed=seed).bars
        for note in bar.notes for pitch in note.pitches
    ]  # fmt: skip
    assert whistle.lowest <= min(pitches)
    assert max(pitches) <= whistle.highest


OWN = {
    "a sharp": ("Dphr ^f", "DE^FG A4|G^FED D4|A^FGE D4|D8|]"),
    "a natural": ("D =c", "DEFG A4|d^cdA F4|ECDE F4|D8|]"),
    "a leading note": ("Dm^c", "DEFG A4|d^cdA F4|E^CDE F4|D8|]"),
    "a mode that is replaced by major": ("Dphr", "DEFG A4|GFED D4|A^FGE D4|D8|]"),
    "explicit": ("D exp _b _e ^f", "DEFG A4|BAGF E4|FEDE F4|D8|]"),
}


@pytest.mark.parametrize(("key", "body"), OWN.values(), ids=OWN)
@pytest.mark.parametrize(("mode", "seed"), [("maj", 1), ("min", 2), ("dor", 3), ("mix", 4)])
def test_new_bars_keep_to_the_signature_of_the_key(key: str, body: str, mode: str, seed: int) -> None:
    before = read_abc(f"M:4/4\nL:1/8\nK:{key}\n{body}")
    variation = read_variation(before, named_bars(before, "2-3"), FIDDLE, mode)
    matcher, chance, text = make_matcher(variation.script), Random(seed), ""  # noqa: S311 - no secret
    while not matcher.done:
        options = "".join(one for one in matcher.allowed() if one not in "^_=") or matcher.allowed()
        text += (character := options[0] if len(options) == 1 else evenly(options, chance))
        matcher.advance(character)
    after = variation.melody(text)
    signature = before.key.signature
    new = pitches(after.bars[1:3])
    assert {(pitch.step, pitch.alter) for pitch in new} <= set(signature.items())
    assert not set(write_abc(after, title="").partition("K:")[2].partition("\n")[2]) & set("^_=")


@pytest.mark.parametrize(("key", "body"), OWN.values(), ids=OWN)
@pytest.mark.parametrize("mode", ["maj", "min", "dor", "mix"])
def test_what_the_model_reads_comes_back_as_it_was(key: str, body: str, mode: str) -> None:
    tune = read_abc(f"M:4/4\nL:1/8\nK:{key}\n{body}")
    shown = exchanged(tune.bars, tune.key, mode)
    assert exchanged(shown, tune.key, mode) == tune.bars
    signature = Key("D", mode).signature
    pairs = zip(pitches(tune.bars), pitches(shown), strict=True)
    diatonic = [other for one, other in pairs if one.alter == tune.key.signature[one.step]]
    assert all(one.alter == signature[one.step] for one in diatonic if one.step != "D")
    assert (shown == tune.bars) == (signature == tune.key.signature)


def pitches(bars: Sequence[Bar]) -> list[Pitch]:
    return [pitch for bar in bars for note in bar.notes for pitch in note.pitches]
