"""What people and models wrote shows as they wrote it: nothing that Discord renders survives the escape."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.errors import sentence
from bot.history import BY_HAND, Entry, Page
from bot.markdown import escaped, one_line, visible
from bot.requests.user_abc import RenderOptions, Unreadable, book_in, read_user_abc
from bot.views.embeds import page_embed, set_embed, top_embed, tune_embed
from bot.views.family_tree import family_tree
from bot.views.provenance import provenance_embed
from bot.views.text import plain
from generator.cutting import cut
from generator.errors import BadRequest
from generator.request import ComposeRequest
from generator.tune import Rendering, Tune
from tests.bot.fakes import asker

RENDERED = {
    "a masked link": r"\[[^\]]*\]\(",
    "a URL": r"(?i)\b[a-z]+://\S",
    "an invitation or a gift": r"(?i)discord(app)?\.(gg|gift|com|new|media)/\w",
    "<@user>, <@&role>, <#channel>, <t:0:R>, </command:0>, <:emoji:0>, <id:customize>, <https://…>": r"<",
    "@everyone, @here": r"@\w",
    ":emoji:": r":[^\s:]+:",
    "a heading": r"^#{1,3}\s",
    "small print": r"^-#\s",
    "a list": r"^\s*([-+*]|\d+\.)\s",
    "a quote": r"^>",
    "bold, italics, underline": r"[*_]",
    "struck out": "~",
    "a spoiler": r"\|",
    "code": "`",
    "the end of our own link": r"\]",
    "a line end": r"[\n\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]",
    "a bidirectional control": r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]",
    "nothing to see": r"[\u00ad\u034f\u115f\u1160\u180e\u200b-\u200d\u2060-\u2064\u2800\u3164\ufeff"
    r"\uffa0\U000e0001-\U000e007f]",
    "a control": r"[\x00-\x1f\x7f-\x9f]",
    "a heap of marks": r"[\u0300-\u036f]{4}",
}  # fmt: skip

WRITTEN = [
    "[a](b)", "[Free](https://evil.example)", "https://evil.example", "http://evil.example/a_b",
    "HTTPS://E.EX", "steam://run/1", "discord.gg/abcdef", "discord.com/invite/abc", "discordapp.com/invite/x",
    "discord.gift/x", "<https://evil.example>", "<@1>", "<@!1>", "<@&1>", "<#1>", "<t:0:R>", "</cmd:1>",
    "<:emoji:1>", "<a:emoji:1>", "<id:customize>", "<id:browse>", "<mailto:a@b.example>", "<+4930123>",
    "@everyone", "@here", ":smile:", ":a::skin-tone-1:", "# Loud", "## Loud", "### Loud", "-# small", "- one",
    "* one", "+ one", "1. one", "999. one", "12345. one",
    "> said", ">>> said", "**b**", "*i*", "_i_", "__u__", "~~s~~",
    "||hidden||", "`code`", "``code``", "```py\ncode\n```", "\\", "\\*b*", "\\\\[a](b)", "a\u202eb",
    "a\u2066b", "\u200b", "a\u200bb", "a\u2028# b", "a\u2029b", "a\x85b", "a\x9bb", "a\n# b", "a\r\n> b",
    "\ufeffa", "\u3164", "\u2800", "a\U000e0041b", "\ud800", "e\u0301\u0301\u0301\u0301\u0301\u0301",
    "@\u200beveryone", "[a\u200b](b)", "htt\u200bps://evil.example", " # a", "\\<@1>", "1\\. a", "a]",
    "http:\\//x",
]  # fmt: skip
KEPT = [
    "The Wren's Nest", "Bb major", "F# dorian", "6/8", "The Gull No. 2", "a - b", "Ó Cárthaigh", "key: D",
    "(quiet)", "50 % slower", "Rock & Roll!", "👩", "שלום", "e\u0301",
]  # fmt: skip


SCRIPTS = {
    "Thai": "ที่นี่น้ำผู้ป้ำ",
    "Devanagari": "हिन्दी र्क्ष्म्य कॉंग्रेस ज़ंड़ी",
    "Hebrew with cantillation": "בְּרֵאשִׁ֖ית שָּׁ֑ לַשָּׁ\u05bd\u0591",
    "Vietnamese, decomposed": unicodedata.normalize("NFD", "Đường về nước Việt, những ngọn đồi"),
    "Arabic": "بِسْمِ ٱللَّهِ ٱلرَّحْمَـٰنِ",
    "Tibetan": "བསྒྲུབས་ རྒྱུ",
    "Tamil, Myanmar, Khmer": "கொள்ளு မြန်မာ့ ស្រ្តី ខ្មែរ",
    "Japanese, decomposed": unicodedata.normalize("NFD", "がぎぐ ぱぴぷ"),
    "emoji": "❤\ufe0f 1\ufe0f\u20e3",
}
HEAPS = {
    "Latin": ("o\u0301", 3), "enclosing": ("o\u20dd", 3), "Hebrew accents": ("א\u0591", 5),
    "Arabic": ("ب\u064b", 5), "Thai tones": ("ก\u0e48", 5), "Devanagari": ("क\u0951", 5),
    "Tibetan": ("ཀ\u0f39", 5), "Cyrillic": ("я\u0483", 3), "Lao": ("ກ\u0ec8", 5), "Syriac": ("ܐ\u0730", 5),
    "Vedic": ("क\u1cd0", 5), "musical": ("a\U0001d165", 5), "spacing": ("क\u093e", 5),
    "variation selectors": ("a\ufe01", 5), "Kharoshthi": ("\U00010a10\U00010a0c", 5),
}  # fmt: skip
"""Script -> a letter with a mark, and how many of that mark stay."""


@pytest.mark.parametrize("name", SCRIPTS)
def test_what_is_written_in_a_script_stays(name: str) -> None:
    assert escaped(SCRIPTS[name]) == SCRIPTS[name]


@pytest.mark.parametrize("name", HEAPS)
def test_a_heap_of_marks_becomes_a_small_one(name: str) -> None:
    written, most = HEAPS[name]
    letter, mark = written[0], written[1]
    assert escaped(f"{letter}{mark * 40}b{mark}") == f"{letter}{mark * most}b{mark}"


@given(st.text(st.characters(categories=["Mn", "Mc", "Me", "Lu"]), max_size=40))
def test_no_letter_has_more_than_five_marks(text: str) -> None:
    runs = "".join("m" if unicodedata.category(one)[0] == "M" else "-" for one in one_line(text))
    assert "m" * 6 not in runs


def written_by(name: str, title: str) -> Entry:
    """A tune that somebody of this name sent under this title."""
    made = Tune(request=ComposeRequest(), title=title, abc="X:1\nK:D\nDFA|]\n", model=BY_HAND)
    whose = replace(asker(1), user_name=name)
    return Entry(id=7, asker=whose, message_id=1, created_at=1, asked=made.request, tune=made)


def shown(markdown: str) -> str:
    """What Discord shows of markdown that is text and escapes: "\\" before punctuation is dropped."""
    return re.sub(r"\\([^0-9A-Za-z\s])", r"\1", markdown)


def rendered(markdown: str) -> list[str]:
    """What a markdown renderer would find beside the escapes."""
    rest = re.sub(r"\\[^0-9A-Za-z\s]", "·", markdown)
    return [name for name, pattern in RENDERED.items() if re.search(pattern, rest)]


@pytest.mark.parametrize("text", WRITTEN)
def test_nothing_that_discord_renders_survives(text: str) -> None:
    assert rendered(escaped(text)) == []
    assert shown(escaped(text)) == one_line(text)


@pytest.mark.parametrize("name", RENDERED)
def test_every_pattern_finds_one_of_the_texts(name: str) -> None:
    assert any(re.search(RENDERED[name], text) for text in WRITTEN)


@pytest.mark.parametrize("text", KEPT)
def test_ordinary_text_is_not_changed(text: str) -> None:
    assert escaped(text) == text


pieces = st.one_of(
    st.sampled_from(WRITTEN), st.sampled_from(list("\\[]()<>@#*_~|`:/.-+&!1a \n")), st.text(max_size=3)
)


@given(st.lists(pieces, max_size=12).map("".join), st.integers(1, 90))
@example(text="https:\\//x", limit=80)
def test_no_mixture_of_them_survives(text: str, limit: int) -> None:
    assert rendered(plain(text, limit)) == []
    line = one_line(text)
    assert shown(plain(text, limit)) == one_line(cut(line, limit))


@given(st.text())
def test_what_is_visible_has_no_controls(text: str) -> None:
    assert {unicodedata.category(one) for one in visible(text) if not one.isspace()}.isdisjoint(
        {"Cc", "Cf", "Cs"}
    )
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize("text", WRITTEN)
def test_every_embed_escapes_what_is_in_a_tune(text: str) -> None:
    entry = written_by(text, text)
    texts = [
        page_embed("Tunes", Page((entry,), 0, 1), by_one=False).description,
        tune_embed(entry, players="fiddle").title,
        top_embed([(entry, 1)]).description,
        set_embed([entry], 1, Rendering(files={}, seconds=1.0), players="fiddle").description,
        provenance_embed(entry).description,
    ]
    ours = re.compile(r"<t:\d+:R>|<@\d+>|\*\*#\d+\*\* |^#\d+ · ")  # the marks of the embeds themselves
    lines = [line for one in texts for line in str(one).split("\n")]
    assert len(lines) == 7  # a set has its players on a line, and so has how a tune was made
    assert [rendered(ours.sub("", line)) for line in lines] == [[]] * 7


@pytest.mark.parametrize("text", WRITTEN)
def test_text_outside_of_markdown_is_visible_all_the_same(text: str) -> None:
    entry = written_by(text, text)
    (line,) = family_tree([entry], entry.id, {entry.id})
    footer = str(tune_embed(entry, players="fiddle").footer.text)
    for one in (line, footer):
        assert visible(one) == one
        assert "`" not in line


@pytest.mark.parametrize("text", WRITTEN)
def test_an_error_that_quotes_what_was_typed_escapes_it(text: str) -> None:
    assert rendered(sentence(BadRequest("key", text, "it must be a key"))) == []


def test_an_error_in_abc_shows_its_line_as_code() -> None:
    with pytest.raises(Unreadable) as raised:
        read_user_abc(
            book_in("X:1\nT:x\nM:6/8\nL:1/8\nK:D\n[a](https://evil.example)`|\n").tunes[0], RenderOptions()
        )
    words, _, code = str(raised.value).partition("\n")
    assert rendered(words) == []
    assert code.startswith("```\n")
    assert code.count("`") == 6
