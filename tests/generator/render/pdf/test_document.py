"""PDFs, read again by a library that extracts their text and by one that draws them."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import simcord
import zxingcpp
from PIL import Image, ImageOps
from pypdf import PdfReader

from generator.arrangement.harmony import harmonise
from generator.cutting import cut
from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.writing.abc_tools import tune_of_link
from generator.notation.writing.writer import write_abc
from generator.render.pdf import contents
from generator.render.pdf.blocks import OPEN, Sheet
from generator.render.pdf.document import make_pdf
from generator.render.pdf.paper import SIZES
from generator.render.pdf.qr import LONGEST_LINK, qr_code
from generator.render.sheet import fonts
from generator.render.tablature.signs import tablature_of
from tests.generator.notation.constructs.catalogue import CONSTRUCTS
from tests.generator.render.tunes import reel, tune

MILLIMETRE = 72 / 25.4
BOOK = "Songs & tunes of O\u2019Neill"


def sheet(melody: Melody, title: str) -> Sheet:
    return Sheet(replace(melody, title=title), title, harmonise(melody))


@cache
def alone(paper: str = "a4") -> bytes:
    return make_pdf([sheet(reel(), "The Lilting Reel")], paper=paper)


@pytest.mark.parametrize(("bars", "paper"), [(48, "a4"), (44, "letter")])
def test_the_way_to_abc_tools_is_not_alone_on_a_page(bars: int, paper: str) -> None:
    """Where it would be, the lines of music are a little closer."""
    body = "dfd AFA|dfd efg|fed BcB|AFD E2A|" * (bars // 4)
    melody = read_abc(f"X:1\nT:Long\nM:6/8\nL:1/8\nK:D\n{body}")
    (page,) = read(make_pdf([Sheet(melody, "Long")], paper=paper)).pages
    assert OPEN in page.extract_text()


def test_a_long_composer_is_cut_before_the_origin() -> None:
    texts = (
        ("C", "Trad. arr. somebody with a really long name indeed from County Leitrim"),
        ("O", "Ireland"),
    )
    (page,) = read(make_pdf([Sheet(replace(reel(), texts=texts), "Reel")], paper="a4")).pages
    assert re.search(r"Trad\. arr\. somebody with a really.*\u2026 \(Ireland\)", page.extract_text())


@pytest.mark.parametrize("paper", ["a4", "letter"])
@pytest.mark.parametrize("written", [str, str.upper])
def test_a_long_title_is_set_smaller_before_it_is_cut(written: Callable[[str], str], paper: str) -> None:
    """The one on top and those below it show as many characters as on the picture."""
    title = written(
        "Stress for the Engraver With a Long Title That Goes On Past the Width of the Page, I Think"
    )
    melody = replace(reel(), texts=(("T", title),))
    (page,) = read(make_pdf([Sheet(melody, title)], paper=paper)).pages
    lines = page.extract_text().splitlines()
    assert [line for line in lines if title[:10] in line] == [cut(title, 80)] * 2


def test_a_title_too_wide_even_in_small_letters_is_cut_before_the_margin() -> None:
    content = make_pdf([Sheet(reel(), "M" * 80)], paper="letter")
    first = read(content).pages[0].extract_text().splitlines()[0]
    assert 50 < first.count("M") < 79
    assert first.endswith("\u2026")
    picture = drawn(content).convert("L")
    assert ImageOps.invert(picture).getbbox()[2] < picture.width - 15 * MILLIMETRE  # type: ignore[index]


LONG = "The Long March"
TITLES = [*(f"Tune No. {n}" for n in range(6)), LONG, *(f"Tune No. {n}" for n in range(6, 9))]


@cache
def book() -> bytes:
    """Tunes of 8 bars, and one of 80 in the middle."""
    bars = "D4 E4 F#4 G4|A4 B4 C#5 D5"
    tunes = [tune(*[bars] * (40 if title == LONG else 4)) for title in TITLES]
    sheets = [sheet(melody, title) for melody, title in zip(tunes, TITLES, strict=True)]
    return make_pdf(sheets, paper="letter", book=BOOK)


@cache
def texts_of_book() -> list[str]:
    return [page.extract_text() for page in read(book()).pages]


def read(content: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(content))


def drawn(content: bytes, page: int = 0, scale: float = 1.5) -> Image.Image:
    document = pypdfium2.PdfDocument(content)
    picture: Image.Image = document[page].render(scale=scale).to_pil()
    document.close()
    return picture


def links(page: Any) -> list[Any]:
    return [one.get_object() for one in page.get("/Annots", [])]


def address(page: Any) -> str:
    (link,) = [one["/A"]["/URI"] for one in links(page)]
    return str(link)


@pytest.mark.parametrize(("paper", "width", "height"), [("a4", 210, 297), ("letter", 215.9, 279.4)])
def test_a_tune_is_on_one_page_of_the_paper(paper: str, width: float, height: float) -> None:
    (page,) = read(alone(paper)).pages
    assert (page.mediabox.width / MILLIMETRE, page.mediabox.height / MILLIMETRE) == pytest.approx(
        (width, height), abs=0.1
    )


def test_the_music_is_as_wide_as_the_paper_between_its_margins() -> None:
    picture = drawn(alone(), scale=72 / 25.4).convert("L").point(lambda grey: 255 if grey < 128 else 0)
    left, top, right, bottom = picture.getbbox() or (0, 0, 0, 0)
    per_millimetre = picture.width / 210
    assert [left / per_millimetre, (picture.width - right) / per_millimetre] == pytest.approx([15, 15], abs=2)
    assert top / per_millimetre > 14
    assert bottom < picture.height - 14 * per_millimetre


def test_text_is_text_and_the_music_is_vectors() -> None:
    reader = read(alone())
    text = reader.pages[0].extract_text()
    assert "The Lilting Reel" in text
    assert "reel" in text
    assert reader.metadata is not None
    assert reader.metadata.title == "The Lilting Reel"
    assert [one.title for one in reader.outline] == ["The Lilting Reel"]  # type: ignore[union-attr]
    assert not reader.pages[0].images
    assert all(font["/Subtype"] == "/TrueType" for font in fonts_of(reader))


def fonts_of(reader: PdfReader) -> list[Any]:
    resources: Any = reader.pages[0]["/Resources"]
    found = [font.get_object() for font in resources["/Font"].values()]
    return [font for font in found if font["/BaseFont"] != "/Helvetica"]


def test_a_page_is_small_and_the_same_tune_gives_the_same_file() -> None:
    assert len(alone()) < 100_000
    assert make_pdf([sheet(reel(), "The Lilting Reel")], paper="a4") == alone()


def test_the_qr_code_and_the_link_hold_the_tune() -> None:
    (page,) = read(alone()).pages
    (code,) = zxingcpp.read_barcodes(drawn(alone(), scale=3))
    assert code.text == address(page)
    melody = read_abc(tune_of_link(code.text))
    expected = replace(reel(), title="The Lilting Reel")
    assert write_abc(melody, title="") == write_abc(expected, title="")
    assert melody.title == "The Lilting Reel"


def varied(bars: int) -> Melody:
    """Bars of random notes, which cannot be packed well."""
    draw = random.Random(bars)  # noqa: S311 - not for secrets
    notes = [
        f"{draw.choice('ABCDEFG')}{draw.choice(['b', '#', ''])}{draw.choice('456')}:1/8"
        for _ in range(8 * bars)
    ]
    return tune(*(" ".join(notes[n : n + 8]) for n in range(0, len(notes), 8)))


@pytest.mark.parametrize("bars", [32, 96])
def test_a_code_can_be_read_and_what_is_too_long_for_one_says_so(bars: int) -> None:
    made = sheet(varied(bars), "Long")
    content = make_pdf([made], paper="a4")
    last = read(content).pages[-1]
    assert tune_of_link(address(last)) == tune_of_link(made.link)
    codes = zxingcpp.read_barcodes(drawn(content, len(read(content).pages) - 1, scale=3))
    fits = len(made.link) <= LONGEST_LINK
    assert fits == (bars == 32)
    assert [code.text for code in codes] == [made.link] * fits
    assert ("too long for a QR code" in last.extract_text()) != fits


def test_the_largest_code_can_be_read() -> None:
    link = "https://example.org/?def=" + "aZ0-_" * 400
    assert qr_code(link) is None
    link = link[:LONGEST_LINK]
    code = qr_code(link)
    assert code is not None
    assert code.width < 45 * MILLIMETRE
    side = len(code.rows)
    picture = Image.new("L", (side, side))
    picture.putdata([0 if black else 255 for row in code.rows for black in row])
    framed = ImageOps.expand(picture.resize((4 * side, 4 * side), Image.Resampling.NEAREST), 20, fill=255)
    assert [one.text for one in zxingcpp.read_barcodes(framed)] == [link]


def test_the_contents_lead_to_the_pages_that_they_name() -> None:
    reader, texts = read(book()), texts_of_book()
    lines = texts[0].splitlines()
    assert lines[0] == BOOK
    rows = [line for line in lines if " D major " in line]
    targets = links(reader.pages[0])
    assert len(rows) == len(targets) == len(TITLES)
    for title, row, link in zip(TITLES, rows, targets, strict=True):
        page = int(row.rpartition(" ")[2])
        assert row == f"{title} reel D major {page}"
        assert reader.get_page_number(link["/Dest"][0].get_object()) == page - 1
        assert title in texts[page - 1]


def test_a_book_has_bookmarks_and_page_numbers() -> None:
    assert [one.title for one in read(book()).outline] == TITLES  # type: ignore[union-attr]
    for number, text in enumerate(texts_of_book(), 1):
        assert str(number) in text.splitlines()


def test_only_a_tune_that_is_longer_than_a_page_is_broken() -> None:
    pages = texts_of_book()[1:]
    begun = [sum(title in text.splitlines() for title in TITLES) for text in pages]
    ended = [text.count("Open in ABC Tools") for text in pages]
    assert sum(begun) == sum(ended) == len(TITLES)
    broken = [page for page, text in enumerate(pages) if begun[page] != ended[page]]
    assert LONG in pages[broken[0]]
    assert broken == list(range(broken[0], broken[-1] + 1))
    assert max(begun) >= 3


def test_the_contents_go_on_over_pages() -> None:
    for count in (1, 40, 41, 100):
        pages = contents.pages_of(count, SIZES["letter"])
        assert [index for page in pages for index in page] == list(range(count))
    assert [len(page) for page in pages] == [40, 44, 16]


def test_on_request_every_tune_has_a_page() -> None:
    tunes = [sheet(tune("D4 E4 F#4 G4"), name) for name in ("One", "Two")]
    assert len(read(make_pdf(tunes, paper="a4", one_a_page=True)).pages) == 2
    assert len(read(make_pdf(tunes, paper="a4")).pages) == 1


@pytest.fixture
def chinese_font(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The Noto font of the simulated Discord stands for one of the system."""
    (path,) = Path(simcord.__file__).parent.rglob("noto-sans-sc*.ttf")
    monkeypatch.setattr(fonts, "SYSTEM_FOLDERS", (path.parent,))
    monkeypatch.setattr(fonts, "SYSTEM_FONTS", (path.name,))
    fonts.system_fonts.cache_clear()
    yield
    fonts.system_fonts.cache_clear()


