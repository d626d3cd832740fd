"""`compose --source` and `--continue`: the tune that is read is kept; the titles of variations."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.__main__ import main
from generator.notation.reading.reader import read_abc


def compose(model: Path, *words: str) -> int:
    return main(["compose", "--model", str(model), "--formats", "abc", *words])


@pytest.fixture
def composed(
    rehearsed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Path:
    """A tune that was composed with seed 3, alone in the folder that the commands run in."""
    monkeypatch.chdir(tmp_path)
    assert compose(rehearsed, "--type", "jig", "--seed", "3", "--out", ".") == 0
    capsys.readouterr()
    (path,) = tmp_path.iterdir()
    return path


VARY = ("--change", "2", "--temperature", "2", "--seed", "3", "--out", ".")


def test_a_variation_has_its_sources_title_with_a_number_and_does_not_replace_it(
    rehearsed: Path, composed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = composed.read_text()
    title = read_abc(before).title
    assert compose(rehearsed, "--source", composed.name, *VARY, "--json") == 0
    varied = json.loads(capsys.readouterr().out)
    assert composed.read_text() == before
    assert varied["title"] == f"{title} No. 2"
    assert f"T:{title} No. 2\n" in varied["abc"]
    path = Path(varied["files"]["abc"])
    assert path.name == f"{composed.stem.removesuffix('-3')}-no-2-3-bar-2.abc"
    assert read_abc(path.read_text()).title == f"{title} No. 2"


def test_variations_of_other_bars_do_not_replace_each_other(rehearsed: Path, composed: Path) -> None:
    changes = {"A": "a", "ending": "ending", "2-3": "bars-2-3", "2": "bar-2"}
    for change in changes:
        assert (
            compose(rehearsed, "--source", composed.name, *VARY, "--change", change, "--out", "varied") == 0
        )
    stem = f"{composed.stem.removesuffix('-3')}-no-2-3"
    names = {path.name for path in Path("varied").iterdir()}
    assert names == {f"{stem}-{name}.abc" for name in changes.values()}


def test_a_tune_is_continued_or_changed(
    rehearsed: Path, composed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    both = ("--continue", composed.name, "--source", composed.name, "--change", "A")
    assert compose(rehearsed, *both) == 2
    said = f"continue: {composed.name} is not possible; there is a source too: give only one of them.\n"
    assert capsys.readouterr() == ("", said)


def test_the_variations_of_a_call_and_of_a_variation_are_counted_on(
    rehearsed: Path, composed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    title = read_abc(composed.read_text()).title
    assert compose(rehearsed, "--source", composed.name, *VARY, "--count", "2", "--json") == 0
    made = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [one["title"] for one in made] == [f"{title} No. 2", f"{title} No. 3"]
    assert compose(rehearsed, "--source", made[1]["files"]["abc"], *VARY, "--json") == 0
    assert json.loads(capsys.readouterr().out)["title"] == f"{title} No. 4"


def test_the_tune_that_is_varied_is_not_written_over(
    rehearsed: Path, composed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Even if it has the name that the variation would have."""
    assert compose(rehearsed, "--source", composed.name, *VARY, "--json") == 0
    target = Path(json.loads(capsys.readouterr().out)["files"]["abc"])
    content = composed.read_bytes()
    composed.rename(target)
    assert compose(rehearsed, "--source", target.name, *VARY) == 2
    assert capsys.readouterr() == ("", would_be_lost(target))
    assert target.read_bytes() == content


def test_the_tune_that_is_continued_is_not_written_over(
    rehearsed: Path, composed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With its own seed the model may go on as it did, and the tune has the same name."""
    content = composed.read_bytes()
    assert compose(rehearsed, "--continue", composed.name, "--seed", "3", "--out", ".") == 2
    assert capsys.readouterr() == ("", would_be_lost(composed))
    assert composed.read_bytes() == content


def would_be_lost(file: Path) -> str:
    return f"out: . is not possible; {file.name} is the file that is read, and would be lost.\n"


def test_the_title_of_a_variation_is_cut_where_its_sources_is_long(
    rehearsed: Path, composed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = composed.read_text()
    title = read_abc(content).title
    composed.write_text(content.replace(f"T:{title}", f"T:{'Long ' * 128}No. 4"))
    assert compose(rehearsed, "--source", composed.name, *VARY, "--json") == 0
    varied = json.loads(capsys.readouterr().out)
    assert varied["title"] == f"{('Long ' * 12)[:59]}… No. 5"
    assert f"T:{varied['title']}\n" in varied["abc"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (
            ("--source", "{}"),
            "source: {} is not possible; it needs --change as well, such as --change B or --change 5-8.\n",
        ),
        (("--change", "B"), "change: B is not possible; it needs --source FILE as well.\n"),
        (
            ("--continue", "{}", "--change", "B"),
            "change: B is not possible; it needs --source FILE as well.\n",
        ),
    ],
)
def test_the_option_that_is_missing_is_named_as_it_is_typed(
    rehearsed: Path, composed: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], said: str
) -> None:
    assert compose(rehearsed, *(word.format(composed.name) for word in words)) == 2
    assert capsys.readouterr().err == said.format(composed.name)
