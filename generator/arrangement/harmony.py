"""The chords under a tune: those that its ABC brings along, or those of a rule.

`harmonise` says which chord stands where, `with_chords` writes them into the tune's ABC; who plays them, and
how, is not their business.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from operator import itemgetter

from generator.arrangement.chord_rule import choose_chords, clashes, part_tonic
from generator.arrangement.chords import Chord, spelled
from generator.arrangement.strong_beats import Run, last_note, runs, spans
from generator.notation.melody import Bar, Melody
from generator.notation.reading.books.book import tunes_of
from generator.notation.reading.reader import read_abc
from generator.notation.theory import NO_CHORD, Key, says_chord
from generator.notation.writing.writer import write_abc

Segments = tuple[tuple[Fraction, Chord | None], ...]
"""The chords of a bar: (onset in whole notes from the bar's beginning, chord), the first at onset 0."""

_SymbolsOfBar = dict[Fraction, Chord | None]


@dataclass(frozen=True, slots=True)
class Harmony:
    """The chords of a tune, for each of its bars as written.

    The first entry of every bar has onset 0. None: nobody plays a chord; in a lead-in at the very beginning
    not yet, and when it is repeated, the chord before it stays. Every ending follows the bar before the first
    of them.
    """

    bars: tuple[Segments, ...]

    def changes(self) -> Iterator[tuple[int, Fraction, Chord | None]]:
        """Bar, onset and chord, None for silence, wherever it differs from the one written before it."""
        before = None
        for index, segments in enumerate(self.bars):
            for onset, chord in segments:
                if chord != before:
                    yield index, onset, chord
                before = chord


def harmonise(melody: Melody) -> Harmony:
    """The chords under a tune.

    Its own chord symbols are played; "N.C." silences the chords until the next symbol; other text that is no
    chord is left out. A part without symbols, and what comes before a tune's first symbol, gets the chords of
    a rule, which change on strong beats only, and only where a note begins. Each part, and each
    ending, whose last note is its tonic ends on the tonic chord, which comes with that note at the latest;
    any other ends on the tonic or on a half cadence: on a dominant (V; in modes with a flat seventh also bVII
    or v, in Lydian II, in Phrygian and Locrian bII or bvii) or on IV. So does what is in one key, where it
    changes within a part. A pickup keeps the chord before it.
    """
    symbols = _own_symbols(melody)
    first = min(((index, min(chords)) for index, chords in enumerate(symbols) if chords), default=None)
    found = runs(melody)
    written = {run.part for run in found if any(symbols[index] for index in run.bars)}
    silent = [run for run in found if run.part not in written]
    for index, chords in _by_rule(melody, silent).items():
        symbols[index] = chords
    if first:
        for index, chords in _by_rule(melody, found[:1]).items():
            before = {onset: chord for onset, chord in chords.items() if (index, onset) < first}
            symbols[index] = before | symbols[index]
    return Harmony(tuple(_segments(melody.bars, symbols)))


def _own_symbols(melody: Melody) -> list[_SymbolsOfBar]:
    """The chords that the tune brings along, for each bar."""
    texts = {text for bar in melody.bars for _, text in bar.chords}
    understood = {text: Chord.parse(text) for text in texts}
    wrong = {text for text in texts if not says_chord(text)}  # reading the tune has said so
    return [
        {onset: understood[text] for onset, text in bar.chords if text not in wrong} for bar in melody.bars
    ]


def _by_rule(melody: Melody, silent: Sequence[Run]) -> dict[int, _SymbolsOfBar]:
    """The rule's chords for these runs: bar -> its chords."""
    tonics: dict[tuple[int, Key], int] = {}  # of each part; a later ending is in the key of its part
    found: dict[int, _SymbolsOfBar] = {}
    for run in silent:
        home, mode = run.key.tonic_class, run.key.mode
        cut, last = spans(melody, run), last_note(melody, run)
        tonic = tonics.setdefault((run.part, run.key), part_tonic(cut, last, home, mode))
        tonic = home if home in last.classes else tonic
        at_rest = tonic in last.classes
        if at_rest and clashes(cut[-1], tonic, mode):
            cut = spans(melody, run, apart=last.onset)
        for span, (root, quality) in zip(cut, choose_chords(cut, tonic, mode, at_rest), strict=True):
            chord = Chord(spelled(root, run.key), quality)
            found.setdefault(span.bar, {})[span.onset] = chord
    return found


def _segments(bars: Sequence[Bar], symbols: Sequence[_SymbolsOfBar]) -> Iterator[Segments]:
    """Every bar from its beginning: where no chord is written, the one before it stays."""
    chord: Chord | None = None
    before_endings: Chord | None = None
    for bar, written in zip(bars, symbols, strict=True):
        if bar.ending:
            before_endings = chord if 1 in bar.ending else before_endings
            chord = before_endings
        segments: list[tuple[Fraction, Chord | None]] = []
        here = {Fraction(0): chord, **written}
        for onset in sorted(here):
            now = here[onset]
            if not segments or now != chord:
                segments.append((onset, now))
            chord = now
        yield tuple(segments)


def segment_symbols(segments: Segments) -> tuple[tuple[Fraction, str], ...]:
    """The symbols of these chords with their onsets, without silence."""
    return tuple((onset, chord.name) for onset, chord in segments if chord)


def symbols_over(melody: Melody, harmony: Harmony) -> list[dict[Fraction, Chord | None]]:
    """What is written over each bar: the changes, and the chord with which each part and ending begins.

    None is "N.C.".
    """
    begins = {run.bars[0] for run in runs(melody)}
    over = [dict(segments[: index in begins]) for index, segments in enumerate(harmony.bars)]
    for index, onset, chord in harmony.changes():
        over[index][onset] = chord
    return over


def with_symbols(melody: Melody, harmony: Harmony) -> Melody:
    """The tune with the harmony as its chord symbols. Other text in their place stays."""
    bars: list[Bar] = []
    for bar, over in zip(melody.bars, symbols_over(melody, harmony), strict=True):
        texts = [(onset, text) for onset, text in bar.chords if not says_chord(text)]
        symbols = [(onset, _text(chord)) for onset, chord in over.items()]
        bars.append(replace(bar, chords=tuple(sorted(texts + symbols, key=itemgetter(0)))))
    return replace(melody, bars=tuple(bars))


def with_chords(abc: str, *, chords: bool) -> str:
    """The tunes of a text with the chords that a backing plays; or, unless `chords`, without chord symbols.

    A text that Lilt did not write stays as it is: it may have words and ornaments, which would be lost. The
    last line always ends: what is appended to the file would go on with the last bar. Raises NotationError.
    """
    for tune in tunes_of(abc):
        number = re.match(r"X:(\d{1,9})$", tune.text, re.MULTILINE)
        melody = read_abc(tune.text)
        write = partial(write_abc, title=melody.title, number=int(number[1]) if number else 1)
        if number is None or write(melody, chords=not chords).rstrip("\n") != tune.text.rstrip("\n"):
            continue
        played = with_symbols(melody, harmonise(melody)) if chords else melody
        abc = abc.replace(tune.text.rstrip("\n"), write(played, chords=chords).rstrip("\n"))
    return abc if abc.endswith("\n") else abc + "\n"


def _text(chord: Chord | None) -> str:
    return chord.name if chord else NO_CHORD
