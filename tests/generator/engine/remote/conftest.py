"""Workers are missed and tasks are asked for again after a second, not after five."""

from __future__ import annotations

import pytest

from generator.engine.remote import dispatcher
from generator.engine.remote.ledger import Ledger
from generator.engine.remote.register import Register
from generator.engine.remote.worker import worker


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher, "Register", lambda: Register(1.0))
    monkeypatch.setattr(dispatcher, "Ledger", lambda: Ledger(1.0, 1.0))
    monkeypatch.setattr(dispatcher, "RETURN_SECONDS", 1.0)
    monkeypatch.setattr(worker, "BEAT_SECONDS", 0.1)
