"""The error of settings with which no connection can come about."""

from __future__ import annotations

from generator.errors import LiltError


class ConnectionRefused(LiltError):
    """The broker cannot be used as it was asked for; trying again does not help."""
