"""The blocklist: words that no title may have, neither a training tune's nor an invented one."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

_WORDS = Path(__file__).with_name("slurs.txt")


def is_blocked(text: str) -> bool:
    """Whether the text has a word of `slurs.txt`, in any case and with any accents."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return bool(_pattern().search(re.sub(r"[^a-z]+", " ", plain)))


@cache
def _pattern() -> re.Pattern[str]:
    lines = (line.strip() for line in _WORDS.read_text(encoding="utf-8").splitlines())
    words = [line for line in lines if line and not line.startswith("#")]
    return re.compile(
        "|".join(rf"\b{word[:-1]}" if word.endswith("*") else rf"\b{word}s?\b" for word in words)
    )
