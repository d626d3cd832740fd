"""Names of files: what is kept of a title."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.file_names import folded, slug
from tests.generator.notation.strategies import examples


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Éire", "eire"),
        ("Seán Ó's «reel»", "sean-o-s-reel"),
        ("Sørens Łódź Straße", "sorens-lodz-strasse"),
        ("Jig in F♯ and F#, Bb", "jig-in-f-and-f-sharp-b-flat"),
        ("№ 7 \uff2aig", "no-7-jig"),
        ("The Reel_2", "the-reel-2"),
    ],
)
def test_accents_are_folded_for_every_use(text: str, name: str) -> None:
    assert slug(text) == slug(unicodedata.normalize("NFD", text)) == slug(text, scripts=True) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("茉莉花", "茉莉花"),
        ("הבה", "הבה"),
        ("Танец Щёлкунчик Йод", "танец-щёлкунчик-йод"),
        ("हिन्दी राग!", "हिन्दी-राग"),
        ("さくら が", "さくら-が"),
        ("茉莉花 Reel", "茉莉花-reel"),
    ],
)
def test_letters_of_other_scripts_stay_in_files_on_disk_only(text: str, name: str) -> None:
    assert slug(text, scripts=True) == name
    assert slug(text) == ("reel" if "Reel" in text else "tune")


@given(st.text(max_size=120), st.booleans())
@examples(100)
def test_every_text_is_a_safe_name_that_stays_the_same(text: str, scripts: bool) -> None:
    name = slug(text, scripts=scripts)
    assert 0 < len(name.encode()) <= 60
    assert all(unicodedata.category(one)[0] in "LMN" or one == "-" for one in name)
    assert (name.isascii() or scripts, name[-1] == "-") == (True, False)
    assert folded(name.upper()).isprintable()
