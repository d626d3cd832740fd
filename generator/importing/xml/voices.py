"""The voices of a part of MusicXML, and which of them is the melody in each measure."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import zip_longest
from xml.etree import ElementTree as ET

Voice = tuple[str, str]
"""Staff and voice, as in the document."""


def voice_of(element: ET.Element) -> Voice:
    """That of a note."""
    return element.findtext("staff", "1").strip(), element.findtext("voice", "1").strip()


def alone_in(measure: ET.Element) -> Counter[Voice]:
    """How many notes of each voice have a pitch and are in no chord."""
    found: Counter[Voice] = Counter()
    notes = [one for one in measure.findall("note") if one.find("grace") is None and one.find("cue") is None]
    for one, following in zip_longest(notes, notes[1:]):
        in_chord = following is not None and following.find("chord") is not None
        if one.find("pitch") is not None and one.find("chord") is None and not in_chord:
            found[voice_of(one)] += 1
        elif one.find("pitch") is not None:
            found[voice_of(one)] += 0  # a voice of chords only is one too
    return found


def alone_in_part(part: ET.Element) -> Counter[Voice]:
    """The same for all measures."""
    found: Counter[Voice] = Counter()
    for measure in part.findall("measure"):
        for voice, count in alone_in(measure).items():
            found[voice] += count
    return found


def melody_of(measure: ET.Element, usual: Voice) -> Voice:
    """The voice that is the melody here: the usual one, also if it has only rests.

    Where it is missing, one on the same staff: that with the most notes, of two the higher one. A voice on
    another staff only if there is no other: it may be the left hand.
    """
    if any(voice_of(one) == usual and one.find("cue") is None for one in measure.findall("note")):
        return usual
    found = alone_in(measure)
    candidates = [voice for voice in found if voice[0] == usual[0]] or (
        list(found) if len(found) == 1 else []
    )
    if not candidates:
        return usual
    heights = _heights(measure)
    return max(candidates, key=lambda voice: (found[voice], heights[voice]))


def _heights(measure: ET.Element) -> dict[Voice, float]:
    """The highest pitch of each voice."""
    highest: defaultdict[Voice, float] = defaultdict(float)
    for one in measure.findall("note"):
        pitch = one.find("pitch")
        if pitch is not None:
            highest[voice_of(one)] = max(highest[voice_of(one)], height(pitch))
    return highest


def height(pitch: ET.Element) -> float:
    """In semitones."""
    step = "C D EF G A B".index(pitch.findtext("step", "C").strip() or "C")
    return 12 * int(pitch.findtext("octave", "4")) + step + float(pitch.findtext("alter", "0"))
