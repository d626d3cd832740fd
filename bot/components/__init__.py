"""Buttons, menus and forms. Their whole state is their custom_id, so they work after a restart.

Everyone who sees a tune's message may press what makes something new or is for them only: the message has
shown the tune already. Only the user who asked for a tune, or a moderator, may end
something; a challenge, who began it or manages the server.
"""

from bot.components.another_button import Another
from bot.components.base import unknown_form
from bot.components.book_menu import OtherTune
from bot.components.cancel_button import Cancel, cancel_view
from bot.components.challenge.answering import AnswerChallenge, ChangeAnswer, WriteAnswer, written
from bot.components.challenge.ending import EndChallenge, EndChallengeNow, KeepChallenge, challenge_view
from bot.components.forget_me_button import ForgetMe, forget_me_view
from bot.components.more.files_menu import Files
from bot.components.more.more_menu import More, OtherInstrument, OtherKey
from bot.components.more.post_button import PostHere, post_view
from bot.components.more.practice_form import ReopenPractice, practise
from bot.components.more.tab_menu import Tablature
from bot.components.page_buttons import OpenTune, TurnPage, list_view, page_view
from bot.components.paste_form import ChangePasted, PasteForm, attached_file, pasted
from bot.components.playing import play
from bot.components.remix_modal import Remix, Reopen, remixed
from bot.components.tune_row import Delete, DeleteNow, Keep, Save, Unsave, tune_buttons
from bot.components.vary_menu import Vary

ITEMS = (
    Another,
    AnswerChallenge,
    Cancel,
    ChangeAnswer,
    ChangePasted,
    Delete,
    DeleteNow,
    EndChallenge,
    EndChallengeNow,
    Files,
    ForgetMe,
    Keep,
    KeepChallenge,
    More,
    OpenTune,
    OtherInstrument,
    OtherKey,
    OtherTune,
    PostHere,
    Remix,
    Reopen,
    ReopenPractice,
    Save,
    Tablature,
    TurnPage,
    Unsave,
    Vary,
    WriteAnswer,
)
"""What the client registers, to hear of presses after a restart."""

FORMS = (pasted, practise, remixed, written, unknown_form)
"""Called with each submitted form; each handles its own, and the last one what is left."""

__all__ = [
    "FORMS",
    "ITEMS",
    "PasteForm",
    "attached_file",
    "cancel_view",
    "challenge_view",
    "forget_me_view",
    "list_view",
    "page_view",
    "play",
    "post_view",
    "tune_buttons",
]
