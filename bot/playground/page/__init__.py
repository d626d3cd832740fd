"""The channel in a browser: simcord's preview of the simulation, and what of it differs here.

channel_page    opens it, redraws it, takes its actions
presses         buttons and menus of a page that was redrawn since
typed_command   "/compose type: jig" as a command
messages        names instead of ids, files as cards
notices         what is said when an action was not done
style           colours and sizes beyond simcord's
message_links   links to messages of the channel lead to them
script          what the page does beyond simcord's
replacements    simcord's texts and ours; sends style and script with them
media           sound and pictures as they are, not converted
"""
