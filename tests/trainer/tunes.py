"""Random tunes for the tests of the trainer: every bar full, AABB, ending on the tonic."""

from __future__ import annotations

from pathlib import Path
from random import Random

SCALE = {"C": "CDEFGABcdefg", "D": "DEFGABcdefga", "G": "GABcdefgabc'd'"}
EIGHTHS = {"6/8": 6, "4/4": 8, "9/8": 9}
METER_OF = {"jig": "6/8", "reel": "4/4", "slip jig": "9/8"}


def bar(chance: Random, notes: list[str], eighths: int) -> str:
    """A random walk over the scale in eighths."""
    place = chance.randrange(len(notes))
    written = ""
    for _ in range(eighths):
        place = min(len(notes) - 1, max(0, place + chance.choice((-2, -1, 1, 2))))
        written += notes[place]
    return written


def notes_of_scale(key: str) -> list[str]:
    text = SCALE[key[0]].replace("'", " ")
    return [text[i] + ("'" if text[i + 1 : i + 2] == " " else "") for i in range(len(text)) if text[i] != " "]


def abc(seed: int, *, rhythm: str = "jig", key: str = "D") -> str:
    """One tune of two repeated parts of 8 bars."""
    chance = Random(seed)  # noqa: S311
    meter = METER_OF[rhythm]
    notes, eighths = notes_of_scale(key), EIGHTHS[meter]
    last = f"{key[0]}{eighths}" if eighths != 9 else f"{key[0]}6{key[0]}3"
    parts = ["|:" + "|".join([*(bar(chance, notes, eighths) for _ in range(7)), last]) + ":|" for _ in "AB"]
    head = f"X:{seed + 1}\nT:Tune {seed}\nR:{rhythm}\nM:{meter}\nL:1/8\nK:{key}\n"
    return head + "\n".join(parts) + "\n"


def write_tunes(folder: Path, count: int) -> Path:
    """A folder with two files of jigs and reels in D and G."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rhythm, key in (("jigs", "jig", "D"), ("reels", "reel", "G")):
        seeds = range(count // 2) if rhythm == "jig" else range(1000, 1000 + count - count // 2)
        (folder / f"{name}.abc").write_text("\n".join(abc(seed, rhythm=rhythm, key=key) for seed in seeds))
    return folder
