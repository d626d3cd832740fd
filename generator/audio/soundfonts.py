"""Soundfonts: which ones are installed, and which of them plays each General MIDI program best.

Knows nothing of synthesis. The choices are measured: docs/recording/sound.md has the figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

from generator.audio.sf2 import NotASoundfont, Place, Soundfont, open_soundfont, take_presets
from generator.errors import RenderError

FLUID = Path("/usr/share/sounds/sf2/FluidR3_GM.sf2")
"""Debian's fluid-soundfont-gm, under the MIT licence."""

LONGEST_RELEASE = 1.5
"""Seconds. FluidR3's plucked strings ring up to 25 s after a note's end: ten times the work, inaudibly."""

_FLUID_IS_BETTER = frozenset((0, program) for program in (21, 24, 25, 73, 105, 109))
"""Accordion, guitars, flute, banjo and pipes: longer recordings, the guitars with three times the harmonics.
Not the fiddle, which takes a tenth of a second to speak, the harp, whose high notes are nearly silent, nor
the piano, which is up to 31 cents sharp; and the backing's drum strokes are chosen for TimGM6mb's drums."""

_IN_TUNE: Mapping[Place, Place] = {(0, 21): (0, 20), (0, 74): (0, 75), (0, 78): (0, 75)}
"""In TimGM6mb the accordion is up to 65 cents flat; a reed organ has free reeds too. The recorder is nearly
a sine and speaks slowly, the whistle is a sixth flat; the pan flute has breath and speaks within 30 ms."""


def find_soundfont(chosen: Path | None) -> Path:
    """The chosen soundfont, else FluidR3 where it is installed, else TimGM6mb. Raises RenderError."""
    return chosen or (FLUID if FLUID.is_file() else bundled_soundfont())


def bundled_soundfont() -> Path:
    """TimGM6mb.sf2, which comes with pretty_midi (found without importing it). Raises RenderError."""
    spec = find_spec("pretty_midi")
    if spec is None or spec.origin is None:
        raise RenderError("No soundfont is installed, so the tune cannot be played.")
    return Path(spec.origin).with_name("TimGM6mb.sf2")


def describe_soundfont(chosen: Path | None) -> str:
    """The names of the files that play."""
    path = find_soundfont(chosen)
    return f"{path.name} and {bundled_soundfont().name}" if path == FLUID else path.name


@lru_cache(maxsize=4)
def presets_file(chosen: Path | None, places: frozenset[Place]) -> bytes:
    """A soundfont file with these presets, each from the soundfont that plays it best. Raises RenderError."""
    main = find_soundfont(chosen)
    wanted = {place: _best(main, place) for place in sorted(places)}
    return take_presets(wanted, LONGEST_RELEASE)


def _best(main: Path, place: Place) -> tuple[Soundfont, Place]:
    """The soundfont and the place in it; the first preset of the bank if none has this one."""
    bundled = bundled_soundfont()
    if main == bundled or (main == FLUID and place not in _FLUID_IS_BETTER):
        candidates = [(bundled, _IN_TUNE.get(place, place))]
    else:
        candidates = [(main, place), (bundled, _IN_TUNE.get(place, place))]
    return _first(candidates) or _first([(bundled, (place[0], 0)), (bundled, (0, 0))]) or _none_has(main)


def _first(candidates: Iterable[tuple[Path, Place]]) -> tuple[Soundfont, Place] | None:
    for path, place in candidates:
        if (soundfont := _opened(path)).has(place):
            return soundfont, place
    return None


def _none_has(path: Path) -> tuple[Soundfont, Place]:
    raise RenderError(f"The soundfont {path.name} has no sounds that can be used.")


@lru_cache(maxsize=3)
def _opened(path: Path) -> Soundfont:
    try:
        return open_soundfont(path)
    except (OSError, NotASoundfont) as error:
        raise RenderError(f"The soundfont {path.name} cannot be read.") from error
