"""Requests become tunes that are what was asked, the same ones every time."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from generator.compose.composer import MOST_ATTEMPTS, Composer
from generator.compose.draft import Rejected, finish_draft, read_draft, read_varied
from generator.compose.opening import read_opening
from generator.compose.originality import TOO_CLOSE
from generator.compose.plan import Plan
from generator.compose.resolve import resolve
from generator.compose.written.variation import read_variation
from generator.errors import BadRequest, ComposeError, ModelError
from generator.instruments import INSTRUMENTS
from generator.model.alphabet import Alphabet
from generator.model.checkpoint import Checkpoint, load_checkpoint
from generator.model.training_tunes import TrainingTune
from generator.notation.checker import bar_problems, check
from generator.notation.form import form_of
from generator.notation.intervals import pitches_of
from generator.notation.reading.reader import read_abc
from generator.notation.theory import Key
from generator.notation.transpose import lies_within, to_tonic
from generator.notation.unfold import unfold
from generator.notation.writing.bars import write_notes
from generator.request import ComposeRequest
from generator.sampling.batch import Batch
from generator.sampling.sampler import Sampler
from tests.generator.tiny_models import JIG

ASKED = ComposeRequest(type="jig", key="D", seed=5)


def composer_of(checkpoint: Checkpoint, sampler: Sampler) -> Composer:
    return Composer(checkpoint, sampler)


@pytest.fixture
def composer(rehearsed: Path) -> Iterator[Composer]:
    checkpoint = load_checkpoint(str(rehearsed))
    sampler = Sampler(Batch(checkpoint))
    yield composer_of(checkpoint, sampler)
    sampler.close()


@pytest.fixture
def plan(rehearsed: Path) -> Plan:
    return Plan.of(resolve(load_checkpoint(str(rehearsed)).catalogue, ASKED, 5))


async def test_a_tune_is_what_was_asked(composer: Composer) -> None:
    tune = (await composer.compose(ComposeRequest(type="jig", key="A", mode="maj", tempo=99, seed=1))).tune
    melody = read_abc(tune.abc)
    assert (melody.key, melody.meter.name, melody.rhythm) == (Key("A", "maj"), "6/8", "jig")
    assert melody.tempo is not None
    assert melody.tempo[1] == 99
    assert form_of(melody).field == "AABB 4"
    assert check(melody) == []


async def test_a_long_tune_says_which_bar_is_being_written(
    checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.compose.composer._PROGRESS_SECONDS", 0.0)
    sampler, calls = Sampler(Batch(checkpoint, rows=1)), list[tuple[int, int]]()
    asked = replace(ASKED, parts="AABB", bars=8)
    await composer_of(checkpoint, sampler).compose(asked, lambda bar, bars: calls.append((bar, bars)))
    sampler.close()
    assert {bar for bar, _ in calls} >= set(range(2, 17))
    assert {bars for _, bars in calls} == {16}


async def test_a_tune_says_how_to_make_it_again(composer: Composer) -> None:
    tune = (await composer.compose(ComposeRequest(type="jig", temperature=0.5))).tune
    assert (await composer.compose(tune.request)).tune == tune


async def test_nothing_is_left_open_in_a_tunes_request(composer: Composer) -> None:
    tune = (await composer.compose(ASKED)).tune
    assert Plan.of(tune.request).key == Key("D", "maj")


async def test_every_tune_has_a_title_of_its_own(composer: Composer) -> None:
    tunes = [(await composer.compose(replace(ASKED, seed=seed))).tune for seed in range(3)]
    assert len({tune.title for tune in tunes}) == 3
    assert [read_abc(tune.abc).title for tune in tunes] == [tune.title for tune in tunes]


@pytest.mark.parametrize(
    ("title", "is_taken"), [("The Old Kettle No. 3", True), ("x" * 61, False), ("", False)]
)
async def test_a_variation_takes_its_sources_title(composer: Composer, title: str, is_taken: bool) -> None:
    source = (await composer.compose(ASKED)).tune.renamed(title)
    asked = ComposeRequest(source=source.abc, change="B", temperature=1.5, seed=1)
    varied = (await composer.compose(asked)).tune
    assert (varied.title == "The Old Kettle") == is_taken
    assert varied.title


async def test_seeds_left_open_differ(composer: Composer) -> None:
    seeds = {
        (await composer.compose(ComposeRequest(type="jig", temperature=0.1))).tune.request.seed for _ in "ab"
    }
    assert len(seeds) == 2


async def test_every_key_is_the_same_tune_moved(composer: Composer) -> None:
    def steps(abc: str) -> list[int]:
        return [sounding.pitches[0] for sounding in unfold(read_abc(abc))]

    low, high = [steps((await composer.compose(replace(ASKED, key=key))).tune.abc) for key in ("D", "E")]
    assert {two - one for one, two in zip(low, high, strict=True)} == {2}


async def test_a_tune_does_not_depend_on_its_neighbours(composer: Composer) -> None:
    wild = replace(ASKED, temperature=1.5)
    alone = (await composer.compose(wild)).tune
    others = [composer.compose(replace(wild, seed=seed)) for seed in range(20, 27)]
    _, tune, *_ = await asyncio.gather(others.pop(), composer.compose(wild), *others)
    assert tune.tune == alone


@pytest.mark.parametrize("seed", range(6))
async def test_even_an_untrained_model_writes_tunes_as_asked(checkpoint: Checkpoint, seed: int) -> None:
    sampler = Sampler(Batch(checkpoint, rows=1))
    asked = ComposeRequest(type="jig", key="Bb", parts="AAB", bars=8, seed=seed, instrument="whistle")
    tune = (await composer_of(checkpoint, sampler).compose(asked)).tune
    sampler.close()
    melody = read_abc(tune.abc)
    assert (bar_problems(melody), form_of(melody).field) == ([], "AAB 8")
    assert lies_within(melody, INSTRUMENTS["whistle"].lowest, INSTRUMENTS["whistle"].highest)


async def test_drafts_that_the_checker_refuses_are_drawn_again_a_bounded_number_of_times(
    composer: Composer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("generator.compose.draft.check", lambda melody: ["never good enough"])
    with pytest.raises(ComposeError, match=str(MOST_ATTEMPTS)):
        await composer.compose(ASKED)


async def test_the_words_of_a_source_are_not_logged(
    composer: Composer, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    source = "X:1\nT:Quince\nR:quinces\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|\nw:quince\n"

    def refuse(*_: object) -> None:
        raise Rejected("never good enough")

    monkeypatch.setattr("generator.compose.composer.read_varied", refuse)
    with pytest.raises(ComposeError):
        await composer.compose(ComposeRequest(source=source, change="ending", seed=1))
    assert "'change': 'ending'" in caplog.text
    assert "uince" not in caplog.text


async def test_rejections_are_counted(composer: Composer, monkeypatch: pytest.MonkeyPatch) -> None:
    verdicts = iter([["dull"], ["dull"], ["sad"], []])
    monkeypatch.setattr("generator.compose.draft.check", lambda melody: next(verdicts))
    composed = await composer.compose(ASKED)
    assert composed.tune.rejections == {"dull": 2, "sad": 1}
    assert (composed.tune.attempts, composed.tune.drafts) == (4, 4)


async def test_an_opening_is_kept_note_for_note(composer: Composer) -> None:
    tune = (await composer.compose(replace(ASKED, mode="maj", opening="A|d2f dAF|", temperature=0.3))).tune
    begun = [s.pitches for s in unfold(read_abc(tune.abc))][:6]
    assert begun == [(69,), (74,), (78,), (74,), (69,), (66,)]


@pytest.mark.parametrize(
    ("opening", "said"),
    [("ABcd efg|ABc def|", "bar 1"), ("A|d2f dAF dd|", "bar 2"), ("A\x00", "opening"), ("A>", "broken")],
)
async def test_an_impossible_opening_is_one_sentence(composer: Composer, opening: str, said: str) -> None:
    with pytest.raises(BadRequest, match=said):
        await composer.compose(ComposeRequest(type="jig", key="D", mode="maj", seed=1, opening=opening))


async def test_an_opening_that_the_grammar_cannot_continue_is_refused(composer: Composer) -> None:
    with pytest.raises(BadRequest, match="sixteenth to a whole"):
        await composer.compose(replace(ASKED, mode="maj", opening="(9ABcdefgab"))


@pytest.mark.parametrize(
    ("draft", "reason"),
    [
        (JIG, "does not end"),
        (JIG.replace("c2ecGE", "c3ecGE", 1) + "\n", "add up"),
        (JIG.replace("FGFE2:|", "FGFE2||").replace("|:", "", 1) + "\n", "form"),
        (JIG.replace("FAG", "F(G", 1) + "\n", "add up"),
        (JIG.replace("FAG", "F>>>>G", 1) + "\n", "cannot be read"),
        (JIG.replace("c2ecGE", "c,,,,2ecGE", 1) + "\n", "out of range"),
    ],
)
def test_what_is_not_right_is_not_accepted(plan: Plan, draft: str, reason: str) -> None:
    with pytest.raises(Rejected, match=reason):
        finish_draft(read_draft(draft, plan), plan, None)


def test_a_right_draft_is_accepted(plan: Plan) -> None:
    melody = finish_draft(read_draft(JIG + "\n", plan), plan, None)
    assert (melody.key.tonic, form_of(melody).field) == ("D", "AABB 4")


def test_a_draft_that_leaves_the_opening_is_not_accepted(plan: Plan) -> None:
    with pytest.raises(Rejected, match="does not keep the given notes"):
        finish_draft(read_draft(JIG + "\n", plan), plan, read_opening("d3f3|", plan))


def test_a_model_that_lacks_characters_is_refused(checkpoint: Checkpoint) -> None:
    sampler = Sampler(Batch(checkpoint, rows=1))
    with pytest.raises(ModelError, match="does not know these characters, which tunes need: '<>'"):
        Composer(
            replace(checkpoint, alphabet=Alphabet(set(checkpoint.alphabet.characters) - set("<>"))), sampler
        )
    sampler.close()


async def test_a_variation_keeps_what_is_not_named(composer: Composer) -> None:
    source = (await composer.compose(replace(ASKED, instrument="flute"))).tune
    asked = ComposeRequest(source=source.abc, change="B", seed=8, temperature=1.5, instrument="flute")
    tune = (await composer.compose(asked)).tune
    before, after = read_abc(source.abc), read_abc(tune.abc)
    middle = next(at for at, bar in enumerate(before.bars) if bar.ends_section or bar.closes_repeat) + 1
    assert after.bars[:middle] == before.bars[:middle]
    assert after.bars[middle:] != before.bars[middle:]
    assert (await composer.compose(tune.request)).tune.abc == tune.abc


async def test_a_variation_that_changes_nothing_is_drawn_again(composer: Composer) -> None:
    source = (await composer.compose(ASKED)).tune
    tune = read_abc(source.abc)
    variation = read_variation(tune, frozenset({2}), INSTRUMENTS["fiddle"], tune.key.mode)
    on_c = to_tonic(tune, "C", octave=-variation.octave - 1)
    again = write_notes(on_c.bars[2], variation.script.key)
    with pytest.raises(Rejected, match="changes nothing"):
        read_varied(f"{variation.script.bars[0].before}{again}|", variation)


async def test_a_draft_that_was_nothing_new_raises_the_temperature_of_the_next(composer: Composer) -> None:
    source = (await composer.compose(replace(ASKED, temperature=0.1))).tune
    asked = ComposeRequest(source=source.abc, change="B", temperature=0.5, top_p=0.5)
    varied = [(await composer.compose(replace(asked, seed=seed))).tune for seed in range(5)]
    assert any("it changes nothing" in tune.rejections for tune in varied)  # it knows one tune by heart
    assert all(read_abc(tune.abc).bars != read_abc(source.abc).bars for tune in varied)


async def test_kept_notes_that_the_instrument_does_not_have_stay(composer: Composer) -> None:
    low = "X:1\nR:jig\nM:6/8\nL:1/8\nK:D\n|:D,3F,3|A,3D3|D,3F,3|D,6:|\n|:d3f3|a3d3|d3f3|d6:|"
    tune = (await composer.compose(ComposeRequest(source=low, change="B", instrument="whistle", seed=1))).tune
    assert read_abc(tune.abc).bars[:4] == read_abc(low).bars[:4]


UNEVEN = (
    "X:1\nT:Uneven\nR:reel\nM:4/4\nL:1/8\nQ:1/4=180\nK:G\nD2|:G2BG d2BG|A2cA e2cA|G2BG d2BG|A2FA G4:|\n"
    "g2fg e2dB|c2Bc A2GF|g2fg e2dB|A2FA G4|g2fg e2dB|c2Bc A2GF|G2BG d2BG|[A2c2]FA G4|]\n"
)


@pytest.mark.parametrize("change", ["A", "B", "ending", "3-4"])
async def test_the_same_request_varies_an_uneven_tune_in_the_same_way(
    composer: Composer, change: str
) -> None:
    tune = (await composer.compose(ComposeRequest(source=UNEVEN, change=change, seed=3))).tune
    assert (tune.request.parts, tune.request.bars, tune.request.tempo) == (None, None, None)
    assert read_abc(tune.abc).tempo == (Fraction(1, 4), 180)
    again = ComposeRequest.from_json(tune.request.to_json())
    assert (await composer.compose(again)).tune.abc == tune.abc
    assert (await composer.compose(replace(again, tempo=200))).tune.request.tempo == 200


async def test_a_tune_of_a_type_meter_and_mode_that_the_model_has_not_learnt_is_varied(
    composer: Composer,
) -> None:
    source = "X:1\nT:Seven\nR:rachenitsa\nM:7/8\nL:1/8\nK:Dphr\nDEF G2 A2|BAG F2 E2|DEF G2 A2|D7|]\n"
    tune = (await composer.compose(ComposeRequest(source=source, change="2", seed=3))).tune
    facts = (tune.request.type, tune.request.meter, tune.request.mode)
    assert facts == ("rachenitsa", "7/8", "phr")
    after = read_abc(tune.abc)
    assert [bar.duration for bar in after.bars] == [Fraction(7, 8)] * 4
    assert after.key == read_abc(source).key


async def test_a_training_tune_can_be_varied_although_it_stays_near_to_itself(rehearsed: Path) -> None:
    checkpoint = load_checkpoint(str(rehearsed))
    sampler = Sampler(Batch(checkpoint))
    source = (await Composer(checkpoint, sampler).compose(ASKED)).tune
    pitches = pitches_of(read_abc(source.abc))
    known = replace(checkpoint, training_tunes=[TrainingTune("Itself", "here", tuple(pitches))])
    composer = Composer(known, sampler)
    asked = ComposeRequest(source=source.abc, change="4", seed=8, temperature=1.5)
    varied = (await composer.compose(asked)).tune
    assert varied.originality is not None
    assert varied.originality.share > TOO_CLOSE
    redrawn = (await composer.compose(source.request)).tune
    assert redrawn.rejections["it is too close to a printed tune"] > 0
    sampler.close()


@pytest.mark.parametrize(("highest", "goes_to"), [("b", 73), ("a", 83), ("c'", 74)])
def test_a_tune_goes_above_the_first_position_only_if_no_octave_keeps_it_below(
    plan: Plan, highest: str, goes_to: int
) -> None:
    melody = read_abc(f"X:1\nM:6/8\nL:1/8\nK:C\n|:Acc Acc|Acc A{highest}c:|\n")
    finished = finish_draft(melody, plan, None)
    assert max(pitches_of(finished)) == goes_to


def test_a_tune_of_more_than_two_octaves_goes_above_the_first_position(plan: Plan) -> None:
    melody = read_abc("X:1\nM:6/8\nL:1/8\nK:C\n|:A,Cc cec|Acc Ac'c:|\n")
    assert max(pitches_of(finish_draft(melody, plan, None))) == 86
