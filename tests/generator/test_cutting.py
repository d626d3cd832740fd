"""What is too long is cut at the end of a word, and says so by "…"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.cutting import cut


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("The Rival Reel", "The Rival Reel"),
        ("The Rival Reels", "The Rival…"),
        ("The Rival Ree ls", "The Rival Ree…"),
        ("The Rivals, Again", "The Rivals…"),
        ("The Unforgettable", "The Unforgett…"),  # one word would be too little
        ("x" * 15, "x" * 13 + "…"),
    ],
)
def test_at_most_14_characters(text: str, shown: str) -> None:
    assert cut(text, 14) == shown


@given(st.text(), st.integers(1, 90))
def test_it_is_never_longer_and_begins_as_the_text_does(text: str, longest: int) -> None:
    shown = cut(text, longest)
    assert len(shown) <= longest
    assert text.startswith(shown.removesuffix("…"))
    assert shown == text or (shown.endswith("…") and len(text) > longest)
