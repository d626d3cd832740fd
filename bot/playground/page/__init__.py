"""The channel in a browser: simcord's preview of the simulation, and what of it differs here.

channel_page    opens it, redraws it, takes its actions
presses         buttons and menus of a page that was redrawn since
typed_command   "/compose type: jig" as a command
messages        names instead of ids, files as cards
style           texts, colours and script beyond simcord's
audio           sound as it is, not converted
"""
