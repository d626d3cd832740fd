"""The embed that says how a tune was made, and its command, which makes the same request again."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.history import BY_HAND, Entry
from bot.views.provenance import command_line, is_printed, provenance_embed
from generator.cli.compose import requests_from
from generator.cli.parser import build_parser
from generator.compose.resolve import resolve
from generator.model.folders import DEFAULT, find_checkpoint
from generator.model.record import load_catalogue
from generator.request import OPENING_LENGTH, SOURCE_LENGTH, ComposeRequest
from generator.tune import NearestTune
from tests.bot.fakes import asker, tune

CATALOGUE = load_catalogue(None)
SOURCE = (Path(__file__).parents[3] / "docs" / "tune.abc").read_text().strip()
ASKED = [
    ComposeRequest(type="jig", opening="A|dfd AFA|", key="D"),
    ComposeRequest(temperature=0.7, top_p=0.92, instrument="harp", tempo=70),
    ComposeRequest(source=SOURCE, change="B"),
    ComposeRequest(instrument="fiddle and flute", backing="none", times=4),
    ComposeRequest(heard="melody", backing="band", chords=False),
    ComposeRequest(plain=True),
]


@pytest.mark.parametrize("asked", ASKED)
def test_the_command_asks_for_the_same(
    asked: ComposeRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolved = resolve(CATALOGUE, asked, 7)
    monkeypatch.chdir(tmp_path)
    Path("source.abc").write_text(SOURCE)
    words = shlex.split(command_line(resolved, CATALOGUE.model))[3:]
    (again,) = requests_from(build_parser().parse_args(words), CATALOGUE)
    assert resolve(CATALOGUE, again, 7) == resolved
    assert find_checkpoint(words[-1]).is_dir()


def test_the_command_names_a_promoted_model_as_its_folder_is_named() -> None:
    """Also if it was trained under the name of a shipped model."""
    for model in ("book-1a2b3c", f"{DEFAULT}-000000"):
        assert command_line(ComposeRequest(), model).endswith(f" --model {model}")
    assert command_line(ComposeRequest(), CATALOGUE.model).endswith(f" --model {DEFAULT}")


def entry(request: ComposeRequest) -> Entry:
    return Entry(id=1, asker=asker(1), message_id=None, created_at=0, asked=request, tune=tune(request))


JUDGED = "the judge took the one that is most like a printed tune."


@pytest.mark.parametrize(
    ("drafts", "attempts", "said"),
    [
        (1, 1, "Its first draft was good."),
        (4, 1, f"It wrote four drafts; of these, {JUDGED}"),
        (4, 2, f"Of four drafts, one was rejected: it does not end (1). Of the others, {JUDGED}"),
        (4, 4, "Of four drafts, three were rejected: it does not end (3). This is the other one."),
        (12, 10, f"Of 12 drafts, nine were rejected: it does not end (9). Of the others, {JUDGED}"),
        (0, 1, "None of its drafts was rejected."),
        (0, 3, "Of its drafts, two were rejected: it does not end (2)."),
    ],
)
def test_the_provenance_says_how_many_drafts_there_were_and_which_was_taken(
    drafts: int, attempts: int, said: str
) -> None:
    made = entry(ComposeRequest())
    rejections = {"it does not end": attempts - 1} if attempts > 1 else {}
    one = replace(made.tune, drafts=drafts, attempts=attempts, rejections=rejections)
    text = provenance_embed(replace(made, tune=one)).description
    assert text is not None
    assert f"The model tiny wrote it. {said}" in text.splitlines()


WORDS: dict[str, tuple[dict[str, Any], str]] = {
    "the form": (
        {"type": "air", "parts": "AABB", "bars": 8},
        "An air in D major, 6/8; the parts AABB, 8 bars each.",
    ),
    "the players": ({"times": 3}, "Players: fiddle and guitar, played three times, 112 beats per minute."),
    "a word for daring": ({"temperature": 0.7, "top_p": 0.92}, "Daring: tame; seed 1."),
    "a number for daring": ({"temperature": 0.5}, "Daring: 0.5; seed 1."),
    "a part": ({"source": SOURCE, "change": "B"}, "It is a variation: part B is new."),
    "the endings": ({"source": SOURCE, "change": "ending"}, "It is a variation: the endings are new."),
    "a bar": ({"source": SOURCE, "change": "7"}, "It is a variation: bar 7 is new."),
    "bars": ({"source": SOURCE, "change": "5-8"}, "It is a variation: bars 5 to 8 are new."),
}


@pytest.mark.parametrize(("options", "line"), WORDS.values(), ids=WORDS)
def test_the_provenance_says_it_in_words(options: dict[str, Any], line: str) -> None:
    text = provenance_embed(entry(ComposeRequest(**options))).description
    assert text is not None
    words, command = text.split("The command that makes it again:")
    assert line in words.splitlines()
    assert command.startswith("\n```sh\npython -m generator compose")


@pytest.mark.parametrize(
    "request_",
    [
        ComposeRequest(opening="'" * OPENING_LENGTH),
        ComposeRequest(source="`" * SOURCE_LENGTH, change="A"),
    ],
)
def test_the_provenance_fits_into_an_embed(request_: ComposeRequest) -> None:
    made = entry(request_)
    reasons = {f"{'*' * 500} {number}": 1 for number in range(9)}
    embed = provenance_embed(
        replace(made, tune=replace(made.tune, drafts=16, attempts=16, rejections=reasons))
    )
    assert len(embed) <= 4096


@pytest.mark.parametrize(
    ("longest", "share", "printed"),
    [(48, 1.0, True), (16, 0.9, True), (48, 0.89, False), (15, 1.0, False)],
)
def test_a_few_notes_as_in_a_printed_tune_are_not_that_tune(
    longest: int, share: float, printed: bool
) -> None:
    likeness = NearestTune("Fair Haired Girl", "a.abc:1", longest, share)
    sent = replace(tune(ComposeRequest()), model=BY_HAND, originality=likeness)
    assert is_printed(sent) == printed
    assert not is_printed(replace(sent, model="third"))
