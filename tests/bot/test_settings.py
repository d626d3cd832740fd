"""Each setting is read from its variable, has a default, and rejects impossible values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.settings import SETTINGS, Settings, SettingsError, check_engine


def test_nothing_set_gives_the_defaults() -> None:
    assert Settings.from_environ({}) == Settings()


def test_an_empty_variable_counts_as_not_set() -> None:
    assert Settings.from_environ({setting.name: " " for setting in SETTINGS}) == Settings()


@pytest.mark.parametrize(
    ("name", "value", "field", "expected"),
    [
        ("DISCORD_TOKEN", "abc.DEF-1_2", "token", "abc.DEF-1_2"),
        ("LILT_DATA", "elsewhere", "data", Path("elsewhere")),
        ("LILT_MODEL", "mine", "model", "mine"),
        ("LILT_MODELS", "there", "models", Path("there")),
        ("LILT_ENGINE", "remote", "engine", "remote"),
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
        ("LILT_DATA", "x" * 300),
        ("LILT_MODELS", __file__),
        ("LILT_DEVICE", "gpu"),
        ("LILT_SOUNDFONT", "/no/such.sf2"),
        ("LILT_SOUNDFONT", "x" * 300),
        ("LILT_QUEUE_LIMIT", "0"),
        ("LILT_QUEUE_LIMIT", "many"),
        ("LILT_USER_LIMIT", "-1"),
        ("LILT_PER_MINUTE", "-1"),
        ("LILT_USER_LIMIT", "²"),
        ("LILT_LOG", "loud"),
        ("LILT_RETENTION_DAYS", "never"),
    ],
)
def test_an_impossible_value_is_rejected_with_the_name_of_the_variable(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=rf"^{name}\b.*\.$"):
        Settings.from_environ({name: value})


def test_an_engine_that_does_not_exist_is_rejected_where_it_is_used() -> None:
    for engine in ("local", "nats://127.0.0.1:4222", "tls://nats.example"):
        check_engine(Settings(engine=engine))
    possible = r"it must be local or like nats://127\.0\.0\.1:4222\.$"
    with pytest.raises(SettingsError, match=rf"^LILT_ENGINE: 'remote' is not possible; {possible}"):
        check_engine(Settings(engine="remote"))
    with pytest.raises(SettingsError, match=rf"^LILT_ENGINE: 'host' is not possible; {possible}"):
        check_engine(Settings(engine="http://user:secret@host"))


def test_the_token_is_never_shown() -> None:
    assert "secret" not in repr(Settings.from_environ({"DISCORD_TOKEN": "secret"}))
    assert "secret" not in repr(Settings.from_environ({"LILT_NATS_PASSWORD": "secret"}))
    with pytest.raises(SettingsError) as refused:
        Settings.from_environ({"DISCORD_TOKEN": "secret token"})
    assert "secret" not in str(refused.value)
