"""The slash commands: each builds a request and hands it on, or words what the history knows."""

from __future__ import annotations

from bot.commands.base import Command, everywhere, of_members, on_servers
from bot.commands.compose import compose_command
from bot.commands.family import family_command
from bot.commands.find import find_command
from bot.commands.guarded_tree import GuardedTree
from bot.commands.history import history_command, top_command, tune_command
from bot.commands.information import about_command, help_command, privacy_command, queue_command
from bot.commands.my_data import forget_me_command, my_data_command
from bot.commands.render import render_command
from bot.commands.server.challenge import challenge_command
from bot.commands.server.daily import daily_command
from bot.commands.server.settings import settings_command
from bot.commands.sets import set_command
from bot.commands.tunebook import tunebook_command
from generator.catalogue import Catalogue

__all__ = ["GuardedTree", "commands"]


def commands(catalogue: Catalogue) -> tuple[Command, ...]:
    """All commands, for a tree, in the order in which `/help` lists them."""
    anywhere = (
        compose_command(catalogue),
        render_command(),
        history_command(),
        find_command(),
        tune_command(),
        set_command(),
        tunebook_command(),
        top_command(),
        family_command(),
        queue_command(),
        help_command(),
        about_command(),
        privacy_command(),
        my_data_command(),
        forget_me_command(),
    )
    return (
        *map(everywhere, anywhere),
        of_members(challenge_command(catalogue)),
        on_servers(daily_command(catalogue)),
        on_servers(settings_command()),
    )
