"""What cannot be written whole is not written at all, and the earlier file stays."""

from __future__ import annotations

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest

from generator.__main__ import main
from tests.generator.cli.test_outputs import TUNE, render


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Writing more bytes to a file fails here, as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def tune(tmp_path: Path) -> Path:
    (tmp_path / "in.abc").write_text(TUNE)
    return tmp_path / "in.abc"


def test_a_write_that_fails_keeps_the_earlier_file_and_names_it(
    tune: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert render(tune, out, "--formats", "mid") == 0
    before = contents(out)
    capsys.readouterr()
    with files_of_at_most(100):
        assert render(tune, out, "--formats", "mid", "--tempo", "90") == 2
    assert contents(out) == before
    assert capsys.readouterr().err.endswith("; in.mid cannot be written (File too large).\n")


def test_a_write_that_fails_leaves_no_part_of_a_new_file(
    rehearsed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("--model", str(rehearsed), "--type", "jig", "--seed", "3", "--formats", "mid")
    with files_of_at_most(100):
        assert main(["compose", *words, "--out", str(tmp_path)]) == 2
    assert contents(tmp_path) == {}
    printed = capsys.readouterr()
    assert printed.out == ""
    assert printed.err.endswith("-3.mid cannot be written (File too large).\n")


def test_an_interrupt_keeps_the_earlier_file(
    tune: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    assert render(tune, out, "--formats", "mid") == 0
    before = contents(out)

    def interrupted(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "replace", interrupted)
    assert render(tune, out, "--formats", "mid", "--tempo", "90") == 130
    assert contents(out) == before


def test_a_folder_in_the_place_of_a_file_is_named(
    tune: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "out/in.mid").mkdir(parents=True)
    assert render(tune, tmp_path / "out", "--formats", "mid") == 2
    assert capsys.readouterr().err.endswith("in.mid cannot be written (Is a directory).\n")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["in.mid"]
