"""`python -m generator worker` with a real model, a real broker and real signals."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from generator.cli.broker import security_from
from generator.cli.parser import build_parser
from generator.cli.worker import HANGING_CHECKS, end_if_it_hangs, name_of_worker
from generator.engine import Job
from generator.engine.client import compose, run
from generator.engine.remote.settings.security import Security
from generator.errors import BadRequest
from generator.request import ComposeRequest
from tests.generator.engine.jobs import until
from tests.generator.engine.remote.cluster import Cluster
from tests.generator.engine.remote.nats_server import nats_server

WORDS = ["worker", "--engine", "nats://127.0.0.1:4222"]


def worker_of(url: str, model: Path, folder: Path) -> subprocess.Popen[bytes]:
    words = ["worker", "--engine", url, "--model", str(model), "--models", str(folder), "--renders", "1"]
    return subprocess.Popen([sys.executable, "-m", "generator", *words])  # noqa: S603


@pytest.mark.timeout(180)
async def test_a_real_tune_is_composed_and_rendered_and_a_stopped_worker_leaves_nothing_undone(
    tmp_path: Path, rehearsed: Path
) -> None:
    work = ComposeRequest(type="jig", key="G", seed=2, temperature=0.4)
    formats = frozenset({"abc", "mid", "mp3", "wav", "png"})
    async with nats_server(tmp_path) as server, Cluster(server).engine() as engine:
        process = worker_of(server.url, rehearsed, tmp_path / "models")
        try:
            async with asyncio.timeout(120):
                one = await run(engine, Job(id="1", user="ann", work=work, formats=formats))
                await engine.submit(Job(id="2", user="ann", work=work, formats=frozenset({"abc"})))
                await until(lambda: engine._composer._dispatcher.workers.holders("2.compose"))  # type: ignore[attr-defined]
                process.send_signal(signal.SIGTERM)
                again = await compose(engine, "2")
            assert await asyncio.to_thread(process.wait, 40) == 0
            await until(lambda: "No worker" in str(engine.health.problem))
        finally:
            process.kill()
            process.wait()
    assert one.rendering.files.keys() == formats
    assert len(one.rendering.files["wav"]) > 2**20, "else it would not be stored apart"
    assert one.tune == again


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (
            ["worker", "--engine", "http://x"],
            "URL 'http://x' is not possible; LILT_ENGINE or --engine must be like",
        ),
        (
            ["worker", "--engine", "nats://a:b@x"],
            "have no user and no password in it; set LILT_NATS_USER",
        ),
        ([*WORDS, "--name", "a.b"], "name: a.b is not possible; it must be up to 80 letters"),
        ([*WORDS, "--rows", "0"], "--rows: '0' is not possible; it must be a number from 1 to 1000."),
        ([*WORDS, "--user", "ann"], "needs a password; set LILT_NATS_PASSWORD too."),
        (["worker"], "the following arguments are required: --engine"),
    ],
)
def test_what_is_not_possible_is_one_sentence_and_exit_code_2(words: list[str], sentence: str) -> None:
    command = [sys.executable, "-m", "generator", *words]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert sentence in line


async def test_a_worker_whose_composer_hangs_for_good_ends_with_70(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ended(Exception):
        pass

    class Stalling:
        """Hangs for a moment, goes on, then hangs for good."""

        looks = iter([True, True, False, *[True] * HANGING_CHECKS])

        @property
        def hangs(self) -> bool:
            return next(self.looks)

    def end(code: int) -> None:
        raise Ended(code)

    monkeypatch.setattr("generator.cli.worker.CHECK_SECONDS", 0.001)
    monkeypatch.setattr("os._exit", end)
    stalling = Stalling()
    with pytest.raises(Ended, match="70"):
        await end_if_it_hangs(stalling)
    assert next(stalling.looks, None) is None


def test_options_come_before_variables() -> None:
    variables = {
        "LILT_NATS_USER": "bob",
        "LILT_NATS_PASSWORD": "pw",
        "LILT_NATS_CA": "/ca.pem",
        "LILT_NATS_KEY": "",
    }
    arguments = build_parser().parse_args([*WORDS, "--user", "ann"])
    assert security_from(arguments, variables) == Security(user="ann", password="pw", ca=Path("/ca.pem"))


def test_a_worker_without_a_name_gets_one_that_no_other_has() -> None:
    assert name_of_worker("left-1") == "left-1"
    assert name_of_worker(None) != name_of_worker(None)
    with pytest.raises(BadRequest):
        name_of_worker("two words")


@pytest.mark.timeout(120)
async def test_a_worker_that_waits_for_a_broker_without_streams_says_so_and_can_be_stopped(
    tmp_path: Path, rehearsed: Path
) -> None:
    async with nats_server(tmp_path, jetstream=False) as server:
        words = ["worker", "--engine", server.url, "--model", str(rehearsed), "--renders", "1"]
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "generator", *words, "--models", str(tmp_path), stderr=subprocess.PIPE
        )
        try:
            assert process.stderr is not None
            async with asyncio.timeout(60):
                while (
                    b"it keeps no streams; start nats-server with -js" not in await process.stderr.readline()
                ):
                    assert not process.stderr.at_eof()
            process.terminate()
            async with asyncio.timeout(30):
                assert await process.wait() == 0
        finally:
            if process.returncode is None:
                process.kill()
