"""The playground: a simulated Discord on this machine, the real bot connected to it, and a page to use it on.

simulation   the simulated Discord: simcord's backend, on the wall clock
limits/      Discord's limits, checked as pure functions
faults       failures between the bot and Discord, for tests
gateway      the WebSocket: hello, identify, events, resume
rest         the HTTP API and the files: /api/v10 and /cdn
server       all three on one port of 127.0.0.1
bot_process  the bot in a process of its own
page/        the channel in a browser
channel_store   the channel's messages, for the next start
launcher     `python -m bot` without a token: all of it together

The bot does not know that it is here: only the addresses in `bot.transport.endpoints` differ.
"""
