"""The options of `python -m generator`. Loads nothing heavy: a wrong option is refused at once."""

from __future__ import annotations

import argparse
from pathlib import Path

from generator.cli.program import Parser, add_models_option
from generator.instruments import BACKINGS, DEFAULT_INSTRUMENT
from generator.playing import HEARD, PAPERS, TIMES
from generator.request import DARING, DEFAULT_TEMPERATURE
from generator.tabs import COMMON_TABS
from generator.tune import FORMATS

USUAL_FORMATS = "abc,mid,mp3,png"
BOOK_FORMATS = "pdf,abc"
PRACTICE_FORMATS = "mp3"
"""What is written without --formats."""
_MOST_TUNES = 10_000
_MOST_AT_ONCE = 1_000
SECURITY = (
    ("--user", "LILT_NATS_USER", "the user at the broker"),
    ("--nkey", "LILT_NATS_NKEY", "file with the seed of an nkey, in place of a user"),
    ("--ca", "LILT_NATS_CA", "certificate (PEM) of who signed the broker's; turns TLS on"),
    ("--cert", "LILT_NATS_CERT", "certificate (PEM) that the broker asks for"),
    ("--key", "LILT_NATS_KEY", "the key (PEM) of that certificate"),
)
"""Option, the variable in its place, and what it is. The password is in LILT_NATS_PASSWORD only: on a machine
everybody can read the command lines of others."""


def build_parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="python -m generator", description="Composes tunes and renders ABC from the command line."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    _add_compose(commands.add_parser("compose", help="write new tunes"))
    _add_render(commands.add_parser("render", help="turn ABC, MIDI or MusicXML into sound and sheet music"))
    _add_chords(commands.add_parser("chords", help="print tunes with the chords that the backing plays"))
    _add_worker(commands.add_parser("worker", help="compose and render for a bot elsewhere, over NATS"))
    _add_bench(commands.add_parser("bench", help="measure the speed against the lab's loop, in one run"))
    return parser


def _add_compose(parser: argparse.ArgumentParser) -> None:
    _add_tune_options(parser)
    parser.add_argument("--source", type=Path, metavar="FILE", help="the tune to change; see --change")
    parser.add_argument("--change", help="what to rewrite in --source: A, B …, ending, 7, 5-8")
    parser.add_argument("--continue", dest="begin_as", type=Path, metavar="FILE",
                        help="begin with the first two bars of this tune")  # fmt: skip
    parser.add_argument("--daring", help=f"{', '.join(DARING)}: how unusual the tune may be")
    parser.add_argument("--temperature", type=float,
                        help=f"daring as a number (default: {DEFAULT_TEMPERATURE})")  # fmt: skip
    parser.add_argument("--top-p", type=float, help="draw the likeliest characters only, up to this share")
    parser.add_argument("--seed", type=int, help="the same seed gives the same tune; tune i has seed + i")
    parser.add_argument("--model", help="a checkpoint's name or folder (default: the shipped one)")
    add_models_option(parser)
    parser.add_argument("--count", type=_count, default=1, help="how many tunes")
    parser.add_argument("--json", action="store_true", help="one JSON object per tune and line")
    parser.set_defaults(book=None)
    _add_output(parser, USUAL_FORMATS)
    parser.set_defaults(formats=formats_of(USUAL_FORMATS))


def _add_tune_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--type", help="jig, reel, hornpipe … (what the model has learnt)")
    parser.add_argument("--key", help="the tonic: D, Bb, F# …")
    parser.add_argument("--mode", help="major, minor, Dorian, Mixolydian …")
    parser.add_argument("--meter", help="6/8, 4/4 …")
    parser.add_argument("--parts", help="the parts in order, a double letter for a repeat: AABB")
    parser.add_argument("--bars", type=int, help="bars in each part")
    parser.add_argument("--opening", help="ABC that the tune begins with")


def _add_render(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="ABC, MIDI or MusicXML")
    parser.add_argument("--key", help="the tonic to move it to: D, Bb, F# …")
    parser.add_argument(
        "--simplify",
        action="store_true",
        help="no tuplets, ornaments or grace notes, pairs of sixteenths as eighths",
    )
    _add_soundfont(parser)
    parser.add_argument(
        "--practice",
        metavar="HOW",
        help='a section to learn: "B x4, 60-100 %%, click, split"; the sound only, with a name of its own',
    )
    parser.add_argument("--book", metavar="TITLE", help="all tunes as one book: one PDF and one file of ABC")
    _add_output(parser, f"{USUAL_FORMATS}; of a book {BOOK_FORMATS}; of a practice {PRACTICE_FORMATS}")


