"""The library of the workers: the same answers and errors as on one machine, over a real NATS server."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import pytest

from generator.catalogue import Catalogue
from generator.engine.remote.connection import Connection
from generator.errors import BadRequest, LiltError, Unavailable, WorkFailed
from generator.importing.files import LARGEST, Imported
from generator.library import answers, questions
from generator.library import remote as remote_module
from generator.library.following import following
from generator.library.local import LocalLibrary
from generator.library.questions import Kind, Question
from generator.library.remote import NO_ANSWER, SUBJECT, RemoteLibrary
from generator.library.server import answering
from generator.model.folders import DEFAULT, SHIPPED
from generator.model.training_tunes import load_training_tunes
from generator.notation.intervals import steps_of
from tests.generator.engine.remote.nats_server import NatsServer
from tests.generator.importing.music_files import plain_midi

JIG = "X:1\nT:Ann's Jig\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|\n"
TUNE = load_training_tunes(SHIPPED / DEFAULT)[100]


class Scripted(LocalLibrary):
    """Answers `read_file` with what `answer` gives; counts how often it is asked."""

    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer
        self.asked = 0

    async def read_file(self, name: str, content: bytes) -> Imported:
        self.asked += 1
        result = self.answer(name, content)
        imported: Imported = await result if asyncio.iscoroutine(result) else result
        return imported


def raising(error: Exception) -> Any:
    def answer(*_: object) -> Imported:
        raise error

    return answer


async def test_a_worker_says_what_the_library_on_its_machine_says(
    workers: Connection, remote: RemoteLibrary
) -> None:
    local = LocalLibrary()
    async with answering(workers, local):
        assert await remote.catalogue() == await local.catalogue()
        assert await remote.catalogue("second") == await local.catalogue("second")
        assert await remote.models() == await local.models() == ["second", "third"]
        assert await remote.card() == await local.card()
        assert await remote.nearest(TUNE.pitches) == await local.nearest(TUNE.pitches)
        assert await remote.nearest([60, 62]) is None
        steps = steps_of(TUNE.pitches[:20])
        assert await remote.containing(steps) == await local.containing(steps)
        midi = plain_midi(JIG)
        assert await remote.read_file("a.mid", midi) == await local.read_file("a.mid", midi)


async def test_errors_come_out_as_they_went_in(workers: Connection, remote: RemoteLibrary) -> None:
    async with answering(workers, LocalLibrary()):
        with pytest.raises(BadRequest, match="fourth is not possible; it must be one of: second, third"):
            await remote.catalogue("fourth")
        with pytest.raises(BadRequest, match=r"a\.mid"):
            await remote.read_file("a.mid", b"MThd and nothing else")
    async with answering(workers, Scripted(raising(WorkFailed("This could not be done.")))):
        with pytest.raises(WorkFailed, match="This could not be done"):
            await remote.read_file("a.mid", b"MThd")


async def test_without_a_worker_it_is_said_soon(remote: RemoteLibrary) -> None:
    started = time.monotonic()
    with pytest.raises(Unavailable, match="No worker answers now"):
        await remote.card()
    assert time.monotonic() - started < 3


async def test_without_a_broker_it_is_said_soon(remote: RemoteLibrary, server: NatsServer) -> None:
    server.kill()
    started = time.monotonic()
    with pytest.raises(Unavailable, match="No worker answers now"):
        await remote.models()
    assert time.monotonic() - started < 10


async def test_a_worker_that_starts_meanwhile_answers(workers: Connection, remote: RemoteLibrary) -> None:
    asking = asyncio.create_task(remote.models())
    await asyncio.sleep(0.2)
    async with answering(workers, LocalLibrary()):
        assert await asking == ["second", "third"]


async def test_another_worker_is_asked_where_one_is_silent_or_fails(
    monkeypatch: pytest.MonkeyPatch, workers: Connection, remote: RemoteLibrary
) -> None:
    monkeypatch.setattr(remote_module, "PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(remote_module, "TRIES", 20)
    monkeypatch.setitem(questions.KINDS, "read_file", Kind(2, 0.3))

    async def never(*_: object) -> Imported:
        await asyncio.sleep(60)
        raise AssertionError

    silent, failing = Scripted(never), Scripted(raising(RuntimeError("unexpected")))
    well = Scripted(lambda *_: Imported(JIG, ()))
    async with answering(workers, silent), answering(workers, failing), answering(workers, well):
        for _ in range(10):
            assert await remote.read_file("a.mid", b"MThd") == Imported(JIG, ())
    assert silent.asked
    assert failing.asked


async def test_a_file_is_sent_as_it_is_and_one_too_large_for_the_broker_is_refused(
    workers: Connection, remote: RemoteLibrary, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = bytes(range(256)) * (LARGEST // 256)
    sent: list[tuple[str, bytes]] = []

    def keep(name: str, content: bytes) -> Imported:
        sent.append((name, content))
        return Imported("", ())

    async with answering(workers, Scripted(keep)):
        await remote.read_file("Ä\n" * 200 + ".mid", content)
        ((name, received),) = sent
        assert name == ("Ä\n" * 200 + ".mid")[-questions.LONGEST_NAME :]
        assert received == content
        monkeypatch.setattr(type(workers), "max_payload", 1000, raising=False)
        with pytest.raises(BadRequest, match="too large to be sent to a worker"):
            await remote.read_file("a.mid", content)


async def test_an_answer_that_is_too_long_is_an_error(workers: Connection, remote: RemoteLibrary) -> None:
    async with answering(workers, Scripted(lambda *_: Imported("A" * answers.LARGEST, ()))):
        with pytest.raises(LiltError, match="There is too much in this file"):
            await remote.read_file("a.mid", b"MThd")


BAD_QUESTIONS = [
    ("catalogue", b"7"),
    ("catalogue", b'"../etc"'),
    ("catalogue", b'"x"\nmore'),
    ("catalogue", b"[" * 10_000),
    ("models", b'"all"'),
    ("nearest", b"null"),
    ("nearest", b'["60"]'),
    ("nearest", b"[60.5]"),
    ("nearest", b"[true]"),
    ("nearest", b"[-1]"),
    ("nearest", b"[128]"),
    ("nearest", json.dumps([60] * (questions.MOST_PITCHES + 1)).encode()),
    ("containing", b"{}"),
    ("containing", json.dumps("x" * (questions.MOST_STEPS + 1)).encode()),
    ("read_file", b"MThd"),
    ("read_file", json.dumps("x" * 301).encode() + b"\nMThd"),
    ("read_file", b'"a.mid"\n' + b"M" * (LARGEST + 1)),
    ("read_file", b"\xff\xfe"),
]


@pytest.mark.parametrize(("what", "message"), BAD_QUESTIONS, ids=range(len(BAD_QUESTIONS)))
def test_a_worker_answers_no_question_that_no_bot_asks(what: str, message: bytes) -> None:
    with pytest.raises(BadRequest, match="it must be what a bot of this version asks"):
        questions.decode(what, message)


@pytest.mark.parametrize(
    "question",
    [
        Question("catalogue"),
        Question("catalogue", "third"),
        Question("nearest", [0, 127]),
        Question("containing", steps_of((60, 62, 64))),
        Question("read_file", "a\nb.mid", b"MThd\n\x00"),
    ],
    ids=lambda one: one.what,
)
def test_a_question_arrives_as_it_was_asked(question: Question) -> None:
    assert questions.decode(question.what, questions.encode(question)) == question


async def test_a_question_of_another_version_is_answered_with_an_error(
    workers: Connection, remote: RemoteLibrary
) -> None:
    async with answering(workers, LocalLibrary()):
        reply = await remote._connection.request(f"{SUBJECT}.nearest", b'{"tune": 7}', timeout=5)
    assert isinstance(answers.decode("nearest", reply.data), BadRequest)


CATALOGUE = {
    "model": "m",
    "styles": [["jig", "6/8", "maj", "AABB 8", 100]],
    "tonics": {"maj": {"D": 9}},
}
CARD = {"model": "m", "parameters": 1, "date": "", "tunes": None, "data": "", "command": "", "terms": ""}
NEAREST = {"title": "", "place": "a:1", "longest": 7, "share": 0.5}
IN_PRINT = {"tunes": [{"title": "A", "place": "b"}], "count": 1, "searched": 2}
BAD_ANSWERS: list[tuple[str, Any]] = [
    ("catalogue", None),
    ("catalogue", {**CATALOGUE, "model": 7}),
    ("catalogue", {**CATALOGUE, "styles": []}),
    ("catalogue", {**CATALOGUE, "styles": [["jig", "6/0.5", "maj", "AABB 8", 100]]}),
    ("catalogue", {**CATALOGUE, "styles": [["jig", "6/8", "loud", "AABB 8", 100]]}),
    ("catalogue", {**CATALOGUE, "styles": [["jig", "6/8", "dor", "AABB 8", 100]]}),
    ("catalogue", {**CATALOGUE, "styles": [["jig", "6/8", "maj", "XYZ", 100]]}),
    ("catalogue", {**CATALOGUE, "styles": [["jig", "6/8", "maj", "AABB 8", "many"]]}),
    ("catalogue", {**CATALOGUE, "styles": [[["jig"], "6/8", "maj", "AABB 8", 100]]}),
    ("catalogue", {**CATALOGUE, "tonics": {"maj": {"D": -1}}}),
    ("catalogue", {**CATALOGUE, "tonics": {"maj": {"H": 1}}}),
    ("catalogue", {**CATALOGUE, "tonics": 7}),
    ("models", "third"),
    ("models", ["../etc"]),
    ("models", [7]),
    ("card", {**CARD, "more": ""}),
    ("card", {**CARD, "terms": "x" * 5000}),
    ("card", {**CARD, "tunes": "many"}),
    ("nearest", {**NEAREST, "share": 7}),
    ("nearest", {**NEAREST, "longest": "7"}),
    ("nearest", {**NEAREST, "title": None}),
    ("nearest", [1]),
    ("containing", {**IN_PRINT, "count": 0}),
    ("containing", {**IN_PRINT, "tunes": [7]}),
    ("containing", {**IN_PRINT, "tunes": [{"title": "A", "place": "b"}] * 26, "count": 26}),
    ("read_file", {"abc": 7, "notices": []}),
    ("read_file", {"abc": "", "notices": ["x"] * 99}),
    ("read_file", {"abc": "", "notices": "x"}),
]


@pytest.mark.parametrize(("what", "answer"), BAD_ANSWERS, ids=range(len(BAD_ANSWERS)))
def test_the_bot_takes_no_answer_that_no_worker_gives(what: str, answer: Any) -> None:
    with pytest.raises(answers.Malformed):
        answers.decode(what, json.dumps({"answer": answer}).encode())


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"{}",
        b"7",
        b"[" * 10_000,
        b'{"answer": null, "more": 1}',
        b'{"error": {"kind": "OSError"}}',
        b"\xff",
    ],
    ids=range(7),
)
def test_the_bot_takes_nothing_that_is_no_answer(message: bytes) -> None:
    with pytest.raises(answers.Malformed):
        answers.decode("nearest", message)


@pytest.mark.parametrize(
    ("what", "answer"),
    [("catalogue", CATALOGUE), ("card", CARD), ("nearest", NEAREST), ("containing", IN_PRINT)],
)
def test_the_good_ones_among_them_are_taken(what: str, answer: Any) -> None:
    """The bad answers above differ from these in one value."""
    answers.decode(what, json.dumps({"answer": answer}).encode())


class Switching(LocalLibrary):
    """Its model in use is another one from the third question on; the first one fails."""

    def __init__(self) -> None:
        super().__init__()
        self._answers: list[Catalogue | LiltError] = []

    async def catalogue(self, model: str | None = None) -> Catalogue:
        answer = self._answers.pop(0)
        if isinstance(answer, LiltError):
            raise answer
        return answer


async def test_the_catalogue_of_another_model_is_asked_for_until_a_worker_has_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("generator.library.following.TRY_SECONDS", 0.01)
    library, local, changed = Switching(), LocalLibrary(), []
    second, third = await local.catalogue("second"), await local.catalogue("third")
    library._answers = [Unavailable(NO_ANSWER), second, third, second]
    heard = asyncio.Event()

    def hear(catalogue: Catalogue) -> None:
        changed.append(catalogue)
        heard.set()

    async with following(library, hear) as use:
        use(third.model)
        await heard.wait()
    assert changed == [third]
    assert library._answers == [second]


async def test_following_ends_with_its_context(caplog: pytest.LogCaptureFixture) -> None:
    library = Switching()
    library._answers = [Unavailable(NO_ANSWER)] * 5
    changed: list[Catalogue] = []
    async with following(library, changed.append) as use:
        use("one")
        use("another")
        await asyncio.sleep(0)
    assert not changed
