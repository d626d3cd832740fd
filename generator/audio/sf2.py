"""SoundFont 2 files: taking a few presets out of some, as one small file.

The synthesizer reads a whole soundfont for each tune and keeps a second copy of it, which for FluidR3 is
300 MB. A tune needs a few presets. Knows nothing of MIDI or instruments. Source: SoundFont Technical
Specification 2.04, sections 4 to 7.
"""

from __future__ import annotations

import math
import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Table = NDArray[Any]
Place = tuple[int, int]
"""Bank and preset number."""

DRUMS = 128
"""The bank of drum kits."""

_BAG = np.dtype([("gen", "<u2"), ("mod", "<u2")])
_GEN = np.dtype([("oper", "<u2"), ("amount", "<u2")])
_MOD = np.dtype("V10")
_PRESET = np.dtype([("name", "S20"), ("preset", "<u2"), ("bank", "<u2"), ("bag", "<u2"), ("rest", "V12")])
_INSTRUMENT = np.dtype([("name", "S20"), ("bag", "<u2")])
_SAMPLE = np.dtype(
    [("name", "S20"), ("start", "<u4"), ("end", "<u4"), ("loop", "<u4"), ("loop_end", "<u4"), ("rate", "<u4"),
     ("pitch", "V2"), ("link", "<u2"), ("type", "<u2")]
)  # fmt: skip
_DTYPES = {
    "phdr": _PRESET, "pbag": _BAG, "pmod": _MOD, "pgen": _GEN,
    "inst": _INSTRUMENT, "ibag": _BAG, "imod": _MOD, "igen": _GEN, "shdr": _SAMPLE,
}  # fmt: skip
_INSTRUMENT_OF, _SAMPLE_OF = 41, 53
"""The generators that end a zone of a preset and of an instrument: the number of what sounds in it."""
_RELEASE = 38
"""The generator for how long a note takes to fall by 100 dB after its end, in cents of an octave of 1 s."""
_MONO = 1
_SILENCE_AFTER = 46
"""Samples of silence that must follow each recording (section 6.1)."""


class NotASoundfont(ValueError):
    """The file is not an uncompressed SoundFont 2 file."""


class Truncated(NotASoundfont):
    """The file ends before what it says it has."""


@dataclass(frozen=True)
class Soundfont:
    """A soundfont's tables and its recordings, which stay in the file until they are needed."""

    version: bytes
    tables: Mapping[str, Table]
    recordings: NDArray[np.int16]

    def has(self, place: Place) -> bool:
        return _row_of(self.tables["phdr"], place) is not None


def open_soundfont(path: Path) -> Soundfont:
    """Raises NotASoundfont, OSError."""
    if path.stat().st_size < 12:
        raise NotASoundfont(path.name)
    content = np.memmap(path, dtype=np.uint8, mode="r")
    if bytes(content[:4]) != b"RIFF" or bytes(content[8:12]) != b"sfbk":
        raise NotASoundfont(path.name)
    try:
        chunks = dict(_chunks(content, 12, len(content)))
        tables = {name: chunks[name].view(dtype) for name, dtype in _DTYPES.items()}
        return Soundfont(bytes(chunks["ifil"]), tables, chunks["smpl"].view("<i2"))
    except Truncated:
        raise
    except (KeyError, ValueError, struct.error) as error:
        raise NotASoundfont(path.name) from error


def _chunks(content: NDArray[np.uint8], start: int, end: int) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """The chunks inside the lists, by their names."""
    while start + 8 <= end:
        name, size = struct.unpack("<4sI", bytes(content[start : start + 8]))
        body = start + 8
        if body + size > len(content):
            raise Truncated(name.decode("ascii", "replace"))
        if name == b"LIST":
            yield from _chunks(content, body + 4, body + size)
        else:
            yield name.decode("ascii", "replace"), content[body : body + size]
        start = body + size + size % 2


