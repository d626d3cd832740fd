"""What the tests of several commands need."""

from __future__ import annotations

import discord
import pytest
from simcord.backend.cdn import CDN_BASE


@pytest.fixture
def its_files_are_discords(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is attached on the simulated Discord is taken for a file on Discord."""
    monkeypatch.setattr(discord.Asset, "BASE", CDN_BASE)
