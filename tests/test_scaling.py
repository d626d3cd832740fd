"""docs/scaling.md has the subjects, streams, consumers and times of the program."""

from __future__ import annotations

import re
from pathlib import Path

from generator.engine.remote import broker, ledger, register, subjects
from generator.engine.remote.dispatcher import RETURN_SECONDS
from generator.engine.remote.settings.security import Security
from generator.library.remote import SUBJECT

TEXT = (Path(__file__).parent.parent / "docs" / "scaling.md").read_text()


def test_the_subjects_are_those_of_the_program() -> None:
    listed = set(re.findall(r"^\| `(lilt\.[\w.]+)` \|", TEXT, re.MULTILINE))
    kinds = (subjects.ANY, subjects.named("MODEL"), subjects.RENDER)
    by_task = (subjects.RESULT, subjects.PROGRESS, subjects.CANCEL)
    assert listed == {
        *(subjects.work_of(kind, "ID") for kind in kinds),
        *(f"{begin}.ID" for begin in by_task),
        f"{subjects.WORKERS}.NAME",
        subjects.HELLO,
        f"{SUBJECT}.WHAT",
    }


def test_the_streams_and_consumers_are_those_of_the_program() -> None:
    assert set(re.findall(r"^\| `(LILT_\w+)` \|", TEXT, re.MULTILINE)) == {
        subjects.WORK,
        subjects.RESULTS,
        subjects.BUCKET,
    }
    for kind in (subjects.ANY, subjects.named("MODEL"), subjects.RENDER):
        assert f"`{subjects.consumer_of(kind)}`" in TEXT


def test_the_times_are_those_of_the_program() -> None:
    assert (broker.TASK_SECONDS, broker.KEPT_SECONDS, broker.ACK_SECONDS) == (3600, 600, 30)
    assert (register.SILENT_SECONDS, ledger.CLAIM_SECONDS, ledger.MOST_LOSSES) == (5, 4, 5)
    assert broker.UNUSED_SECONDS == 2 * 3600
    assert RETURN_SECONDS + register.SILENT_SECONDS == 10
    for words in ("an hour", "ten minutes", "after thirty", "after five seconds", "after four seconds",
                  "until ten seconds", "five times", "for two hours"):  # fmt: skip
        assert words in TEXT


def test_the_document_says_how_to_be_safe() -> None:
    for name in Security.__dataclass_fields__:
        assert name in ("cert", "key") or f"LILT_NATS_{name.upper()}" in TEXT
