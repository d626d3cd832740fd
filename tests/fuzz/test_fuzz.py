"""A short `make fuzz`; crashes and hangs are found."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest

from generator.errors import BadRequest
from tests.fuzz.files import file_cases
from tests.fuzz.run import Trials, fuzz
from tests.fuzz.texts import Case, cases
from tests.fuzz.trial import Report, understand

RIGHT = Case("tune", "X:1\nM:6/8\nL:1/8\nK:D\n|:dfa afd|Bed BAF:|\n")


def crash(_: Case) -> Report:
    os._exit(3)


def hang(_: Case) -> Report:
    time.sleep(600)
    return Report()


@pytest.fixture
def trials() -> Iterator[Trials]:
    trials = Trials(1)
    yield trials
    trials.close()


@pytest.mark.timeout(300)
def test_no_text_crashes_or_hangs() -> None:
    assert fuzz(cases(80, seed=0), 5, print).line == "cases=80 crashes=0 hangs=0"


def test_no_file_crashes_or_hangs() -> None:
    assert fuzz(file_cases(40, seed=0), 0, print).line == "cases=40 crashes=0 hangs=0"


def test_the_same_seed_makes_the_same_cases() -> None:
    assert cases(60, seed=3) == cases(60, seed=3) != cases(60, seed=4)


@pytest.mark.parametrize(("trial", "reason"), [(crash, "exit code is 3"), (hang, "took longer")])
def test_a_process_that_crashes_or_hangs_is_found(trials: Trials, trial: object, reason: str) -> None:
    outcome = trials.run(trial, RIGHT, 0.5)  # type: ignore[arg-type]
    assert reason in str(outcome)
    assert trials.run(understand, RIGHT, 60) == understand(RIGHT)


def test_an_unexpected_error_is_a_crash() -> None:
    report = Report()
    report.try_work(lambda: divmod(1, 0))
    assert "ZeroDivisionError" in report.crashes[0]


def test_a_refusal_is_no_crash() -> None:
    def refuse() -> None:
        raise BadRequest("key", "H", "it must be a key")

    report = Report()
    report.try_work(refuse)
    assert not report.crashes
