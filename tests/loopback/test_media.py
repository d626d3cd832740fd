"""The page plays sounds as they were sent; simcord handles all other files."""

from __future__ import annotations

import io
import wave

import pytest

from bot.playground.page.audio import audio_info


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


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n", b"X:1\nT:The Fake Jig\n"])
def test_anything_else_is_not_audio(content: bytes) -> None:
    assert audio_info(content) is None
