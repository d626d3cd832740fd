"""A draw is the same in any company, and the same as the naive loop's."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future
from dataclasses import replace
from random import Random

import numpy as np
import pytest
import torch

from generator.errors import EngineClosed, EngineError
from generator.grammar.matcher import Task
from generator.model.checkpoint import Checkpoint
from generator.notation.checker import bar_problems
from generator.notation.form import Form, form_of
from generator.notation.model_text import read_model_text
from generator.notation.theory import Key, Meter
from generator.sampling.batch import Sampler, Table
from generator.sampling.decoder import Draw, choose
from generator.sampling.reference import draw_naively
from generator.sampling.step import FloatStep

PROMPT = "R:jig\nM:6/8\nK:Cmaj\nP:AABB 4\n"
TASK = Task(Form("AABB", (4, 4)), Meter(6, 8), Key("C", "maj"), ((55, 93),))
FREE = [Draw(PROMPT[: 5 + 5 * seed], seed, 0.6 + seed / 10, limit=300) for seed in range(3)]
DRAWS = [*FREE, *(Draw(PROMPT, seed, 0.5 + seed / 2, "|:G|c", TASK) for seed in range(3))]


def texts_of(table: Table, draws: list[Draw], joins_at: list[int]) -> list[str]:
    """Step a table, each draw joining at its step (or when a row is free)."""
    answers: list[Future[str]] = [Future() for _ in draws]
    waiting = sorted(range(len(draws)), key=lambda index: joins_at[index])
    step = 0
    while not all(answer.done() for answer in answers):
        while waiting and table.free and joins_at[waiting[0]] <= step:
            index = waiting.pop(0)
            table.join(draws[index], answers[index])
        table.step()
        step += 1
    return [answer.result() for answer in answers]


@pytest.fixture(scope="session")
def naive(checkpoint: Checkpoint) -> list[str]:
    return [draw_naively(checkpoint.model, checkpoint.alphabet, draw) for draw in DRAWS]


def in_floats(checkpoint: Checkpoint, rows: int) -> Table:
    """A table that reckons as the naive loop does."""
    return Table(checkpoint, rows, step=FloatStep(checkpoint, rows, torch.device("cpu")))


def test_the_table_draws_what_the_naive_loop_draws(checkpoint: Checkpoint, naive: list[str]) -> None:
    assert texts_of(in_floats(checkpoint, 8), DRAWS, [0] * len(DRAWS)) == naive


@pytest.mark.parametrize("kind", ["bytes", "floats"])
def test_a_draw_does_not_depend_on_its_neighbours(
    checkpoint: Checkpoint, naive: list[str], kind: str
) -> None:
    """Fifty schedules each: who joins when, in tables of several widths."""
    chance = Random(5)  # noqa: S311 - no secret
    make = in_floats if kind == "floats" else Table
    alone = [texts_of(Table(checkpoint), [draw], [0])[0] for draw in DRAWS]
    expected = naive if kind == "floats" else alone
    for _ in range(50):
        joins_at = [chance.randrange(60) for _ in DRAWS]
        assert texts_of(make(checkpoint, chance.choice((3, 8, 12))), DRAWS, joins_at) == expected


def test_a_draw_begins_with_its_prompt(naive: list[str]) -> None:
    assert all(text.startswith(draw.prompt) for text, draw in zip(naive, DRAWS, strict=True))


def test_a_draw_ends_with_a_blank_line_or_at_the_limit(naive: list[str]) -> None:
    assert all(len(text) == 300 or text.endswith("\n\n") for text in naive)


def test_with_a_task_even_an_untrained_model_writes_a_correct_tune(naive: list[str]) -> None:
    tunes = [read_model_text(text) for text, draw in zip(naive, DRAWS, strict=True) if draw.task]
    assert [(bar_problems(tune), form_of(tune)) for tune in tunes] == [([], TASK.form)] * 3


def test_a_blank_line_inside_the_prompt_does_not_end_the_draw(checkpoint: Checkpoint) -> None:
    draw = Draw("R:jig\n\n" + "M:6/8\n", 3, 1.0, limit=99)
    (text,) = texts_of(Table(checkpoint), [draw], [0])
    assert len(text) > len(draw.prompt)


def test_chance_picks_each_character_by_its_share() -> None:
    logits = np.log(np.array([0.5, 0.25, 0.125, 0.125]))
    picked = [choose(logits, 1.0, (n + 0.5) / 1000) for n in range(1000)]
    assert [picked.count(index) for index in range(4)] == [500, 250, 125, 125]


def test_a_low_temperature_prefers_the_likely() -> None:
    logits = np.log(np.array([0.6, 0.4]))
    assert [choose(logits, temperature, 0.62) for temperature in (1.0, 0.2)] == [1, 0]


def test_top_p_leaves_the_likeliest_only() -> None:
    logits = np.log(np.array([0.1, 0.5, 0.15, 0.25]))
    picked = [choose(logits, 1.0, (n + 0.5) / 100, 0.7) for n in range(100)]
    assert [picked.count(index) for index in range(4)] == [0, 67, 0, 33]
    assert {choose(logits, 1.0, (n + 0.5) / 100, 0.1) for n in range(100)} == {1}
    assert {choose(logits, 1.0, (n + 0.5) / 100, 1.0) for n in range(100)} == {0, 1, 2, 3}


def test_top_p_holds_in_the_table_as_in_the_slow_loop(checkpoint: Checkpoint) -> None:
    draw = Draw("R:jig\n", 5, 1.0, limit=60, top_p=0.4)
    assert texts_of(in_floats(checkpoint, 8), [draw], [0]) == [
        draw_naively(checkpoint.model, checkpoint.alphabet, draw)
    ]
    assert texts_of(in_floats(checkpoint, 8), [draw], [0]) != texts_of(
        Table(checkpoint), [replace(draw, top_p=1.0)], [0]
    )


@pytest.mark.parametrize("chance", [0.0, 0.5, np.nextafter(1.0, 0.0)])
def test_extreme_logits_still_give_a_character(chance: float) -> None:
    assert choose(np.array([-1e9, 1e9, -np.inf]), 0.1, chance) == 1


def test_the_thread_answers_more_draws_than_there_are_rows(checkpoint: Checkpoint, naive: list[str]) -> None:
    sampler = Sampler(in_floats(checkpoint, 2))
    try:
        assert [future.result(60) for future in [sampler.draw(draw) for draw in DRAWS]] == naive
    finally:
        sampler.close()


def test_a_cancelled_draw_frees_its_row(checkpoint: Checkpoint) -> None:
    table = Table(checkpoint, rows=1)
    answer: Future[str] = Future()
    table.join(DRAWS[0], answer)
    answer.cancel()
    table.step()
    assert table.free == 1


def test_after_closing_nothing_is_drawn(checkpoint: Checkpoint) -> None:
    sampler = Sampler(Table(checkpoint))
    sampler.close()
    sampler.close()
    with pytest.raises(EngineClosed):
        sampler.draw(DRAWS[0])


def test_closing_answers_those_who_wait(checkpoint: Checkpoint) -> None:
    sampler = Sampler(Table(checkpoint, rows=1))
    answers = [sampler.draw(Draw(PROMPT, seed, 2.0)) for seed in range(20)]
    sampler.close()
    assert all(answer.done() for answer in answers)
    assert isinstance(answers[-1].exception(), EngineClosed)


def test_whoever_listens_hears_of_every_bar(checkpoint: Checkpoint) -> None:
    """Also where a part has endings and the tune a pickup: the bars are those of the written tune."""
    table, heard = Table(checkpoint), [list[int]() for _ in range(5)]
    for seed, numbers in enumerate(heard):
        table.join(Draw(PROMPT, seed, 1.0, "|:G|c", TASK), Future(), numbers.append)
    while table.free < len(table.rows):
        table.step()
    assert [set(numbers) for numbers in heard] == [set(range(9))] * 5


@pytest.mark.parametrize("poison", [Draw("R:\N{PILE OF POO}", 1, 1.0), Draw(PROMPT, 1, 1.0, "|:Z", TASK)])
def test_a_draw_that_cannot_begin_fails_alone(checkpoint: Checkpoint, poison: Draw) -> None:
    sampler = Sampler(Table(checkpoint))
    futures = [sampler.draw(draw) for draw in (DRAWS[-1], poison, DRAWS[-2])]
    assert isinstance(futures[1].exception(30), EngineError)
    assert all(futures[index].result(30) for index in (0, 2))
    sampler.close()


def test_a_draw_that_cannot_go_on_fails_alone(
    checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    table, answers = Table(checkpoint), [Future[str]() for _ in range(2)]
    for draw, answer in zip(DRAWS[-2:], answers, strict=True):
        table.join(draw, answer)
    row = table.rows[0]
    assert row is not None
    monkeypatch.setattr(row[0], "write", lambda logits: 1 / 0)
    while table.free < len(table.rows):
        table.step()
    assert isinstance(answers[0].exception(), EngineError)
    assert answers[1].result()


async def test_a_dead_sampler_tells_those_who_wait(
    checkpoint: Checkpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = Table(checkpoint)
    monkeypatch.setattr(table.model, "step", lambda ids: 1 / 0)
    sampler = Sampler(table)
    with pytest.raises(EngineError, match="has stopped"):
        await asyncio.wait_for(asyncio.wrap_future(sampler.draw(DRAWS[0])), 30)
    with pytest.raises(EngineClosed):
        sampler.draw(DRAWS[0])
