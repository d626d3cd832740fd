"""The melody's part of a MusicXML document, as a document of that part alone; and its bar lines.

The part and voice with the most notes that stand alone is taken. Everything else is removed before music21
reads the document, which takes it long.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from generator.importing.unusable import Unusable
from generator.importing.xml.jumps import marks_at
from generator.importing.xml.similes import play_again, repeated_measures
from generator.importing.xml.voices import Voice, alone_in_part, height, melody_of, voice_of
from generator.notation.writing.own_scores import ORDER

MOST_NOTES = 5000
"""Of the melody."""
MOST_BARS = 1000
MOST_TIMES = 9
_BEAT_REPEAT = "measure/attributes/measure-style/beat-repeat"
_REHEARSAL = "direction/direction-type/rehearsal"
_LONGEST_MARK = 40
_DOUBLE = {"light-light", "light-heavy", "heavy-light", "heavy-heavy"}


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
        (index, *voice): count
        for index, part in enumerate(parts)
        for voice, count in alone_in_part(part).items()
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
    return notices + _keep_voice(parts[index], (voice[0], voice[1]))


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
    if any(map(_is_left_out, root.iterfind("part/measure/direction"))):
        notices.append("Dynamics and words above the staff are left out.")
    return notices


def _is_left_out(direction: ET.Element) -> bool:
    """Whether it has dynamics, or words that are no jump."""
    kinds = {one.tag for one in direction.iterfind("direction-type/*")}
    return bool(kinds & {"dynamics", "wedge"} or ("words" in kinds and not marks_at(direction)))


def _keep_voice(part: ET.Element, voice: Voice) -> list[str]:
    """Remove other voices, cues and all but the top notes of chords; what is to be said.

    Measures that a sign stands for get the notes of those before them.
    """
    measures = part.findall("measure")
    if len(measures) > MOST_BARS:
        raise Unusable(f"it has more than {MOST_BARS} bars")
    again = repeated_measures(measures)
    chords, count, others, cues = False, 0, 0, 0
    for index, measure in enumerate(measures):
        if index in again:
            play_again(measure, measures[again[index]])
        else:
            chords |= _keep_top_notes(measure)
            here = melody_of(measure, voice)
            others += here != voice
            cues += _keep_notes(measure, here)
        count += len(measure.findall("note"))
        if count > MOST_NOTES:
            raise Unusable(f"its melody has more than {MOST_NOTES} notes")
    return _said(chords=chords, others=others, cues=cues, beats=part.find(_BEAT_REPEAT) is not None)


def _keep_notes(measure: ET.Element, voice: Voice) -> int:
    """Remove other voices and cues; returns how many cues of the voice there were."""
    cues = 0
    for one in measure.findall("note"):
        cue = one.find("cue") is not None
        if cue or voice_of(one) != voice:
            measure.remove(one)
        cues += cue
    for one in measure.iter():
        for child in [child for child in one if child.tag in ("staff", "staves", "voice")]:
            one.remove(child)
    return cues


def _said(*, chords: bool, others: int, cues: int, beats: bool) -> list[str]:
    said = []
    if others:
        bars = "1 bar has" if others == 1 else f"{others} bars have"
        said.append(f"{bars} nothing in the voice of the melody; another voice is taken there.")
    if cues:
        said.append(f"{cues} cue note{'s are' if cues > 1 else ' is'} left out.")
    if beats:
        said.append("Signs that repeat a beat are left out: it is silent there.")
    return said + (["Only the top notes of its chords are kept."] if chords else [])


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
        if first is not None and own is not None and pitch is not None and height(pitch) > height(own):
            first[list(first).index(own)] = pitch
            _take_ties(first, one)
        measure.remove(one)
    return chords


def _take_ties(first: ET.Element, top: ET.Element) -> None:
    for tie in first.findall("tie"):
        first.remove(tie)
    for tie in top.findall("tie"):
        first.insert(list(first).index(first.find("pitch") or first[0]) + 1, tie)


def rehearsal_marks(root: ET.Element) -> dict[int, str]:
    """The index of a measure -> the mark over it, in a document that was reduced to its melody."""
    found: dict[int, str] = {}
    for index, measure in enumerate(root.iterfind("part/measure")):
        marks = (" ".join((one.text or "").split()) for one in measure.iterfind(_REHEARSAL))
        if text := next(filter(None, marks), ""):
            found[index] = text[:_LONGEST_MARK]
    return found


def play_order_in(root: ET.Element) -> str:
    """In which order the parts are played, as Lilt writes it for people, or ""."""
    fields = root.iterfind("identification/miscellaneous/miscellaneous-field")
    return next((" ".join((one.text or "").split()) for one in fields if one.get("name") == ORDER), "")


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