def take_presets(wanted: Mapping[Place, tuple[Soundfont, Place]], longest_release: float = math.inf) -> bytes:
    """A soundfont file with a preset at each place, taken from a place of another soundfont.

    Each source must have the preset that it is asked for. `longest_release`: seconds that a note may take to
    fall by 100 dB after its end; a shorter one leaves the synthesizer fewer notes to play at once.
    """
    levels: dict[str, list[Table]] = {name: [] for name in _DTYPES}
    recordings: list[NDArray[np.int16]] = []
    for source in {id(font): font for font, _ in wanted.values()}.values():
        places = {target: place for target, (font, place) in wanted.items() if font is source}
        _take(source, places, levels, recordings)
    tables = {name: np.concatenate(parts) for name, parts in levels.items()}
    _shorten_releases(tables["igen"], longest_release)
    order = np.lexsort((tables["phdr"]["preset"], tables["phdr"]["bank"]))
    version = next(iter(wanted.values()))[0].version
    return _file(version, _in_order(tables, order), np.concatenate(recordings))


def _take(
    source: Soundfont,
    places: Mapping[Place, Place],
    levels: Mapping[str, list[Table]],
    recordings: list[NDArray[np.int16]],
) -> None:
    """Adds the presets, their instruments and their samples to the tables."""
    tables = source.tables
    rows = [row for place in places.values() if (row := _row_of(tables["phdr"], place)) is not None]
    presets, zones, instruments = _take_level(tables, "phdr", "p", rows, _INSTRUMENT_OF, levels, "inst")
    for header, (bank, number) in zip(presets, places, strict=True):
        header["bank"], header["preset"] = bank, number
    levels["phdr"].append(presets)
    headers, inner, samples = _take_level(tables, "inst", "i", instruments, _SAMPLE_OF, levels, "shdr")
    levels["inst"].append(headers)
    levels["shdr"].append(_take_samples(source, samples, recordings))
    for prefix, level in (("p", zones), ("i", inner)):
        for name, table in level.items():
            levels[prefix + name].append(table)


def _take_level(
    tables: Mapping[str, Table],
    header: str,
    prefix: str,
    rows: Sequence[int],
    link: int,
    levels: Mapping[str, list[Table]],
    below: str,
) -> tuple[Table, dict[str, Table], list[int]]:
    """These rows of a table of headers, their zones, and the rows of the table below that they lead to."""
    headers, bags = tables[header], tables[prefix + "bag"]
    zones = [zone for row in rows for zone in range(headers["bag"][row], headers["bag"][row + 1])]
    gens = [_between(tables[prefix + "gen"], bags["gen"], zone) for zone in zones]
    mods = [_between(tables[prefix + "mod"], bags["mod"], zone) for zone in zones]
    taken = headers[list(rows)].copy()
    counts = [int(headers["bag"][row + 1]) - int(headers["bag"][row]) for row in rows]
    taken["bag"] = _starts(counts, _length(levels[prefix + "bag"]))
    bag = np.zeros(len(zones), _BAG)
    bag["gen"] = _starts([len(one) for one in gens], _length(levels[prefix + "gen"]))
    bag["mod"] = _starts([len(one) for one in mods], _length(levels[prefix + "mod"]))
    gen = np.concatenate([np.zeros(0, _GEN), *gens])
    links = gen["oper"] == link
    linked, numbers = np.unique(gen["amount"][links], return_inverse=True)
    gen["amount"][links] = numbers + _length(levels[below])
    mod = np.concatenate([np.zeros(0, _MOD), *mods])
    return taken, {"bag": bag, "gen": gen, "mod": mod}, [int(row) for row in linked]


def _take_samples(source: Soundfont, rows: Sequence[int], recordings: list[NDArray[np.int16]]) -> Table:
    headers = source.tables["shdr"][list(rows)].copy()
    silence = np.zeros(_SILENCE_AFTER, np.int16)
    position = _length(recordings)
    for header in headers:
        start, end = int(header["start"]), int(header["end"])
        recordings += [source.recordings[start:end], silence]
        for field in ("start", "end", "loop", "loop_end"):
            header[field] = int(header[field]) - start + position
        position += end - start + _SILENCE_AFTER
    headers["link"], headers["type"] = 0, _MONO  # each zone pans its own recording
    return headers


