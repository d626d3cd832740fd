"""Our reader and unfolder against abc2midi, which is in the symusic wheel, on real tunes.

abc2midi starts every note about 0.0005 whole notes late; onsets may differ by TOLERANCE.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from symusic import Score

from generator.errors import NotationError
from generator.notation.form import from_sections, sections
from generator.notation.melody import NO_SIGNS, Melody
from generator.notation.reading.reader import read_abc
from generator.notation.unfold import unfold
from generator.notation.writing.writer import write_abc
from tests.generator.notation.corpus import real_tunes

TOLERANCE = 0.004
Sound = tuple[float, int]

_DOUBLE_BAR = r"(?:\|\||\|\]|\[\|)"
_NOTE = r"[\^_=]*[A-Ga-gz][,']*"
_BAR_LINE = re.compile(r"\[\|\]|:*\[?\|[|\]:]*|::+")
LEFT_TO_THE_READER = {
    # ABC 2.1, 4.10: an ending ends at `:|`; abc2midi goes back once more after the last one
    "a last ending closed by a repeat": r"[|\[]2(?:(?!\|\||\|\]|\|:|::|:\|).)*:[|:]",
    # 4.8: any mixture of `|`, `[`, `]` and `:` is a bar line; abc2midi sees `|:` and `|` in `|:|`
    "a bar line that opens and closes": r"\|:\|",
    # 4.4 leaves the meaning open. `A>B/` has a dotted first note here; abc2midi leaves both as
    # they are, but for chords
    "a broken rhythm of unequal notes": rf"\]<|"
    rf"{_NOTE}(?P<one>\d*/*\d*)\)?[<>]+\(?{_NOTE}(?!(?P=one)(?![\d/]))",
    # 4.11: a tie to another pitch is a slur; abc2midi holds the first note and loses the second
    "a tie to another pitch": rf"(?P<tied>{_NOTE})[\d/]*-\|?(?!(?P=tied)){_NOTE}",
    # 4.8 and 4.9: bar lines have many shapes, and `1` may follow any; abc2midi knows fewer of them
    "a bar line of its own shape": r"\|\|1|\|\|\|:|:?\[\|\][|:\]]",
    # 4.10 lets `|]` end an ending; what follows is the second, for us
    "a first ending without a second": r"[|\[]1(?:(?![|\[]2).)*$",
    # 4.13: 5, 7 or 9 in the time of 2 unless the meter is compound; abc2midi takes 3 for 3/4 too
    "an odd tuplet": r"\([579]",
}
"""What the standard leaves open, or what abc2midi does against it: name -> pattern in the music."""


def plain(text: str) -> str:
    """The tune without ornaments, grace notes, words and comments (abc2midi plays a trill, and swings what
    R: calls a hornpipe)."""
    lines: list[str] = []
    for line in text.splitlines():
        bare = re.sub(r"%.*", "", line)
        if re.match(r"[A-Za-z]:", bare):
            lines += [bare] if bare[0] in "XMLKVP" else []
        else:
            bare = re.sub(r'\{[^}]*\}|"[^"]*"|![^!]*!|\+[^+]*\+', "", bare)
            lines.append(re.sub(r"[.~HJLMOPSTuv`$]", "", bare))
    return "\n".join(line for line in lines if line.strip()) + "\n"


def with_openings(text: str) -> str:
    """The tune with `|:` where a `:|` that has none goes back to: the last double bar, the end of a repeat or
    the beginning of a part (ABC 2.1, 4.8). abc2midi goes back to the beginning, and gets lost in parts."""
    head, separator, body = re.split(r"(?m)(^K:.*\n)", text, maxsplit=1)
    ordered = re.search(r"(?m)^P: *[A-Z]{2}", head)
    parts = re.split(r"(?m)(^(?:P:.*\n)(?:[A-Z]:.*\n|\\\n)*)", body) if ordered else [_unlabelled(body)]
    return head + separator + "".join(part if part[:2] == "P:" else _opened(part) for part in parts)


def _unlabelled(body: str) -> str:
    """Without the names of parts, which nothing orders: abc2midi forgets there which repeats are open."""
    return re.sub(r"(?m)^P:.*\n|\[P:[^\]]*\]", "", body)


def first_voice(text: str) -> str:
    """The lines that are common to all voices, and those of the first: a tune of one voice."""
    here = first = ""
    lines: list[str] = []
    for line in text.splitlines():
        voice = re.match(r"(?:\[V:|V:)\s*(\w+)", line)
        in_head = not any(one.startswith("K:") for one in lines)
        here = voice[1] if voice and not in_head else here
        first = first or here
        if line.startswith("P:") or (here == first and not line.startswith("V:")):
            lines.append(re.sub(r"\[V:[^\]]*\]", "", line))
    return "\n".join(lines) + "\n"


def _opened(body: str) -> str:
    lines = [match for match in _BAR_LINE.finditer(body) if match[0] != "[|]"]
    made, end, opened = "", 0, False
    if lines and _closes(lines) and not lines[0][0].endswith(":"):
        made, opened = "|:", True
    for index, line in enumerate(lines):
        signs = line[0]
        made += body[end : line.start()]
        end = line.end()
        closes, opens = signs.startswith(":"), signs.endswith(":")
        double = len(signs) > 1
        goes_on = re.match(r"\s*\[?\d", body[end:])
        if closes or opens:
            opened = opens
        if double and not opened and not opens and not goes_on and _closes(lines[index + 1 :]):
            signs, opened = ("::" if closes else "|:"), True
        made += signs
    return made + body[end:]


def _closes(lines: list[re.Match[str]]) -> bool:
    """Whether the next of these that ends a section closes a repeat."""
    return next((line[0] for line in lines if len(line[0]) > 1), "").startswith(":")


def explicit(text: str) -> str:
    """The tune as abc2midi understands it."""
    return with_openings(first_voice(text))


def choice_left(text: str) -> bool:
    music = "".join(line for line in text.splitlines() if not re.match(r"[A-Za-z]:", line))
    music = re.sub(r"[\s\\()]+(?!\d)", "", music)
    return any(re.search(pattern, music) for pattern in LEFT_TO_THE_READER.values())


def straight(melody: Melody) -> Melody:
    """Without D.C., D.S. and words over the notes: abc2midi follows none, and plays some as chords."""
    bare = (
        replace(bar, notes=tuple(replace(note, signs=NO_SIGNS) for note in bar.notes), chords=())
        for bar in melody.bars
    )
    return replace(melody, bars=tuple(bare))


def ours(melody: Melody) -> list[Sound]:
    return sorted((float(one.onset), pitch) for one in unfold(melody) for pitch in one.pitches)


def abc2midi_sounds(text: str) -> list[Sound]:
    """What abc2midi plays, the notes of a chord together and a unison once."""
    score: Any = Score.from_abc(re.sub(r"(?m)(^K:.*\n)", "%%MIDI chordattack 0\n\\1", text, count=1))
    notes = [note for track in score.tracks for note in track.notes]
    return sorted({(note.start / score.tpq / 4, note.pitch) for note in notes})


def same(one: list[Sound], other: list[Sound]) -> bool:
    return len(one) == len(other) and all(
        a[1] == b[1] and abs(a[0] - b[0]) < TOLERANCE for a, b in zip(one, other, strict=True)
    )


def readable(texts: list[str]) -> list[tuple[str, Melody]]:
    found = []
    for text in texts:
        try:
            found.append((text, read_abc(text)))
        except NotationError:
            continue
    return found


def test_real_tunes_sound_as_abc2midi_plays_them() -> None:
    compared = readable([text for text in map(plain, real_tunes(every=8)) if not choice_left(text)])
    different = [text for text, melody in compared if not same(ours(melody), abc2midi_sounds(explicit(text)))]
    assert different == []
    assert len(compared) >= 400


def test_nearly_every_real_tune_can_be_read() -> None:
    texts = real_tunes(every=6)
    assert len(readable(texts)) > 0.98 * len(texts) > 700


def one_voice(melody: Melody) -> Melody:
    """Without what abc2midi plays in its own way: chords (strummed), R:hornpipe (swung), and signs (it plays
    grace notes and trills)."""
    bars = [
        replace(
            bar, notes=tuple(replace(note, pitches=note.pitches[:1], signs=NO_SIGNS) for note in bar.notes)
        )
        for bar in melody.bars
    ]
    return replace(melody, bars=tuple(bars), rhythm="")


def test_abc2midi_plays_what_the_writer_wrote() -> None:
    count = 0
    for _, melody in readable(real_tunes(every=12)):
        if melody.order:
            continue
        canonical = straight(one_voice(from_sections(melody, sections(melody))))
        abc = write_abc(canonical, title=f"Tune {count}")
        assert same(ours(canonical), abc2midi_sounds(abc)), abc
        count += 1
    assert count >= 300
