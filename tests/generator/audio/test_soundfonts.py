"""Which soundfont plays what, and what is done without the good one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from generator.audio import soundfonts
from generator.audio.sf2 import DRUMS, open_soundfont, take_presets
from generator.audio.soundfonts import bundled_soundfont, describe_soundfont, find_soundfont, presets_file
from generator.errors import RenderError


@pytest.fixture
def fluid(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A stand-in for FluidR3, with a guitar and a fiddle that are TimGM6mb's piano."""
    path = tmp_path / "FluidR3_GM.sf2"
    piano = (open_soundfont(bundled_soundfont()), (0, 0))
    path.write_bytes(take_presets({(0, 25): piano, (0, 40): piano}))
    monkeypatch.setattr(soundfonts, "FLUID", path)
    presets_file.cache_clear()
    yield path
    presets_file.cache_clear()


@pytest.fixture
def alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundfonts, "FLUID", tmp_path / "gone.sf2")
    presets_file.cache_clear()


@pytest.mark.usefixtures("alone")
def test_without_fluid_the_bundled_one_plays() -> None:
    assert find_soundfont(None) == bundled_soundfont()
    assert describe_soundfont(None) == "TimGM6mb.sf2"


def test_fluid_plays_where_it_is_installed(fluid: Path) -> None:
    assert find_soundfont(None) == fluid
    assert describe_soundfont(None) == "FluidR3_GM.sf2 and TimGM6mb.sf2"


def test_a_chosen_soundfont_comes_first(fluid: Path, tmp_path: Path) -> None:
    assert find_soundfont(tmp_path / "own.sf2") == tmp_path / "own.sf2"
    assert describe_soundfont(tmp_path / "own.sf2") == "own.sf2"


def test_fluid_plays_the_guitar_and_not_the_fiddle(fluid: Path) -> None:
    bundled = open_soundfont(bundled_soundfont())
    expected = {(0, 25): (bundled, (0, 0)), (0, 40): (bundled, (0, 40))}
    got = presets_file(None, frozenset(expected))
    assert presets_file(None, frozenset({(0, 40)})) == presets_file(bundled_soundfont(), frozenset({(0, 40)}))
    assert presets_file(None, frozenset({(0, 25)})) != presets_file(bundled_soundfont(), frozenset({(0, 25)}))
    assert len(got) > 100_000


@pytest.mark.usefixtures("alone")
def test_what_is_out_of_tune_is_replaced() -> None:
    accordion, organ = (presets_file(None, frozenset({(0, program)})) for program in (21, 20))
    assert len(accordion) == len(organ)
    assert accordion != organ  # the place differs


@pytest.mark.usefixtures("alone")
def test_a_preset_that_nobody_has_is_the_first_of_its_bank() -> None:
    assert len(presets_file(None, frozenset({(DRUMS, 99)}))) == len(
        presets_file(None, frozenset({(DRUMS, 0)}))
    )


def test_what_a_chosen_soundfont_lacks_the_bundled_one_plays(fluid: Path) -> None:
    harp = frozenset({(0, 46)})
    assert presets_file(fluid, harp) == presets_file(bundled_soundfont(), harp)


def test_a_soundfont_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RenderError, match=r"gone\.sf2"):
        presets_file(tmp_path / "gone.sf2", frozenset({(0, 40)}))


def test_a_file_that_is_no_soundfont_is_named(tmp_path: Path) -> None:
    (tmp_path / "bad.sf2").write_bytes(b"nothing of the kind")
    with pytest.raises(RenderError, match=r"bad\.sf2"):
        presets_file(tmp_path / "bad.sf2", frozenset({(0, 40)}))
