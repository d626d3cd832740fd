"""JSON that somebody else wrote. Knows nothing of what is in it."""

from __future__ import annotations

import json
from typing import Any


def read_json(text: bytes) -> Any:
    """The value in a JSON text (UTF-8), in which every text can be written to a file, a page or a database.

    Raises ValueError for anything else: JSON can also name halves of characters, and nest without an end.
    """
    try:
        value = json.loads(text.decode())
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    return value
