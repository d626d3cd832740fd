"""`python -m tests.loopback.hasty_bot`: the bot with a fake engine; it waits only moments between tries."""

from __future__ import annotations

import sys

from bot.transport import retry

WAITS = ("SERVER_ERROR", "GARBLED", "NO_ANSWER")
SECONDS = 0.1
ANSWER_SECONDS = 0.5
"""The time limit of one try to deliver a tune."""
NONCE_SECONDS = 0.2
ENDING_SECONDS = 3.0
"""The time that a bot with the same data has to end."""


def be_hasty(answer_seconds: float = ANSWER_SECONDS) -> None:
    """Shorten the waits, before other modules import them."""
    faults = {name: retry.Fault(name, SECONDS, SECONDS) for name in WAITS}
    vars(retry).update(faults, ORDER=retry.Patience(waits=retry.ORDER.waits, answer=answer_seconds))
    from bot.transport.gateway import session_starts, shard

    vars(shard).update(LOST=retry.Fault("lost", SECONDS, SECONDS))
    vars(session_starts).update(SESSION_SECONDS=0.0)


if __name__ == "__main__":
    be_hasty()
    from bot.ops import lock
    from bot.orders import own_message
    from bot.transport import command_sync
    from bot.transport.gateway import shard

    vars(own_message).update(NONCE_SECONDS=NONCE_SECONDS)
    vars(lock).update(ENDING_SECONDS=ENDING_SECONDS)
    vars(command_sync).update(PATIENCE=retry.Patience(waits=20.0, answer=ANSWER_SECONDS))
    vars(shard).update(HELLO_SECONDS=ANSWER_SECONDS, OPENING_SECONDS=ANSWER_SECONDS)
    from tests.loopback.fake_engine_bot import open_fake_engine, run_bot

    sys.exit(run_bot(open_fake_engine))
