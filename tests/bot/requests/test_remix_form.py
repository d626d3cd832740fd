"""The texts of the remix form: every request can be written and read again."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import SeveralMistakes
from bot.requests.players import players_and_times
from bot.requests.remix_form import FIELDS, filled_in, read
from generator.arrangement.arranger import backing_of, tunes_of_set
from generator.errors import BadRequest
from generator.instruments import BACKINGS, INSTRUMENTS, NO_BACKING
from generator.notation.reading.reader import read_abc
from generator.playing import TEMPOS, TIMES
from generator.request import DARING, SEEDS, TEMPERATURES, ComposeRequest
from generator.tune import Tune

ABC = (Path(__file__).parents[3] / "docs" / "tune.abc").read_text()
KEYS = [("D", "maj"), ("Bb", "dor"), ("F#", "min"), ("A", "mix"), ("G", None), (None, "phr"), (None, None)]


@st.composite
def requests(draw: Any) -> ComposeRequest:
    key, mode = draw(st.sampled_from(KEYS))
    numbers = st.integers(int(TEMPERATURES[0] * 100), int(TEMPERATURES[1] * 100))
    pair = draw(st.sampled_from(list(DARING.values())) | numbers.map(lambda number: (number / 100, 1.0)))
    return ComposeRequest(
        type=draw(st.sampled_from(["jig", "slip jig", "reel", None])),
        key=key,
        mode=mode,
        meter=draw(st.sampled_from(["6/8", "4/4", "9/8", None])),
        parts=draw(st.sampled_from(["A", "AABB", "ABCD", None])),
        bars=draw(st.integers(8, 16) | st.none()),
        opening=draw(st.sampled_from(["A|dfd AFA|", None])),
        temperature=pair[0],
        top_p=pair[1],
        seed=draw(st.integers(*SEEDS) | st.none()),
        instrument=draw(st.sampled_from(list(INSTRUMENTS))),
        tempo=draw(st.integers(*TEMPOS) | st.none()),
        backing=draw(st.sampled_from([*BACKINGS, None])),
        times=draw(st.integers(*TIMES) | st.none()),
    )


@given(requests())
def test_a_request_is_read_as_it_was_written(request: ComposeRequest) -> None:
    assert read(filled_in(request)) == request


@given(requests())
def test_every_request_fits_into_the_fields(request: ComposeRequest) -> None:
    assert all(len(filled_in(request)[field.name]) <= field.length for field in FIELDS)


@given(st.fixed_dictionaries({field.name: st.text(max_size=field.length) for field in FIELDS}))
def test_any_text_gives_a_request_or_a_bad_request(texts: dict[str, str]) -> None:
    with suppress(BadRequest, SeveralMistakes):
        assert isinstance(read(texts), ComposeRequest)


def test_empty_fields_are_left_open() -> None:
    assert read({}) == ComposeRequest()


@pytest.mark.parametrize(
    ("name", "text", "options"),
    [
        ("form", "Slip Jig 9/8", {"type": "slip jig", "meter": "9/8"}),
        ("form", "aabb x 8", {"parts": "AABB", "bars": 8}),
        ("form", "AABB\u00d78 bars", {"parts": "AABB", "bars": 8}),
        ("key", "dm", {"key": "D", "mode": "min"}),
        ("key", "B flat Major", {"key": "Bb", "mode": "maj"}),
        ("key", "f\u266f minor", {"key": "F#", "mode": "min"}),
        ("key", "Ador", {"key": "A", "mode": "dor"}),
        ("key", "dorian", {"mode": "dor"}),
        ("sound", "Harp at 90 bpm", {"instrument": "harp", "tempo": 90}),
        ("sound", "fiddle 112", {"instrument": "fiddle", "tempo": 112}),
        ("sound", "fiddle, 112bpm", {"instrument": "fiddle", "tempo": 112}),
        (
            "sound",
            "fiddle and flute, band, 112, twice",
            {"instrument": "fiddle and flute", "backing": "band", "tempo": 112, "times": 2},
        ),
        ("sound", "fiddle  and  flute 3 times", {"instrument": "fiddle and flute", "times": 3}),
        ("sound", "Flute, harp; 2x", {"instrument": "flute and harp", "times": 2}),
        ("sound", "guitar", {"instrument": "guitar"}),
        ("sound", "fiddle guitar", {"instrument": "fiddle", "backing": "guitar"}),
        ("sound", "fiddle and piano", {"instrument": "fiddle", "backing": "piano"}),
        ("sound", "with guitar", {"backing": "guitar"}),
        ("sound", "with a guitar, harp", {"instrument": "harp", "backing": "guitar"}),
        ("sound", "backing guitar", {"backing": "guitar"}),
        ("sound", "Backing: guitar; piano", {"instrument": "piano", "backing": "guitar"}),
        ("sound", "guitar, backing piano", {"instrument": "guitar", "backing": "piano"}),
        ("sound", "banjo with guitar backing", {"instrument": "banjo", "backing": "guitar"}),
        ("sound", "no backing", {"backing": "none"}),
        ("sound", "guitar without backing", {"instrument": "guitar", "backing": "none"}),
        ("sound", "harp, none", {"instrument": "harp", "backing": "none"}),
        ("sound", "drone", {"backing": "drone"}),
        ("sound", "fiddle, with guitar, bass and bodhrán", {"instrument": "fiddle", "backing": "band"}),
        ("sound", "guitar bass bodhran, twice", {"backing": "band", "times": 2}),
        ("sound", "flute and fiddle", {"instrument": "fiddle and flute"}),
        ("sound", "Fiddle & Flute + piano", {"instrument": "fiddle and flute", "backing": "piano"}),
        ("sound", "tin whistle", {"instrument": "whistle"}),
        ("sound", "Fiddle and Tin Whistle", {"instrument": "whistle and fiddle"}),
        ("sound", "three times", {"times": 3}),
        ("sound", "thrice", {"times": 3}),
        ("sound", "harp 90 x2", {"instrument": "harp", "tempo": 90, "times": 2}),
        ("sound", "90 x 2", {"tempo": 90, "times": 2}),
        ("sound", "harp \u00d72", {"instrument": "harp", "times": 2}),
        ("sound", "tempo: 90, times: 2", {"tempo": 90, "times": 2}),
        ("sound", "harp without", {"instrument": "harp", "backing": "none"}),
        ("sound", "harp, tab whistle, 90", {"instrument": "harp", "tab": "whistle D", "tempo": 90}),
        (
            "sound",
            "harp tab guitar DADGAD guitar",
            {
                "instrument": "harp",
                "tab": "guitar DADGAD",
                "backing": "guitar",
            },
        ),
        ("sound", "Tablature for a tin whistle Bb", {"tab": "whistle Bb"}),
        ("sound", "harp, tab guitar standard", {"instrument": "harp", "tab": "guitar"}),
        ("sound", "tab fiddle", {"tab": "mandolin"}),
        ("sound", "harp, no tab", {"instrument": "harp"}),
        ("sound", "harp without a tablature, no backing", {"instrument": "harp", "backing": "none"}),
        ("sound", "harp without a backing", {"instrument": "harp", "backing": "none"}),
        ("sound", "harp solo", {"instrument": "harp", "backing": "none"}),
        ("chance", "0.5", {"temperature": 0.5}),
        ("chance", "0,5 seed 1", {"temperature": 0.5, "seed": 1}),
        ("chance", "1.1,7", {"temperature": 1.1, "seed": 7}),
        ("chance", "seed 1", {"seed": 1}),
    ],
)
def test_a_field_can_be_written_in_many_ways(name: str, text: str, options: dict[str, Any]) -> None:
    assert read({name: text}) == ComposeRequest.from_json(options)


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        ("form", "8 bars 16", "bars: 8 and 16 is not possible; give only one of them."),
        ("key", "D blue", "key: D blue is not possible; it may be a key, a mode or both"),
        ("sound", "fiddle and kazoo", "instrument: kazoo is not possible; it must be an instrument such as"),
        (
            "sound",
            "harp, pipes",
            "instrument: harp and pipes is not possible; the duets are fiddle and flute",
        ),
        (
            "sound",
            "fiddle, guitar, piano",
            "backing: guitar and piano is not possible; give only one of them.",
        ),
        (
            "sound",
            "fiddle, tab kazoo",
            "tab: tab is not possible; an instrument must follow, such as whistle D,",
        ),
        ("sound", "112, 120", "tempo: 112 and 120 is not possible; give only one of them."),
        ("sound", "7 times", "times: 7 is not possible; it must be a number from 1 to 4."),
        ("chance", "seed 1.5", "seed: 1.5 is not possible; it must be a whole number."),
        ("chance", "3.5", "temperature: 3.5 is not possible; it must be a number from 0.1 to 2.0."),
    ],
)
def test_an_impossible_value_is_refused_in_a_sentence(name: str, text: str, sentence: str) -> None:
    with pytest.raises(BadRequest, match=rf"^{sentence}"):
        read({name: text})


def test_all_wrong_fields_are_named_at_once() -> None:
    with pytest.raises(SeveralMistakes) as caught:
        read({"form": "99 bars", "key": "H", "sound": "kazoo", "chance": "3.5"})
    assert [str(one).split(" is not")[0] for one in caught.value.mistakes] == [
        "bars: 99", "key: H", "instrument: kazoo", "temperature: 3.5",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["kazoo", "harp, pipes", "fiddle, bass", "12345678901", "tab kazoo"])
def test_an_error_of_the_sound_is_short(text: str) -> None:
    with pytest.raises(BadRequest) as caught:
        read({"sound": text})
    assert len(str(caught.value)) <= 200


@given(
    st.sampled_from(list(INSTRUMENTS)),
    st.sampled_from([None, *BACKINGS]),
    st.integers(*TEMPOS),
    st.sampled_from([None, *range(TIMES[0], TIMES[1] + 1)]),
)
def test_what_the_embed_says_is_understood(
    instrument: str, backing: str | None, tempo: int, times: int | None
) -> None:
    request = ComposeRequest(instrument=instrument, backing=backing, tempo=tempo, times=times)
    tune = Tune(request=request, title="A Tune", abc=ABC, model="tiny")
    melody = read_abc(ABC)
    used = backing_of(melody, request.playing)
    played = tunes_of_set([melody], request.playing)[0].times
    assert read({"sound": f"{players_and_times(tune)}, {tempo} beats per minute"}) == ComposeRequest(
        instrument=instrument,
        backing=None if used == NO_BACKING else used,  # of which the embed does not speak
        tempo=tempo,
        times=None if played == 1 else played,
    )


def test_the_form_is_within_discords_limits() -> None:
    assert len(FIELDS) == 5
    assert all(len(field.label) <= 45 and len(field.hint) <= 100 for field in FIELDS)