def _add_chords(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE", help="ABC, MIDI or MusicXML")
    parser.add_argument("--json", action="store_true", help="one JSON object per tune and line")


def _add_worker(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--engine", required=True, metavar="URL", help="the broker: nats://HOST:4222")
    parser.add_argument(
        "--name", help="the worker's name; no two may have the same (default: the host's and more)"
    )
    parser.add_argument("--model", help="a checkpoint's name or folder (default: the promoted one)")
    add_models_option(parser)
    parser.add_argument("--device", default="auto", choices=("auto", "cpu", "cuda"), help="where to compose")
    _add_soundfont(parser)
    parser.add_argument("--rows", type=_some, metavar="N", help="how many tunes are composed at once")
    parser.add_argument("--renders", type=_some, metavar="N", help="how many tunes are rendered at once")
    _add_security(parser)


def _add_bench(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument(
        "--composing", action="store_true", help="measure the network and composing, without sound and scores"
    )
    parser.add_argument(
        "--engine", metavar="URL", help="measure the workers at this broker too: nats://HOST:4222"
    )
    _add_security(parser)


def _add_soundfont(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--soundfont", type=Path, metavar="FILE", help="a soundfont (.sf2) for all instruments"
    )


def _add_security(parser: argparse.ArgumentParser) -> None:
    for option, variable, meaning in SECURITY:
        parser.add_argument(option, metavar=variable.rpartition("_")[2], help=f"{meaning} (or {variable})")


def _add_output(parser: argparse.ArgumentParser, usual_formats: str) -> None:
    parser.add_argument("--instrument", default=DEFAULT_INSTRUMENT, help="fiddle, flute, fiddle and flute …")
    parser.add_argument("--tempo", type=int, help="beats per minute")
    parser.add_argument("--backing", help=f"{', '.join(BACKINGS)} (default: what suits the tune)")
    parser.add_argument(
        "--times",
        type=int,
        help=f"how often the tune is played, {TIMES[0]} to {TIMES[1]} (default: once, a short tune twice)",
    )
    parser.add_argument("--heard", help=f"{', '.join(HEARD)}: which players are heard (default: all)")
    parser.add_argument(
        "--plain",
        action="store_true",
        default=None,
        help="the melody once, exactly as written: no backing, no swing, no ornaments",
    )
    parser.add_argument("--no-chords", dest="chords", action="store_false", default=None,
                        help="no chord symbols above the staff and in the ABC that Lilt writes")  # fmt: skip
    parser.add_argument("--tab", help=f"tablature under the staff: {', '.join(COMMON_TABS)} …")
    parser.add_argument("--paper", type=_word,
                        help=f"{', '.join(PAPERS)}: the paper of a PDF (default: {PAPERS[0]})")  # fmt: skip
    parser.add_argument("--one-a-page", action="store_true", default=None,
                        help="each tune of a PDF on a page of its own")  # fmt: skip
    parser.add_argument(
        "--out", type=_folder, default=Path("out"), help="folder for the files (default: out)"
    )
    parser.add_argument("--formats", type=formats_of,
                        help=f"any of {','.join(FORMATS)} (default: {usual_formats})")  # fmt: skip


def formats_of(text: str) -> frozenset[str]:
    """The formats of a list such as "abc,mid" or "MID, pdf"."""
    names = frozenset(map(_word, text.split(",")))
    if not names <= set(FORMATS):
        wrong = ", ".join(sorted(names - set(FORMATS)))
        raise argparse.ArgumentTypeError(
            f"{wrong!r:.40} is not possible; it must be any of {','.join(FORMATS)}."
        )
    return names


def _word(text: str) -> str:
    """A word of a list, however it is written."""
    return text.strip().lower()


def _folder(text: str) -> Path:
    if not text.strip():
        raise argparse.ArgumentTypeError(f"{text!r:.40} is not possible; it must be a folder.")
    return Path(text)


def _some(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= _MOST_AT_ONCE:
        raise argparse.ArgumentTypeError(
            f"{text!r:.40} is not possible; it must be a number from 1 to {_MOST_AT_ONCE}."
        )
    return int(text)


def _count(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= _MOST_TUNES:
        allowed = f"it must be a number from 1 to {_MOST_TUNES}"
        raise argparse.ArgumentTypeError(f"{text:.40} is not possible; {allowed}.")
    return int(text)
