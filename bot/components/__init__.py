"""Buttons, menus and forms. Their whole state is their custom_id, so they work after a restart.

Whoever sees a tune's message may press what makes something new or what is for themselves: the message has
shown the tune already. What ends something is its asker's.

base        what they have in common
another     the same wishes, new notes
vary        a part, the endings or some bars anew
remix       a form with every setting
more        files, slower, other instruments and keys, how it was made
row         what stands under a tune; Save and Delete, which change that row
waiting     Cancel
paging      leafing through the history, opening a tune of a list
"""

from bot.components.another_button import Another
from bot.components.cancel_button import Cancel, waiting_buttons
from bot.components.more_menu import More, OtherInstrument, OtherKey
from bot.components.page_buttons import OpenTune, TurnPage, list_view, page_view
from bot.components.remix_modal import Remix, Reopen, submitted
from bot.components.tune_row import Delete, DeleteNow, Keep, Save, tune_buttons
from bot.components.vary_menu import Vary

BUTTONS = (
    Another,
    Cancel,
    Delete,
    DeleteNow,
    Keep,
    More,
    OpenTune,
    OtherInstrument,
    OtherKey,
    Remix,
    Reopen,
    Save,
    TurnPage,
    Vary,
)

__all__ = ["BUTTONS", "list_view", "page_view", "submitted", "tune_buttons", "waiting_buttons"]
