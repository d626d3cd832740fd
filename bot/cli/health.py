"""`python -m bot health`: for a container's health check, from beside the bot."""

from __future__ import annotations

import argparse

from bot.cli.exit_codes import Refused
from bot.ops.heartbeat import last_sign
from bot.settings import Settings


def health(settings: Settings, _: argparse.Namespace) -> None:
    """Raises Refused with what is wrong."""
    sentence = last_sign(settings.data)
    if sentence is not None:
        raise Refused(sentence)
