"""Copies are found whatever was done to them; what only sounds alike is not taken for one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from itertools import accumulate
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.compose.composer import MOST_ATTEMPTS, Composer
from generator.compose.originality import TOO_CLOSE, Originality
from generator.errors import ComposeError
from generator.model.checkpoint import load_checkpoint, save_checkpoint
from generator.model.training_tunes import TrainingTune
from generator.notation.intervals import pitches_of
from generator.notation.model_text import read_model_text
from generator.notation.reading.reader import read_abc
from generator.request import ComposeRequest
from generator.sampling.batch import Batch
from generator.sampling.sampler import Sampler
from generator.tune import Tune
from tests.generator.tiny_models import JIG

NAMES = ["=C", "^C", "=D", "^D", "=E", "=F", "^F", "=G", "^G", "=A", "^A", "=B"]
STEPS = {-7: 1, -5: 2, -4: 3, -3: 6, -2: 12, -1: 8, 1: 8, 2: 12, 3: 6, 4: 3, 5: 2, 7: 1}
"""Semitones to the next note -> how often: mostly small steps, now and then a leap."""


def walk(seed: int, notes: int = 120) -> list[int]:
    """A made-up tune within two octaves."""
    chance = Random(seed)  # noqa: S311 - music, not secrets
    steps = chance.choices(list(STEPS), list(STEPS.values()), k=notes)
    return list(accumulate(steps, lambda here, step: min(86, max(58, here + step)), initial=72))


def abc(pitches: list[int]) -> str:
    """The notes as ABC, eight a bar, each with its accidental."""
    notes = [
        NAMES[pitch % 12] + "'" * (pitch // 12 - 5) + "," * (5 - pitch // 12) + "|" * (index % 8 == 7)
        for index, pitch in enumerate(pitches)
    ]
    return "X:1\nL:1/8\nK:C\n" + "".join(notes) + "|]\n"


def changed(pitches: list[int], chance: Random) -> list[int]:
    """One note in ten is another."""
    wrong = set(chance.sample(range(len(pitches)), len(pitches) // 10))
    return [pitch + chance.choice((-3, -2, 2, 3)) * (place in wrong) for place, pitch in enumerate(pitches)]


TUNES = [walk(seed) for seed in range(60)]
BOOK = Originality([TrainingTune(f"Tune {n}", f"book:{n}", tuple(tune)) for n, tune in enumerate(TUNES)])


def share(pitches: list[int]) -> float:
    nearest = BOOK.nearest(read_abc(abc(pitches)))
    return nearest.share if nearest else 0.0


@pytest.mark.parametrize(
    "kind", ["verbatim", "transposed", "one note in ten", "from the middle", "second half", "all"]
)
def test_nineteen_copies_in_twenty_are_found_although_they_were_changed(kind: str) -> None:
    chance = Random(kind)  # noqa: S311
    found = 0
    for tune in TUNES:
        copy = tune
        if kind in ("from the middle", "all"):
            copy = copy[50:] + copy[:50]
        if kind == "second half":
            copy = copy[60:]
        if kind in ("one note in ten", "all"):
            copy = changed(copy, chance)
        if kind in ("transposed", "all"):
            copy = [pitch + 3 for pitch in copy]
        found += share(copy) > TOO_CLOSE
    assert found >= 0.95 * len(TUNES)


@given(st.integers(1000, 100_000))
def test_another_tune_is_no_copy(seed: int) -> None:
    assert share(walk(seed)) <= TOO_CLOSE


def test_the_nearest_tune_is_named_with_the_longest_run_that_both_have() -> None:
    new = walk(7777)
    mixed = new[:50] + TUNES[11][20:45] + new[50:]
    nearest = BOOK.nearest(read_abc(abc(mixed)))
    assert nearest is not None
    assert (nearest.title, nearest.place) == ("Tune 11", "book:11")
    assert 25 <= nearest.longest <= 27
    assert nearest.share == pytest.approx(25 / len(mixed), abs=0.03)


def test_a_tune_that_shares_nothing_has_no_nearest_one() -> None:
    assert BOOK.nearest(read_abc("X:1\nK:C\n" + "Cc" * 30)) is None
    assert Originality([]).nearest(read_abc(abc(TUNES[0]))) is None


@pytest.fixture
def copyist(rehearsed: Path, tmp_path: Path) -> Iterator[Composer]:
    """A composer whose model has learnt one printed tune by heart and nothing else."""
    learnt = load_checkpoint(str(rehearsed))
    jig = TrainingTune("The One Jig", "book:1", tuple(pitches_of(read_model_text(f"{JIG}\n"))))
    save_checkpoint(tmp_path / "copyist", learnt.model, learnt.alphabet, learnt.catalogue, {}, [jig])
    checkpoint = load_checkpoint(str(tmp_path / "copyist"))
    sampler = Sampler(Batch(checkpoint))
    yield Composer(checkpoint, sampler)
    sampler.close()


ASKED = ComposeRequest(type="jig", key="A", mode="maj", seed=5, temperature=0.1)


async def test_a_copy_is_always_rejected(copyist: Composer) -> None:
    with pytest.raises(ComposeError, match=str(MOST_ATTEMPTS)):
        await copyist.compose(ASKED)


async def test_a_tune_says_what_it_is_near_to_and_why_drafts_were_rejected(copyist: Composer) -> None:
    tune = (await copyist.compose(replace(ASKED, temperature=2.0, parts="AB", bars=8))).tune
    assert tune.originality is None or tune.originality.share <= TOO_CLOSE
    assert sum(tune.rejections.values()) == tune.attempts - 1
    assert Tune.from_json(tune.to_json()) == tune


def test_one_note_a_thousand_times_is_compared_in_no_time() -> None:
    drones = Originality([TrainingTune(f"Drone {n}", f"book:{n}", (62,) * 200) for n in range(40)])
    melody = read_abc(abc([62] * 2000))
    started = time.process_time()
    drones.nearest(melody)
    assert time.process_time() - started < 2
