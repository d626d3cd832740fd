"""/render with files other than ABC, with a file in the form, and with more than one tune."""

from __future__ import annotations

import io
from typing import Any

import mido
import pytest

from bot.app import Lilt
from bot.components.book_menu import BROKEN, GONE, NOT_YOURS
from bot.history.orders import MOST_BOOKS
from generator.importing.files import read_file
from generator.library import local
from generator.model.training_tunes import TrainingTune
from generator.notation.intervals import pitches_of
from generator.notation.reading.reader import read_abc
from generator.notation.unfold import unfold
from tests.bot.conftest import Stage
from tests.bot.fakes import CATALOGUE, TUNE_LABELS, FakeLibrary, labels, names, pick
from tests.generator.importing.music_files import plain_midi, score_of, zipped

pytestmark = pytest.mark.usefixtures("its_files_are_discords")


TEMPO_CHANGES = "Its changes of tempo are left out."
JIG = "X:1\nT:Ann's Jig\nR:jig\nM:6/8\nL:1/8\nK:D\n|:dfa afd|gfe d3:|\n"
BOOK = JIG + "\nX:2\nT:Second\nM:4/4\nL:1/4\nK:G\nGABc|]\n\nX:3\nM:4/4\nL:1/4\nK:C\nCDEF|]\n"


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """The simulated Discord does not wait for other processes."""
    monkeypatch.setattr(local, "read_apart", read_file)


async def attach(stage: Stage, name: str, content: bytes, **options: Any) -> Any:
    return await stage.ann.slash(stage.channel, "render", file=(name, content), **options)


def rendered(stage: Stage) -> Any:
    return read_abc(stage.engine.rendered[-1].abc)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.mid", plain_midi(JIG)),
        ("a.musicxml", score_of(JIG)),
        ("a.mxl", zipped({"a.xml": score_of(JIG)})),
    ],
)
async def test_midi_and_musicxml_are_played_as_their_notes(stage: Stage, name: str, content: bytes) -> None:
    message = (await attach(stage, name, content, instrument="harp")).response
    assert message.embeds[0].title == r"#1 · Ann's Jig"
    assert unfold(rendered(stage)) == unfold(read_abc(JIG))
    assert stage.engine.rendered[-1].request.instrument == "harp"
    assert labels(message) == TUNE_LABELS


async def test_what_was_left_out_is_said(stage: Stage) -> None:
    chord = score_of(JIG.replace("gfe", "[gb]fe"))
    message = (await attach(stage, "a.musicxml", chord)).response
    assert message.content == "Only the top notes of its chords are kept."