def _shorten_releases(gens: Table, seconds: float) -> None:
    releases = gens["oper"] == _RELEASE
    longest = min(1200 * math.log2(seconds), np.iinfo(np.int16).max)
    gens["amount"][releases] = np.minimum(gens["amount"][releases].view("<i2"), round(longest)).view("<u2")


def _in_order(tables: Mapping[str, Table], order: NDArray[np.intp]) -> dict[str, Table]:
    """With presets in ascending order, as the standard asks for, and their zones moved along."""
    headers, bags = tables["phdr"], tables["pbag"]
    ends = [*(int(start) for start in headers["bag"][1:]), len(bags)]
    zones = [zone for row in order for zone in range(int(headers["bag"][row]), ends[row])]
    gens = _split(tables["pgen"], bags["gen"])
    mods = _split(tables["pmod"], bags["mod"])
    taken, bag = headers[order].copy(), np.zeros(len(zones), _BAG)
    taken["bag"] = _starts([ends[row] - int(headers["bag"][row]) for row in order], 0)
    bag["gen"] = _starts([len(gens[zone]) for zone in zones], 0)
    bag["mod"] = _starts([len(mods[zone]) for zone in zones], 0)
    return {
        **tables,
        "phdr": taken,
        "pbag": bag,
        "pgen": np.concatenate([gens[zone] for zone in zones]),
        "pmod": np.concatenate([mods[zone] for zone in zones]),
    }


def _file(version: bytes, tables: Mapping[str, Table], recordings: NDArray[np.int16]) -> bytes:
    info = _chunk(b"ifil", version) + _chunk(b"isng", b"EMU8000\0") + _chunk(b"INAM", b"Lilt\0\0")
    ended = _with_terminals(tables)
    body = b"".join(_chunk(name.encode(), ended[name].tobytes()) for name in _DTYPES)
    lists = (
        (b"INFO", info),
        (b"sdta", _chunk(b"smpl", recordings.astype("<i2", copy=False).tobytes())),
        (b"pdta", body),
    )
    return _chunk(b"RIFF", b"sfbk" + b"".join(_chunk(b"LIST", name + content) for name, content in lists))


def _with_terminals(tables: Mapping[str, Table]) -> dict[str, Table]:
    """Each table ends with a row that only says where the row before it ends (section 7)."""
    ended = {name: np.concatenate([table, np.zeros(1, table.dtype)]) for name, table in tables.items()}
    for header, prefix in (("phdr", "p"), ("inst", "i")):
        ended[header]["bag"][-1] = len(tables[prefix + "bag"])
        ended[prefix + "bag"]["gen"][-1] = len(tables[prefix + "gen"])
        ended[prefix + "bag"]["mod"][-1] = len(tables[prefix + "mod"])
    return ended


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + struct.pack("<I", len(content)) + content + b"\0" * (len(content) % 2)


def _row_of(headers: Table, place: Place) -> int | None:
    found = np.flatnonzero((headers["bank"][:-1] == place[0]) & (headers["preset"][:-1] == place[1]))
    return int(found[0]) if len(found) else None


def _between(table: Table, starts: Table, row: int) -> Table:
    return table[int(starts[row]) : int(starts[row + 1])]


def _split(table: Table, starts: Table) -> list[Table]:
    return [table[start:end] for start, end in pairwise([*(int(start) for start in starts), len(table)])]


def _starts(lengths: Sequence[int], first: int) -> NDArray[np.int64]:
    return first + np.cumsum([0, *lengths], dtype=np.int64)[:-1]


def _length(parts: Sequence[Table]) -> int:
    return sum(len(part) for part in parts)
