"""The page plays sounds and shows pictures as they were sent; simcord handles all other files."""

from __future__ import annotations

import io
import wave
from typing import Any

import pytest
from PIL import Image

from bot.playground.page.media import audio_info, picture_info


def recording(seconds: int) -> bytes:
    content = io.BytesIO()
    with wave.open(content, "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(2 * 8000 * seconds))
    return content.getvalue()


def test_audio_is_unchanged_and_has_its_length() -> None:
    described = audio_info(content := recording(3))
    assert described is not None
    assert described.normalized is content
    assert (described.content_type, described.duration) == ("audio/wav", 3)


def drawing(kind: str, **how: Any) -> bytes:
    content = io.BytesIO()
    Image.new("L", (30, 20)).save(content, kind, **how)
    return content.getvalue()


def test_a_picture_is_unchanged_and_has_its_size() -> None:
    described = picture_info(content := drawing("PNG"))
    assert described is not None
    assert described.normalized is content
    assert (described.content_type, described.width, described.height) == ("image/png", 30, 20)


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"\x89PNG\r\n\x1a\n", b"X:1\n", recording(1), drawing("PNG")[:20], drawing("JPEG")),
        drawing("PNG", save_all=True, append_images=[Image.new("L", (30, 20), 255)]),
    ],
)
def test_anything_else_is_no_picture(content: bytes) -> None:
    assert picture_info(content) is None


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"X:1\nT:The Fake Jig\n"])
def test_anything_else_is_not_audio(content: bytes) -> None:
    assert audio_info(content) is None
