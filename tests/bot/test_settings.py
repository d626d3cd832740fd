"""The settings, one by one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.settings import DEFAULTS, Settings, SettingsError


def test_nothing_set_gives_the_defaults() -> None:
    assert Settings.from_environ({}) == Settings()


def test_an_empty_variable_counts_as_not_set() -> None:
    assert Settings.from_environ(dict.fromkeys(DEFAULTS, " ")) == Settings()


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("DISCORD_TOKEN", "abc.DEF-1_2", "token", "abc.DEF-1_2"),
        ("LILT_DATA", "elsewhere", "data", Path("elsewhere")),
        ("LILT_MODEL", "mine", "model", "mine"),
        ("LILT_ENGINE", "local", "engine", "local"),
        ("LILT_DEVICE", "cpu", "device", "cpu"),
        ("LILT_SOUNDFONT", __file__, "soundfont", Path(__file__)),
        ("LILT_QUEUE_LIMIT", "7", "queue_limit", 7),
        ("LILT_USER_LIMIT", " 1 ", "user_limit", 1),
        ("LILT_PER_MINUTE", "0", "per_minute", 0),
        ("LILT_LOG", "debug", "log", "DEBUG"),
        ("LILT_PORT", "0", "port", 0),
        ("LILT_RETENTION_DAYS", "30", "retention_days", 30),
    ],
)
def test_each_variable_is_read(name: str, value: str, field: str, expected: Any) -> None:
    assert getattr(Settings.from_environ({name: value}), field) == expected


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DISCORD_TOKEN", "two words"),
        ("LILT_DATA", __file__),
        ("LILT_ENGINE", "remote"),
        ("LILT_DEVICE", "gpu"),
        ("LILT_SOUNDFONT", "/no/such.sf2"),
        ("LILT_QUEUE_LIMIT", "0"),
        ("LILT_QUEUE_LIMIT", "many"),
        ("LILT_USER_LIMIT", "-1"),
        ("LILT_PER_MINUTE", "-1"),
        ("LILT_USER_LIMIT", "²"),
        ("LILT_LOG", "loud"),
        ("LILT_RETENTION_DAYS", "never"),
    ],
)
def test_a_bad_value_is_refused_in_a_sentence_that_names_it(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=rf"^{name}\b.*\.$"):
        Settings.from_environ({name: value})


def test_the_token_never_shows() -> None:
    assert "secret" not in repr(Settings.from_environ({"DISCORD_TOKEN": "secret"}))
    with pytest.raises(SettingsError) as refused:
        Settings.from_environ({"DISCORD_TOKEN": "secret token"})
    assert "secret" not in str(refused.value)
