"""The mode of a key in MusicXML: believed of Lilt and where the music fits, else replaced, which is said."""

from __future__ import annotations

import re

import pytest

from generator.importing.files import Imported, read_file
from generator.notation.reading.reader import read_abc
from tests.generator.importing.music_files import ATTRIBUTES, measure, melody_of, note, score, score_of

HEAD = "X:1\nT:A Tune\nM:4/4\nL:1/8\n"
DORIAN = "K:Edor\nE2BE dEBE|E2BE BAFD|E2BE dEBE|BABd FAE2|]\n"
CHANGES = (
    'K:D\n"D"d2fd "A"cdec|"D"d2A2 d4||[K:G]"G"G2GB d2BG|"D7"FGAc "G"G4||'
    '[K:Am]"Am"a2ge "E7"^gebe|"Am"[Ace]8|]\n'
)


def saved_by_another_program(content: bytes, mode: str = "") -> Imported:
    """A score of Lilt's without the name of Lilt, in which every key has this mode, if it is given."""
    content = content.replace(b"<software>Lilt</software>", b"<software>Another 1.0</software>")
    if mode:
        content = re.sub(rb"<mode>\w+</mode>", f"<mode>{mode}</mode>".encode(), content)
    return read_file("a.musicxml", content)


def keys(read: Imported) -> list[str]:
    """The key of the beginning and all that follow."""
    melody = melody_of(read)
    changed = [change.key.name for bar in melody.bars for change in bar.changes if change.key]
    return [melody.key.name, *changed]


def test_a_key_is_known_by_the_notes_under_it() -> None:
    content = score_of(HEAD + CHANGES)
    for read in (read_file("a.musicxml", content), saved_by_another_program(content)):
        assert keys(read) == ["D major", "G major", "A minor"]
        assert not any("It says" in notice for notice in read.notices)


def test_a_mode_that_another_program_calls_major_is_known_by_its_notes_and_that_is_said() -> None:
    read = saved_by_another_program(score_of(HEAD + DORIAN), "major")
    assert keys(read) == ["E Dorian"]
    assert read.notices == ("It says D major; by its notes it is in E Dorian.",)


def test_the_same_key_in_two_places_is_one() -> None:
    there_and_back = "K:Edor\nE2BE dEBE|E2BE BAFD||[K:G]G2GB d2BG|FGAc G4||[K:Edor]E2BE dEBE|BABd FAE2|]\n"
    read = saved_by_another_program(score_of(HEAD + there_and_back), "major")
    assert keys(read) == ["E Dorian", "G major", "E Dorian"]
    assert len(read.notices) == 1


@pytest.mark.parametrize("symbol", ["D", "D7", "D/F#"])
def test_a_tune_that_ends_on_the_chord_of_its_key_is_in_it(symbol: str) -> None:
    ends_on_e = DORIAN.replace("FAE2", f'"{symbol}"FAE2')
    read = saved_by_another_program(score_of(HEAD + ends_on_e), "major")
    assert keys(read) == ["D major"]
    assert read.notices == ()


def test_the_mode_that_lilt_writes_is_believed() -> None:
    notes = DORIAN.replace("K:Edor", "K:D")
    assert keys(read_file("a.musicxml", score_of(HEAD + notes))) == ["D major"]


def test_a_mode_that_a_file_does_not_say_is_guessed_without_a_word() -> None:
    notes = "".join(map(note, ["A4", "C5", "E5", "A4"]))
    read = read_file("a.musicxml", score(measure(1, ATTRIBUTES + notes)))
    assert keys(read) == ["A Dorian"]
    assert read.notices == ()


def test_the_order_of_parts_comes_back_from_lilts_own_score() -> None:
    ordered = "P:ABA\nK:D\nP:A\nd2fd cdec|d2A2 d4||\nP:B\nf2af egec|d2A2 d4|]\n"
    read = read_file("a.musicxml", score_of(HEAD + ordered))
    assert melody_of(read).order == ("A", "B", "A")
    assert read.notices == ()
    assert melody_of(read) == read_abc(read.abc)


@pytest.mark.parametrize("order", ["Play: A B A …", "Play: first A, then B"])
def test_an_order_of_parts_that_is_not_whole_is_said(order: str) -> None:
    content = score_of(HEAD + "P:ABA\nK:D\nP:A\nd2fd cdec|d2A2 d4||\nP:B\nf2af egec|d2A2 d4|]\n")
    read = read_file("a.musicxml", content.replace(b"Play: A B A", order.encode()))
    assert melody_of(read).order == ()
    assert read.notices == (f"The order of its parts is left out: {order}.",)


def test_an_order_of_parts_beside_a_jump_is_said() -> None:
    jumps = "K:D\nP:A\nd2fd cdec|d2A2 !fine!d4||\nP:B\nf2af egec|d2A2 !D.C.alfine!d4|]\n"
    content = score_of(HEAD + jumps).replace(
        b"<software>Lilt</software></encoding>",
        b"<software>Lilt</software></encoding><miscellaneous>"
        b'<miscellaneous-field name="order of parts">Play: A B A</miscellaneous-field></miscellaneous>',
    )
    assert "The order of its parts is left out: Play: A B A." in read_file("a.musicxml", content).notices
