"""Which fonts the words of a picture are drawn with."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
import simcord
from PIL import Image

from generator.render.sheet import fonts
from generator.render.sheet.fonts import NARROW, characters, shipped, with_fonts
from tests.generator.render.pictures import page_of
from tests.generator.render.tunes import tune

CHINESE = "茉莉花"


@pytest.fixture
def no_system_fonts(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(fonts, "SYSTEM_FOLDERS", ())
    fonts.system_fonts.cache_clear()
    yield
    fonts.system_fonts.cache_clear()


@pytest.fixture
def chinese_font(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The Noto font of the simulated Discord stands for one of the system."""
    (path,) = Path(simcord.__file__).parent.rglob("noto-sans-sc*.ttf")
    monkeypatch.setattr(fonts, "SYSTEM_FOLDERS", (path.parent,))
    monkeypatch.setattr(fonts, "SYSTEM_FONTS", (path.name,))
    fonts.system_fonts.cache_clear()
    yield path
    fonts.system_fonts.cache_clear()


def names(text: str) -> list[str]:
    return [Path(file).name for file in with_fonts(text)[1]]


@pytest.mark.parametrize(
    "title", ["The Lilting Reel", "Åses Dö Ěščřž łąka", "B♭ F♯ …", "The Piper\u2019s Chair"]
)
def test_european_titles_need_only_the_usual_font(title: str) -> None:
    assert all(name.startswith("DejaVuSerif") for name in names(title))


@pytest.mark.parametrize("title", ["Калинка", "Καλαματιανός"])
def test_cyrillic_and_greek_are_in_the_usual_font(title: str) -> None:
    assert set(title) <= characters(shipped("DejaVuSerif.ttf"))
    assert all(name.startswith("DejaVuSerif") for name in names(title))


def test_hebrew_is_in_another_font_that_is_always_there() -> None:
    assert "DejaVuSans.ttf" in names("שלום")


def test_words_at_notes_are_in_a_narrow_font() -> None:
    assert any(name.startswith(NARROW) for name in names(f"g.verse{{font-family:{NARROW}}}"))


def test_chinese_is_drawn_with_a_font_of_the_system(
    chinese_font: Path, caplog: pytest.LogCaptureFixture
) -> None:
    svg, files = with_fonts(CHINESE)
    assert (svg, Path(files[-1])) == (CHINESE, chinese_font)
    assert caplog.records == []


def test_what_no_font_has_becomes_a_box_and_is_logged(
    no_system_fonts: None, caplog: pytest.LogCaptureFixture
) -> None:
    svg, _ = with_fonts(f"{CHINESE} Jasmine Flower")
    assert svg == "□□□ Jasmine Flower"
    assert caplog.records[0].getMessage() == "No font that is installed has these characters: 花茉莉"


def test_chinese_letters_are_drawn_and_differ(chinese_font: Path) -> None:
    def heading(title: str) -> bytes:
        with Image.open(io.BytesIO(page_of(tune("D4:1"), title, None))) as picture:
            return picture.convert("L").crop((0, 0, picture.width, 70)).tobytes()

    assert len({heading(title) for title in ("茉", "莉", "花", "□")}) == 4
