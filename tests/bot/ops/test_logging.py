"""The log: one line for each record, with its context, and never a secret."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import logging
import shlex
import sys
from collections.abc import Iterator
from functools import partial

import aiohttp
import pytest
from aiohttp import RequestInfo
from hypothesis import given
from hypothesis import strategies as st
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from bot.ops.logging import KeyValueFormatter, about, handler, set_up
from bot.ops.redaction import HIDDEN, redactor
from generator.engine.local.process_pool import ProcessPool
from generator.errors import WorkFailed
from tests.bot.conftest import Stage

TOKEN = ".".join(("MTIzNDU2Nzg5MDEyMzQ1Njc4", "GhIjKl", "abcdefghijklmnopqrstuvwxyz0123456789AB"))
OTHER = TOKEN.replace("a", "b").replace("M", "N")
SECRET = base64.b64encode(b"interaction:123456789012345678:abcdefg").decode()


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """The log of the whole process at DEBUG, as `python -m bot` writes it."""
    to = handler(TOKEN)
    assert isinstance(to, logging.StreamHandler)
    text = to.stream = io.StringIO()
    root = logging.getLogger()
    before = root.level
    root.addHandler(to)
    root.setLevel(logging.DEBUG)
    logging.getLogger("aiosqlite").setLevel(logging.INFO)  # as `set_up` does, which not every test has called
    yield text
    root.setLevel(before)
    root.removeHandler(to)


def fields(line: str) -> dict[str, str]:
    return dict(word.split("=", 1) for word in shlex.split(line))


def test_a_record_is_one_line_of_keys_and_values(written: io.StringIO) -> None:
    logging.getLogger("bot.test").warning("two %s", "words", extra={"tune": 12})
    line = fields(written.getvalue())
    assert line.pop("time").endswith("Z")
    assert line == {"level": "warning", "logger": "bot.test", "tune": "12", "message": "two words"}


@pytest.mark.parametrize(
    "sign",
    ["\u2028", "\u2029", "\x85", "\x9b", "\x9b31m", "\x1b[2J", "\u202e", "\u2066", "\u200b", "\ufeff", "\x00",
     "\x7f", "\r", "\U000e0041", "\u0600"],
    ids=ascii,
)  # fmt: skip
@pytest.mark.parametrize("words", ["{}", "a{}b", "two {}words", 'a="{}"'])
def test_what_a_terminal_would_obey_is_escaped(written: io.StringIO, sign: str, words: str) -> None:
    logging.getLogger("bot.test").warning("%s", words.format(sign), extra={"user": sign})
    (line,) = written.getvalue().splitlines()
    assert line.isprintable()
    value = line[line.index("message=") + len("message=") :]
    assert json.loads(value) == words.format(sign)


@pytest.mark.parametrize(
    "sign", ["\n", "\u2028", "\x1b[2J", " ", "=", '"', "\u202e", "\ud800", ""], ids=ascii
)
def test_the_names_of_extra_keys_are_escaped_too(written: io.StringIO, sign: str) -> None:
    name = f"a{sign} level=critical"
    logging.getLogger("bot.test").warning("x", extra={name: 1, "plain_one": 2, "": 3})
    (line,) = written.getvalue().splitlines()
    assert line.isprintable()
    assert f'{_escaped(name)}=1 plain_one=2 ""=3 message=x' in line


def _escaped(name: str) -> str:
    quoted = json.dumps(name, ensure_ascii=False)
    return "".join(one if one.isprintable() else json.dumps(one)[1:-1] for one in quoted)


def test_half_a_character_is_escaped() -> None:
    assert KeyValueFormatter(str)._value("a\ud800b") == '"a\\ud800b"'


@given(st.text())
def test_every_value_is_printable_and_can_be_read_back(text: str) -> None:
    value = KeyValueFormatter(lambda text: text)._value(text)
    assert value.isprintable()
    assert value == text or json.loads(value) == text


def test_text_from_users_starts_no_line_and_no_key(written: io.StringIO) -> None:
    logging.getLogger("bot").warning('x\nlevel=critical message="all is lost" \\')
    assert written.getvalue().count("\n") == 1
    assert written.getvalue().endswith('message="x\\nlevel=critical message=\\"all is lost\\" \\\\"\n')


def test_an_error_is_on_the_line_with_its_traceback(written: io.StringIO) -> None:
    try:
        raise ValueError("why")
    except ValueError:
        logging.getLogger("bot").exception("failed")
    assert written.getvalue().count("\n") == 1
    assert written.getvalue().endswith('ValueError: why"\n')


async def test_the_keys_of_a_task_are_in_its_records(written: io.StringIO) -> None:
    about(job=1, user=2, guild=None)
    about(tune=3)
    logging.getLogger("elsewhere").info("done")
    assert "job=1 user=2 tune=3 message=done" in written.getvalue()


async def test_an_error_in_a_command_is_logged_with_job_user_and_reference(
    written: io.StringIO, stage: Stage
) -> None:
    stage.engine.crash = RuntimeError("boom")
    told = (await stage.compose()).followups[0].content
    (line,) = [fields(line) for line in written.getvalue().splitlines() if "boom" in line]
    assert line["user"] == str(stage.ann.id)
    assert line["job"] == stage.engine.last.id
    assert line["reference"] in told
    assert stage.refusals == ["RuntimeError"]


def response_error() -> aiohttp.ClientResponseError:
    url = URL(f"https://discord.com/api/v10/webhooks/123/{SECRET}/messages/@original")
    headers = CIMultiDictProxy(CIMultiDict({"Authorization": f"Bot {TOKEN}"}))
    return aiohttp.ClientResponseError(RequestInfo(url, "PATCH", headers, url), (), status=500)


@pytest.mark.parametrize(
    "said",
    [
        f"POST https://discord.com/api/v10/interactions/123/{SECRET}/callback with None has returned 204",
        f"PATCH /webhooks/123/{SECRET}/messages/@original",
        f"https%3A//discord.com/api/webhooks%2F123%2F{SECRET}%2Fmessages",
        f"/webhooks/123/{SECRET}?wait=true",
        f"Event: {{'t': 'INTERACTION_CREATE', 'd': {{'version': 1, 'token': '{SECRET}', 'id': '5'}}}}",
        f'{{"token": "{SECRET}"}}',
        f'"{{\\"token\\": \\"{SECRET}\\"}}"',
        f"token={SECRET}&x=1",
        f"{{'Authorization': 'Bot {TOKEN}'}}",
        f"Bot {TOKEN}",
        f"someone else's {OTHER}",
        f"('{SECRET}', 5)",
        str(response_error()),
    ],
)
def test_a_secret_is_hidden_wherever_it_occurs(said: str) -> None:
    hidden = redactor(None)(said)
    assert SECRET not in hidden
    assert TOKEN not in hidden
    assert OTHER not in hidden
    assert HIDDEN in hidden


TOKENS = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=", min_size=20)


@given(TOKENS, st.integers(1, 2**63), st.sampled_from(["webhooks", "interactions"]))
def test_an_interaction_token_of_any_shape_is_hidden(token: str, number: int, kind: str) -> None:
    event = {"t": "INTERACTION_CREATE", "d": {"id": str(number), "token": token, "version": 1}}
    url = f"https://discord.com/api/v10/{kind}/{number}/{token}"
    for said in (
        url,
        f"{url}/messages/@original",
        f"{url}?wait=true",
        f"'{url}'",
        str(event),
        json.dumps(event),
    ):
        assert token not in redactor(None)(said)


def test_the_bots_own_token_of_any_shape_is_hidden() -> None:
    assert redactor("secret")("a secret b") == f"a {HIDDEN} b"


@pytest.mark.parametrize(
    "said",
    [
        "the tokenizer reads token 5",
        "GET https://discord.com/api/v10/channels/1/messages",
        "Please check DISCORD_TOKEN; LILT_LOG=DEBUG tells more.",
    ],
)
def test_text_without_a_secret_is_not_changed(said: str) -> None:
    assert redactor(TOKEN)(said) == said


async def test_a_run_at_debug_writes_no_token(written: io.StringIO, stage: Stage) -> None:
    answer = await stage.compose()
    await stage.ann.click(answer.response, label="Another")
    stage.engine.crash = RuntimeError(f"PATCH /webhooks/1/{stage.engine.last.id}x/messages")
    await stage.compose()
    assert stage.refusals == ["RuntimeError"]
    text = written.getvalue()
    assert f"/webhooks/1/{HIDDEN}/messages" in text
    assert "simcord_interaction_" not in text


def test_an_uncaught_exception_is_one_line_without_the_token(
    written: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    set_up("INFO", TOKEN)
    try:
        raise RuntimeError(f"Authorization: Bot {TOKEN}")
    except RuntimeError as error:
        sys.excepthook(RuntimeError, error, error.__traceback__)
    assert written.getvalue().count("\n") == 1
    assert "level=critical" in written.getvalue()
    assert TOKEN not in written.getvalue()


def _fail() -> None:
    raise ValueError("two\nlines")


async def test_a_worker_process_logs_in_the_same_format(capfd: pytest.CaptureFixture[str]) -> None:
    pool = ProcessPool(1, seconds=30, memory=2**30, prepare=partial(set_up, "INFO", TOKEN))
    pool.start()
    with pytest.raises(WorkFailed):
        await pool.run(_fail)
    await asyncio.to_thread(pool.close)
    lines = [line for line in capfd.readouterr().err.splitlines() if "ValueError" in line]
    assert len(lines) == 1
    assert lines[0].startswith("time=")
