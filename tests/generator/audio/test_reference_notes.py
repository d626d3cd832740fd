"""Reference notes: the energy of a note that was not measured itself."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from generator.audio.reference_notes import ReferenceNotes, reference_notes
from generator.audio.sf2 import DRUMS
from generator.errors import RenderError

FIDDLE, BANJO = (0, 40), (0, 105)


def notes(place: tuple[int, int], *keys: int) -> ReferenceNotes:
    return reference_notes(None, place, frozenset(keys))


def energy(reference: ReferenceNotes, pitch: int, seconds: float) -> float:
    return float(reference.energies([pitch], np.array([seconds]))[0])


def test_a_bowed_note_has_twice_the_energy_when_it_is_twice_as_long() -> None:
    fiddle = notes(FIDDLE)
    assert energy(fiddle, 72, 0.6) == pytest.approx(2 * energy(fiddle, 72, 0.3), rel=0.3)
    assert energy(fiddle, 72, 4) == pytest.approx(2 * energy(fiddle, 72, 2), rel=0.1)


def test_a_plucked_note_has_not() -> None:
    banjo = notes(BANJO)
    assert energy(banjo, 72, 4) < 2 * energy(banjo, 72, 0.4)


def test_a_pitch_between_two_is_as_loud_as_the_nearer_one() -> None:
    fiddle = notes(FIDDLE)
    assert energy(fiddle, 71, 0.2) == energy(fiddle, 72, 0.2)


def test_each_key_of_a_drum_kit_is_measured() -> None:
    kit = notes((DRUMS, 0), 43, 37)
    assert kit.pitches == (37, 43)
    assert energy(kit, 37, 0.2) != energy(kit, 43, 0.2)


def test_a_soundfont_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(RenderError):
        reference_notes(tmp_path / "gone.sf2", FIDDLE, frozenset())
