"""What a host gets wrong is said at the start, by the real process, before the network is tried."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.settings import SettingsError, check_token
from generator.audio.sf2 import DRUMS, Place, open_soundfont, take_presets
from generator.audio.soundfont_check import NEEDED, check_soundfont
from generator.audio.soundfonts import bundled_soundfont
from generator.errors import SoundfontError
from tests.bot.test_start import python

TOKENS = (
    "password",
    "a.b",
    "a..c",
    ".b.c",
    "a.b.c.d",
    "c0ffee" * 11,  # a public key
    "Abc_dEf-0123456789abcdefghijklmn",  # a client secret
)


def damaged(kind: str, folder: Path) -> Path:
    """A soundfont that cannot play."""
    path, whole = folder / f"{kind}.sf2", bundled_soundfont()
    if kind == "folder":
        path.mkdir()
    elif kind == "text":
        path.write_text("This is no soundfont, but text.")
    elif kind == "truncated":
        path.write_bytes(whole.read_bytes()[:-5000])
    elif kind == "other":
        path.write_bytes(take_presets({(0, 119): (open_soundfont(whole), (0, 119))}))
    elif kind == "silent":
        content = take_presets({(0, 40): (open_soundfont(whole), (0, 40))})
        start = content.index(b"smpl")
        size = int.from_bytes(content[start + 4 : start + 8], "little")
        path.write_bytes(content[: start + 8] + bytes(size) + content[start + 8 + size :])
    return path


PROBLEMS = {
    "missing": "there is no such file.",
    "folder": "there is no such file.",
    "text": "it is not an uncompressed SoundFont 2 file (.sf2).",
    "truncated": "it ends too early; copy it again.",
    "other": "it has none of the General MIDI presets of fiddle, flute, whistle",
    "silent": "its recordings are silent.",
}


@pytest.mark.parametrize("kind", PROBLEMS)
def test_a_soundfont_that_cannot_play_is_refused_with_a_sentence(kind: str, tmp_path: Path) -> None:
    with pytest.raises(SoundfontError, match=re.escape(PROBLEMS[kind])):
        check_soundfont(damaged(kind, tmp_path))


@pytest.mark.parametrize("places", [((0, 40),), ((0, 73), (0, 46)), ((DRUMS, 0),)])
def test_a_soundfont_with_some_of_the_instruments_is_used_and_the_others_are_named(
    places: tuple[Place, ...], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = open_soundfont(bundled_soundfont())
    path = tmp_path / "mine.sf2"
    path.write_bytes(take_presets({place: (whole, place) for place in places}))
    check_soundfont(path)
    (said,) = caplog.messages
    named = [NEEDED[place] for place in places]
    assert said.startswith("mine.sf2 has no ")
    assert [name for name in named if name in re.split(r"[,: ]+", said)] == []


def test_a_soundfont_that_cannot_play_ends_the_bot_with_78(tmp_path: Path) -> None:
    ended = python(
        *("-m", "bot"),
        cwd=tmp_path,
        DISCORD_TOKEN="a.well.shaped-one",
        LILT_SOUNDFONT=str(damaged("truncated", tmp_path)),
        LILT_LOG="WARNING",
        LILT_PORT="0",
        LILT_LOOPBACK="http://127.0.0.1:9",  # nobody is there
    )
    said = "The soundfont truncated.sf2 cannot be used: it ends too early; copy it again.\n"
    assert (ended.returncode, ended.stdout, ended.stderr) == (78, "", said)


@pytest.mark.parametrize("token", TOKENS)
def test_what_cannot_be_a_token_is_refused_and_not_shown(token: str) -> None:
    with pytest.raises(SettingsError) as error:
        check_token(token)
    assert token not in str(error.value)


@given(st.lists(st.from_regex(r"[A-Za-z0-9_-]+", fullmatch=True), min_size=3, max_size=3))
def test_three_parts_of_base64url_can_be_a_token(parts: list[str]) -> None:
    check_token(".".join(parts))


@pytest.mark.parametrize("command", ["run", "sync"])
def test_what_cannot_be_a_token_ends_the_bot_with_78(command: str, tmp_path: Path) -> None:
    ended = python("-m", "bot", command, cwd=tmp_path, DISCORD_TOKEN="password")
    assert (ended.returncode, ended.stdout) == (78, "")
    assert ended.stderr.startswith("DISCORD_TOKEN is no bot token")
    assert ended.stderr.count("\n") == 1
    assert list(tmp_path.iterdir()) == []


def test_a_misspelt_variable_is_warned_about_and_its_value_is_not_shown(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LILT_MODLE=hidden\n")
    ended = python("-m", "bot", "blocked", cwd=tmp_path, LILT_USERLIMIT="hidden", LILT_LOG="INFO", LILT_X="1")
    assert ended.returncode == 0
    assert "LILT_MODLE is no variable of Lilt; did you mean LILT_MODEL?" in ended.stderr
    assert "LILT_USERLIMIT is no variable of Lilt; did you mean LILT_USER_LIMIT?" in ended.stderr
    assert "LILT_X is no variable of Lilt; it has no effect." in ended.stderr
    assert "hidden" not in ended.stderr
    assert "LILT_LOG" not in ended.stderr


@pytest.mark.parametrize("wrong", [{"LILT_PORT": "abc"}, {"LILT_LOG": "abc"}, {"DISCORD_TOKEN": "hid den"}])
def test_misspelt_variables_are_named_where_another_setting_is_wrong(
    tmp_path: Path, wrong: dict[str, str]
) -> None:
    ended = python("-m", "bot", cwd=tmp_path, LILT_MODLE="x", LILT_PRT="1", **wrong)
    *warnings, sentence = ended.stderr.splitlines()
    assert (ended.returncode, ended.stdout) == (78, "")
    assert [re.findall("LILT_.*?LILT_[A-Z]+", line) for line in warnings] == [
        ["LILT_MODLE is no variable of Lilt; did you mean LILT_MODEL"],
        ["LILT_PRT is no variable of Lilt; did you mean LILT_PORT"],
    ]
    assert sentence.startswith(next(iter(wrong)))
    assert "hid den" not in ended.stderr


def test_a_worker_warns_of_variables_that_it_does_not_read_and_refuses_a_soundfont_that_cannot_play(
    tmp_path: Path,
) -> None:
    missing = ("--soundfont", str(damaged("text", tmp_path)))  # so that it ends
    ended = python(
        *("-m", "generator", "worker", "--engine", "nats://127.0.0.1:9", *missing),
        cwd=tmp_path,
        LILT_NATS_PASWORD="hidden",
        LILT_NATS_USER="lilt",
        LILT_PER_MINUTE="1",
    )
    said = re.sub(r"^\S+ \S+ WARNING ", "", ended.stderr, flags=re.MULTILINE).splitlines()
    assert said == [
        "LILT_NATS_PASWORD is no variable of a worker; did you mean LILT_NATS_PASSWORD?",
        "LILT_PER_MINUTE is no variable of a worker; it has no effect.",
        "The soundfont text.sf2 cannot be used: it is not an uncompressed SoundFont 2 file (.sf2).",
    ]
    assert ended.returncode == 78
