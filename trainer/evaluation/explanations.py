"""What the figures of `evaluate` mean, a line for each."""

from __future__ import annotations

from collections.abc import Mapping

from generator.compose.originality import TOO_CLOSE

EXPLANATIONS: Mapping[str, str] = {
    "bits_per_char": "as bits_per_note, for each character of the text",
    "bits_per_note": (
        "how unsure the model is of the next note of a tune; "
        "2 bits are a choice among 4, 3 bits among 8; lower is better"
    ),
    "tunes": "how many tunes were predicted",
    "notes": "how many notes they have",
    "samples": "how many tunes the model drew without help from the grammar",
    "parse": "share of draws that can be read as ABC",
    "bars_exact": "share of draws in which every bar is full, none too long or short",
    "valid": "the checker finds no mistake in bars, repeats, endings and notes",
    "as_asked": "share of draws with the parts and bars that were asked for",
    "form_known": "share of draws whose form a training tune of the same type has",
    "ends_on_tonic": "share of draws that end on the tonic",
    "distance_type": "how much the types differ from the training tunes: 0 not at all, 1 nothing in common",
    "distance_meter": "the same for meters",
    "distance_mode": "the same for modes",
    "distance_part_length": "the same for the bars in a part",
    "distance_pitch_class": "the same for the notes of the scale",
    "distance_interval": "the same for the steps from note to note",
    "sameness": "share of draws with one of their 15 commonest forms",
    "sameness_corpus": "the same for the training tunes",
    "longest_copy_median": "notes in a row that a draw shares with its nearest training tune, median",
    "longest_copy": "the same, maximum",
    "copied_nearly_whole": "share of draws with more than 80% of their notes in one training tune",
    "copied": f"share of draws with more than {TOO_CLOSE:.0%} of their notes in one training tune",
    "original": "share of the other draws",
    "chars_per_s": "characters trained on in a second",
    "ratio_to_lab_loop": "how many times the speed of the lab's own loop that is",
}
"""Name of a figure -> what it means."""