@pytest.mark.parametrize(("tempi", "said"), [((120, 120), ""), ((120, 90), TEMPO_CHANGES)])
async def test_only_a_tempo_that_changes_is_left_out(stage: Stage, tempi: tuple[int, int], said: str) -> None:
    first, later = (mido.MetaMessage("set_tempo", tempo=60_000_000 // tempo) for tempo in tempi)
    head = [
        mido.MetaMessage("time_signature", numerator=4),
        mido.MetaMessage("key_signature", key="C"),
        first,
    ]
    notes = [
        mido.Message(kind, note=pitch, time=time)
        for pitch in (60, 62, 64, 60) * 4
        for kind, time in (("note_on", 0), ("note_off", 480))
    ]
    file, content = mido.MidiFile(ticks_per_beat=480), io.BytesIO()
    file.tracks.append(mido.MidiTrack([*head, *notes[:8], later, *notes[8:]]))
    file.save(file=content)
    assert (await attach(stage, "a.mid", content.getvalue())).response.content == said


async def test_the_names_that_music21_writes_where_it_knows_none_are_left_out(stage: Stage) -> None:
    note = "<note><pitch><step>{}</step><octave>4</octave></pitch><duration>1</duration></note>"
    notes = "".join(map(note.format, "CDEC"))
    score = (
        '<score-partwise version="4.0"><movement-title>Music21 Fragment</movement-title>'
        '<identification><creator type="composer">Music21</creator></identification>'
        '<part-list><score-part id="P1"><part-name/></score-part></part-list>'
        '<part id="P1"><measure number="1"><attributes><divisions>1</divisions>'
        "<time><beats>4</beats><beat-type>4</beat-type></time></attributes>"
        f"{notes}</measure></part></score-partwise>"
    )
    await attach(stage, "my_air.musicxml", score.encode())
    assert rendered(stage).texts == ()
    assert stage.engine.rendered[-1].title == "my air"
    await attach(stage, "my_air.musicxml", score.replace(">Music21<", ">Ann Music21<").encode())
    assert rendered(stage).texts == (("C", "Ann Music21"),)


async def test_a_damaged_file_is_refused_in_a_sentence(stage: Stage) -> None:
    result = await attach(stage, "a.mid", b"MThd")
    assert result.ephemeral
    assert result.response.content == "file: a.mid is not possible; as MIDI it is damaged or cut short."
    assert stage.refusals == ["BadRequest"]


async def in_form(stage: Stage, text: str, *files: tuple[str, bytes]) -> Any:
    shown = await stage.ann.slash(stage.channel, "render")
    return await stage.ann.submit_modal(shown, {"abc": text, "file": list(files)})


async def test_the_form_takes_a_file(stage: Stage) -> None:
    message = (await in_form(stage, "", ("a.mid", plain_midi(JIG)))).response
    assert message.embeds[0].title == r"#1 · Ann's Jig"


@pytest.mark.parametrize("sent", [("", ()), (JIG, (("a.abc", JIG.encode()),))])
async def test_the_form_takes_a_text_or_a_file(stage: Stage, sent: tuple[str, Any]) -> None:
    result = await in_form(stage, sent[0], *sent[1])
    assert result.response.content == "Please give either the ABC or a file."
    assert names(result.response) == (["tune.abc"] if sent[0] else [])


async def test_of_several_tunes_the_first_is_played_and_a_menu_has_the_others(stage: Stage) -> None:
    message = (await attach(stage, "a.abc", BOOK.encode(), instrument="harp")).response
    assert message.content == "3 tunes; this is the first."
    assert labels(message) == [*TUNE_LABELS, "3 tunes: play another"]
    other = (await pick(stage.ann, message, "book", "2")).response
    assert other.embeds[0].title == "#2 · Second"
    assert labels(other) == TUNE_LABELS
    assert stage.engine.rendered[-1].request.instrument == "harp"


async def test_the_menu_works_after_a_restart_and_stays_when_the_row_changes(stage: Stage) -> None:
    message = (await attach(stage, "a.abc", BOOK.encode())).response
    await stage.restart()
    await stage.ann.click(message, label="Save")
    assert labels(message)[-1] == "3 tunes: play another"
    await pick(stage.ann, message, "book", "3")
    assert [one.midi for bar in rendered(stage).bars for note in bar.notes for one in note.pitches] == [
        60,
        62,
        64,
        65,
    ]


async def test_more_tunes_than_a_menu_has_room_for(stage: Stage) -> None:
    many = "\n".join(f"X:{n}\nT:Tune {n}\nK:C\nCDEF|]\n" for n in range(1, 41))
    message = (await attach(stage, "a.abc", many.encode())).response
    assert message.content.startswith("40 tunes; this is the first. The menu has the first 25; ")
    assert labels(message)[-1] == "The first 25 of 40 tunes: play another"


async def test_only_the_sender_can_play_the_others(stage: Stage) -> None:
    message = (await attach(stage, "a.abc", BOOK.encode())).response
    assert (await pick(stage.bob, message, "book", "2")).response.content == NOT_YOURS


async def test_a_faulty_tune_of_several_names_its_line_in_the_file(stage: Stage) -> None:
    message = (await attach(stage, "a.abc", BOOK.replace("GABc", "G;Bc").encode())).response
    told = (await pick(stage.ann, message, "book", "2")).response
    assert told.content.startswith("ABC line 14, column 2:")


async def test_a_faulty_tune_after_the_first_is_said_and_marked_in_the_menu(stage: Stage) -> None:
    message = (await attach(stage, "a.abc", BOOK.replace("GABc", "G;Bc").encode())).response
    which, failed = message.content.splitlines()
    assert which == "3 tunes; this is the first."
    assert failed.startswith("Tune 2 (Second) cannot be played: ABC line 14, column 2:")
    await stage.restart()
    await stage.ann.click(message, label="Save")
    (menu,) = message.components[-1]["components"]
    assert [one.get("description") for one in menu["options"]] == [None, BROKEN, None]


async def test_the_oldest_texts_are_no_longer_kept(stage: Stage) -> None:
    messages = [(await attach(stage, "a.abc", BOOK.encode())).response for _ in range(MOST_BOOKS + 1)]
    assert (await pick(stage.ann, messages[0], "book", "2")).response.content == GONE
    assert (await pick(stage.ann, messages[1], "book", "2")).response.embeds


async def test_a_text_goes_with_its_tune_and_with_its_user(stage: Stage) -> None:
    for _ in range(2):
        await attach(stage, "a.abc", BOOK.encode())
    assert len((await stage.history.export_user(stage.ann.id))["texts_with_several_tunes"]) == 2
    await stage.history.delete(1)
    assert await stage.history.book(1) is None
    await stage.history.delete_user(stage.ann.id)
    assert await stage.history.book(2) is None


async def test_a_tune_that_is_printed_already_is_named(stage: Stage) -> None:
    long = JIG.replace("|:dfa afd|gfe d3:|", "|:dfa afd|gfe d2A|BGB AFA|Bcd e3:|")
    other = pitches_of(read_abc(long))
    library = FakeLibrary(TrainingTune("The *Old* Jig", "a.abc:1", tuple(one + 3 for one in other)))
    await stage.env.restart_bot(
        Lilt(engine=stage.engine, history=stage.history, catalogue=CATALOGUE, library=library, pause=0)
    )
    message = (await attach(stage, "a.abc", long.encode())).response
    shown = message.embeds[0].description.splitlines()
    assert shown[1] == r"This is printed as *The \*Old\* Jig*; all of its notes, 21 in a row, are the same."


async def test_a_bad_first_tune_does_not_stop_the_others(stage: Stage) -> None:
    message = (await attach(stage, "a.abc", BOOK.replace("gfe", "g;fe").encode())).response
    assert message.embeds[0].title == "#1 · Second"
    which, failed = message.content.splitlines()
    assert which == "3 tunes; this is tune 2."
    assert failed.startswith("Tune 1 (Ann's Jig) cannot be played: ABC line 7, column 12:")
    assert labels(message)[-1] == "3 tunes: play another"
    assert (await pick(stage.ann, message, "book", "3")).response.embeds
