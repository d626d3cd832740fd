"""The melody's part of a MusicXML document, as a document of that part alone; and its bar lines.

The part and voice with the most notes that stand alone is taken. Everything else is removed before music21
reads the document, which takes it long.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from generator.importing.unusable import Unusable

MOST_NOTES = 5000
"""Of the melody."""
MOST_BARS = 1000
MOST_TIMES = 9
_DOUBLE = {"light-light", "light-heavy", "heavy-light", "heavy-heavy"}

Voice = tuple[str, str]
"""Staff and voice, as in the document."""


@dataclass(frozen=True, slots=True)
class Lines:
    """The bar lines of a measure. `ending`: the passes that an ending is for that begins here.

    `times`: how often the part is played that the repeat closes, 0 where none does. `ends_ending`: an ending
    stops here.
    """

    opens_repeat: bool = False
    times: int = 0
    double_before: bool = False
    double_after: bool = False
    ending: tuple[int, ...] = ()
    ends_ending: bool = False


def reduce_to_melody(root: ET.Element) -> list[str]:
    """Remove all but the melody from a document, in place; returns what was left out, in sentences.

    Raises Unusable.
    """
    if root.tag == "score-timewise":
        _make_partwise(root)
    if root.tag != "score-partwise":
        raise Unusable("it is XML, but no score")
    parts = root.findall("part")
    counts = {
        (index, *voice): count for index, part in enumerate(parts) for voice, count in _alone(part).items()
    }
    if not counts:
        raise Unusable("it has no notes")
    index, *voice = max(counts, key=lambda one: counts[one])
    name = _names(root).get(parts[index].get("id") or "", "")
    notices = _notices(name, len(parts), len({one for one in counts if one[0] == index}), root)
    for other in parts[:index] + parts[index + 1 :]:
        root.remove(other)
    for tag in ("credit", "defaults"):
        for element in root.findall(tag):
            root.remove(element)
    chords = _keep_voice(parts[index], (voice[0], voice[1]))
    return notices + (["Only the top notes of its chords are kept."] if chords else [])


def _make_partwise(root: ET.Element) -> None:
    """Turn a document that has parts in measures into one that has measures in parts."""
    parts: dict[str, ET.Element] = {}
    for measure in root.findall("measure"):
        for part in measure.findall("part"):
            name = part.get("id") or ""
            whole = parts.setdefault(name, ET.Element("part", {"id": name}))
            copy = ET.SubElement(whole, "measure", dict(measure.attrib))
            copy.extend(list(part))
        root.remove(measure)
    root.tag = "score-partwise"
    root.extend(parts.values())


def _alone(part: ET.Element) -> Counter[Voice]:
    """How many notes of each voice have a pitch and are in no chord."""
    found: Counter[Voice] = Counter()
    for measure in part.findall("measure"):
        notes = [
            one for one in measure.findall("note") if one.find("grace") is None and one.find("cue") is None
        ]
        for one, following in zip(notes, [*notes[1:], None], strict=True):
            in_chord = following is not None and following.find("chord") is not None
            if one.find("pitch") is not None and one.find("chord") is None and not in_chord:
                found[_voice_of(one)] += 1
            elif one.find("pitch") is not None:
                found[_voice_of(one)] += 0  # a voice of chords only is one too
    return found


def _voice_of(element: ET.Element) -> Voice:
    return element.findtext("staff", "1").strip(), element.findtext("voice", "1").strip()


def _names(root: ET.Element) -> dict[str, str]:
    return {
        one.get("id") or "": " ".join(one.findtext("part-name", "").split())
        for one in root.iterfind("part-list/score-part")
    }


def _notices(name: str, parts: int, voices: int, root: ET.Element) -> list[str]:
    notices = []
    if parts > 1:
        which = f"“{name[:40]}”" if name else "one part"
        others = "1 other part is" if parts == 2 else f"{parts - 1} other parts are"
        notices.append(f"The melody is {which}; {others} left out.")
    if voices > 1:
        notices.append("Only one of the voices of this part is kept.")
    kinds = {one.tag for one in root.iterfind("part/measure/direction/direction-type/*")}
    if kinds & {"dynamics", "wedge", "words"}:
        notices.append("Dynamics and words above the staff are left out.")
    return notices


def _keep_voice(part: ET.Element, voice: Voice) -> bool:
    """Remove other voices, cues and all but the top notes of chords; returns whether there were chords."""
    measures = part.findall("measure")
    if len(measures) > MOST_BARS:
        raise Unusable(f"it has more than {MOST_BARS} bars")
    chords, count = False, 0
    for measure in measures:
        chords |= _keep_top_notes(measure)
        for one in measure.findall("note"):
            if _voice_of(one) != voice or one.find("cue") is not None:
                measure.remove(one)
        for one in measure.iter():
            for child in [child for child in one if child.tag in ("staff", "staves")]:
                one.remove(child)
        count += len(measure.findall("note"))
    if count > MOST_NOTES:
        raise Unusable(f"its melody has more than {MOST_NOTES} notes")
    return chords


def _keep_top_notes(measure: ET.Element) -> bool:
    """Of each chord keep the first of its notes in the file, with the highest pitch of them."""
    chords = False
    first: ET.Element | None = None
    for one in measure.findall("note"):
        pitch = one.find("pitch")
        if one.find("chord") is None:
            first = one
            continue
        chords = True
        own = None if first is None else first.find("pitch")
        if first is not None and own is not None and pitch is not None and _height(pitch) > _height(own):
            first[list(first).index(own)] = pitch
            _take_ties(first, one)
        measure.remove(one)
    return chords


def _take_ties(first: ET.Element, top: ET.Element) -> None:
    for tie in first.findall("tie"):
        first.remove(tie)
    for tie in top.findall("tie"):
        first.insert(list(first).index(first.find("pitch") or first[0]) + 1, tie)


def _height(pitch: ET.Element) -> float:
    step = "C D EF G A B".index(pitch.findtext("step", "C").strip() or "C")
    return 12 * int(pitch.findtext("octave", "4")) + step + float(pitch.findtext("alter", "0"))


def lines_of(root: ET.Element) -> list[Lines]:
    """The bar lines of each measure of a document that was reduced to its melody. Raises Unusable."""
    return [_lines(measure.findall("barline")) for measure in root.iterfind("part/measure")]


def _lines(barlines: Sequence[ET.Element]) -> Lines:
    opens, times, before, after = False, 0, False, False
    ending: tuple[int, ...] = ()
    ends = False
    for line in barlines:
        left = line.get("location") == "left"
        if line.findtext("bar-style", "").strip() in _DOUBLE:
            before, after = before or left, after or not left
        repeat = line.find("repeat")
        if repeat is not None and repeat.get("direction") == "forward":
            opens = True
        elif repeat is not None:
            times = min(MOST_TIMES, int(repeat.get("times") or 2))
        for one in line.findall("ending"):
            if one.get("type") == "start":
                ending = tuple(_passes(one.get("number") or "1"))
            else:
                ends = True
    return Lines(opens, times, before, after, ending, ends)


def _passes(number: str) -> Iterator[int]:
    """ "1", "1, 2" """
    for one in number.replace(" ", ",").split(","):
        if one.strip(".").isdigit():
            yield min(MOST_TIMES, int(one.strip(".")))