def test_a_title_in_any_script_is_text(chinese_font: None) -> None:
    title = "茉莉花 Калинка Åse ♭ שלום"
    content = make_pdf([sheet(tune("D4 E4 F#4 G4"), title)], paper="a4")
    text = read(content).pages[0].extract_text()
    for word in ("茉莉花", "Калинка", "Åse ♭", "שלום"):
        assert word in text
    assert len(content) < 200_000


def test_what_no_font_has_becomes_a_box_and_is_logged(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("generator.render.pdf.fonts.system_fonts", lambda: ())
    content = make_pdf([sheet(tune("D4 E4 F#4 G4"), "花 Flower")], paper="a4")
    assert "□ Flower" in read(content).pages[0].extract_text()
    assert caplog.messages == ["No font that is installed has this character: 花"]


def with_tab(tab: str, notes: str) -> bytes:
    melody = tune(notes)
    return make_pdf([Sheet(melody, "Low and high", None, tablature_of(melody, tab))], paper="a4")


def ink(content: bytes) -> int:
    """How many dots of a page are black."""
    return drawn(content, scale=3).convert("L").point(lambda grey: grey < 128).histogram()[1]


@pytest.mark.parametrize(
    ("title", "read_again"),
    [
        ("שלום", "שלום"),
        ("سلام", "\ufeb3\ufefc\ufee1"),  # joined; the two letters in its middle are one sign
    ],
)
def test_hebrew_and_arabic_run_from_right_to_left_and_arabic_is_joined(title: str, read_again: str) -> None:
    """pypdf reads them from right to left: letters that are drawn in the wrong order come out reversed."""
    content = make_pdf([sheet(tune("D4 E4 F#4 G4"), title)], paper="a4")
    assert read(content).pages[0].extract_text().startswith(f"{read_again}\n")


def test_the_frets_of_a_tablature_are_text_in_their_order() -> None:
    page = read(with_tab("mandolin", "D4 E4 F#4 G4|A4 B4 C#5 D5")).pages[0]
    text = page.extract_text().partition("Open in ABC Tools")[0]
    assert re.findall(r"\b\d\b", text) == ["0", "2", "4", "5", "0", "2", "4", "5"]


@pytest.mark.parametrize("texts", [(), (("C", "Trad."),), (("C", "Trad."), ("T", "Another Name"))])
@pytest.mark.parametrize(
    ("tab", "words"), [("guitar DADGAD", "Tablature: guitar, DADGAD"), ("whistle Bb", "tin whistle in B♭")]
)
def test_the_paper_says_what_a_tablature_is_for(
    tab: str, words: str, texts: tuple[tuple[str, str], ...]
) -> None:
    melody = replace(tune("D4 E4 F#4 G4"), texts=texts)
    page = read(make_pdf([Sheet(melody, "Low", None, tablature_of(melody, tab))], paper="a4")).pages[0]
    assert words in page.extract_text()


def test_the_holes_of_a_whistle_are_black_or_white_inside() -> None:
    """Of six holes, all are closed at D4, two at A4 and none at C#5."""
    melodies = [tune(f"{note} {note}") for note in ("D4", "A4", "C#5")]
    without = [make_pdf([Sheet(melody, "Low and high")], paper="a4") for melody in melodies]
    below = [with_tab("whistle D", f"{note} {note}") for note in ("D4", "A4", "C#5")]
    all_closed, two_closed, none_closed = (
        ink(one) - ink(other) for one, other in zip(below, without, strict=True)
    )
    assert none_closed > 0
    assert (all_closed - none_closed) / (two_closed - none_closed) == pytest.approx(3, abs=0.3)


@pytest.mark.parametrize("title", ["(", ")\\", "<b> & c", "%PDF", "a\x00b", "T" * 300, "", "\U0001f3bb"])
def test_a_title_is_never_more_than_text(title: str) -> None:
    made = Sheet(tune("D4 E4 F#4 G4"), title)
    content = make_pdf([made], paper="a4", book=title or "Book")
    assert len(read(content).pages) == 2


def test_every_construct_is_drawn() -> None:
    tunes = [Sheet(one.melody, name) for name, one in CONSTRUCTS.items()][::4]
    assert len(read(make_pdf(tunes, paper="a4", book="All")).outline) == len(tunes)
