"""The connection to Discord: the login, and the gateway in as many shards as Discord recommends.

All of it is tried again with growing pauses as long as it takes, and ends only where Discord says that trying
again does not help. Knows no event.
"""

from bot.transport.gateway.login import log_in
from bot.transport.gateway.shards import Shards

__all__ = ["Shards", "log_in"]
