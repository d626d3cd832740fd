from __future__ import annotations

import io
import sys

import pytest

import trainer.progress_bar
from trainer.progress_bar import EVERY, progress_bar, with_progress


class Clock:
    """Stands in for the time module."""

    def __init__(self) -> None:
        self.now = 0.0

    def monotonic(self) -> float:
        return self.now


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(trainer.progress_bar, "time", clock)
    return clock


def test_a_log_gets_a_line_every_few_seconds(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    with progress_bar("epoch 3", 2000, "step", done=1000) as bar:
        for _ in range(30):
            clock.now += 1
            bar.advance("1.2 bits/char")
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 30 // EVERY
    assert lines[0] == "epoch 3: 1,005 of 2,000 steps, 1.2 bits/char"


def test_quick_work_prints_nothing_into_a_log(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    assert list(with_progress("abc", "reading", 3, "tune")) == ["a", "b", "c"]
    assert capsys.readouterr().err == ""


def test_items_are_counted_when_they_are_done(clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in with_progress(range(3), "reading", 3, "tune"):
        clock.now += EVERY
    lines = capsys.readouterr().err.splitlines()
    assert lines == [f"reading: {done} of 3 tunes" for done in (1, 2, 3)]


def test_a_terminal_gets_a_bar_that_is_gone_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with progress_bar("epoch 1", 4, "step") as bar:
        bar.advance("fine", 4)
    shown = terminal.getvalue()
    assert "epoch 1" in shown
    assert "\n" not in shown
    assert shown.endswith("\r")
