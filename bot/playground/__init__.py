"""A Discord of one's own on this machine: a loopback server that an unpatched client connects to, and a page.

world     the simulated Discord (simcord's), on the wall clock
limits    what Discord refuses, as pure functions
faults    what can go wrong on the way
gateway   the WebSocket: hello, identify, events, resume
rest      the calls and the files: /api/v10 and /cdn
server    the three behind one port of 127.0.0.1
child     the bot in a process of its own
page      the channel in a browser, with our dress and sound
play      `python -m bot` without a token: all of it together

The bot does not know that it is here: `bot.transport.endpoints` tells it where Discord is, and that is all.
"""
