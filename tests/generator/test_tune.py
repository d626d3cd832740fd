"""The values that flow: checked where they are made, the same after JSON."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.errors import BadRequest
from generator.instruments import INSTRUMENTS
from generator.playing import TEMPOS
from generator.request import OPENING_LENGTH, SEEDS, TEMPERATURES, ComposeRequest
from generator.tune import FORMATS, Recording, Rendering, Tune
from tests.generator.notation.strategies import examples

NAN, INFINITY = float("nan"), float("inf")
TUNE = Tune(request=ComposeRequest(seed=7), title="A Jig", abc="X:1\nK:D\nd6|]\n", model="first")
RENDERING = Rendering(
    files={"mp3": b"\x00\xff", "abc": b"X:1", "png": b"one"},
    seconds=1.5,
    timings={"midi": 0.1},
    further_pages=(b"two", b"three"),
    notices=("A note is left out.",),
)

requests = st.builds(
    ComposeRequest,
    type=st.sampled_from([None, "jig", "slip jig"]),
    key=st.sampled_from([None, "D", "A", "G"]),
    mode=st.sampled_from([None, "major", "Dorian", "m"]),
    meter=st.sampled_from([None, "6/8", "12/8"]),
    parts=st.sampled_from([None, "AABB", "ABCCD"]),
    bars=st.none() | st.integers(4, 16),
    opening=st.sampled_from([None, "A>B (3ABA|^c2"]),
    temperature=st.floats(*TEMPERATURES),
    seed=st.none() | st.integers(*SEEDS),
    instrument=st.sampled_from(list(INSTRUMENTS)),
    tempo=st.none() | st.integers(*TEMPOS),
    model=st.sampled_from([None, "second", "mine-0a1b2c"]),
)


def refusal(**options: Any) -> str:
    with pytest.raises(BadRequest) as caught:
        ComposeRequest(**options)
    assert [caught.value.option] == list(options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("option", "value", "allowed"),
    [
        ("type", "", "such as jig"), ("type", 5, "such as jig"), ("type", ["jig"], "such as jig"),
        ("type", "j" * 41, "such as jig"), ("type", "jig\nK:D", "such as jig"),
        ("key", "H", "from A to G"), ("key", "d", "from A to G"), ("key", "D##", "from A to G"),
        ("key", "", "from A to G"), ("key", 1, "from A to G"), ("key", "D\n", "from A to G"),
        ("mode", "jazz", "major, minor, Dorian"), ("mode", "", "major, minor"), ("mode", 5, "major, minor"),
        ("mode", "majestic", "major, minor"), ("mode", True, "major, minor"),
        ("meter", "6", "such as 6/8"), ("meter", "0/4", "such as 6/8"), ("meter", "6/0", "such as 6/8"),
        ("meter", "6/7", "such as 6/8"), ("meter", "٦/٨", "such as 6/8"), ("meter", 6, "such as 6/8"),
        ("parts", "", "AABB"), ("parts", "BB", "AABB"), ("parts", "AAA", "AABB"), ("parts", "AC", "AABB"),
        ("parts", "ABCDE", "AABB"), ("parts", "aabb", "AABB"),
        ("bars", 3, "4 to 32"), ("bars", 33, "4 to 32"), ("bars", 8.0, "4 to 32"), ("bars", True, "4 to 32"),
        ("bars", "8", "4 to 32"), ("bars", NAN, "4 to 32"),
        ("opening", "", "200 characters"), ("opening", "d" * (OPENING_LENGTH + 1), "200 characters"),
        ("opening", "K:D", "200 characters"), ("opening", "d\nd", "200 characters"),
        ("opening", 5, "200 characters"),
        ("temperature", 0.0, "0.1 to 2.0"), ("temperature", 2.1, "0.1 to 2.0"),
        ("temperature", NAN, "0.1 to 2.0"), ("temperature", INFINITY, "0.1 to 2.0"),
        ("temperature", True, "0.1 to 2.0"),
        ("temperature", "1", "0.1 to 2.0"), ("temperature", None, "0.1 to 2.0"),
        ("seed", -1, "0 to 4294967295"), ("seed", 2**32, "0 to 4294967295"), ("seed", 7.0, "0 to 4294967295"),
        ("seed", True, "0 to 4294967295"), ("seed", INFINITY, "0 to 4294967295"),
        ("instrument", "kazoo", "fiddle, flute"), ("instrument", "", "fiddle, flute"),
        ("instrument", None, "fiddle, flute"), ("instrument", ["harp"], "fiddle, flute"),
        ("tempo", 29, "30 to 300"), ("tempo", 301, "30 to 300"), ("tempo", 100.0, "30 to 300"),
        ("tempo", False, "30 to 300"), ("tempo", NAN, "30 to 300"),
        ("model", "", "letters, digits"), ("model", "../up", "letters, digits"), ("model", "a/b", "letters"),
        ("model", ".", "letters, digits"), ("model", "m" * 65, "letters, digits"), ("model", "é", "letters"),
        ("model", "second\n", "letters, digits"), ("model", 5, "letters, digits"),
    ],
)  # fmt: skip
def test_a_bad_value_is_named_with_what_is_allowed(option: str, value: object, allowed: str) -> None:
    sentence = refusal(**{option: value})
    assert sentence.startswith(f"{option}: ")
    assert str(value)[:9].split("\n")[0] in sentence
    assert allowed in sentence
    assert sentence.endswith(".")


def test_a_key_without_a_signature_is_named() -> None:
    with pytest.raises(BadRequest, match=r"^key: Db minor is not possible; .* other spelling\.$"):
        ComposeRequest(key="Db", mode="minor")


@given(st.text(max_size=300))
@examples(100)
def test_a_refusal_is_one_short_line_whatever_was_asked(value: str) -> None:
    sentence = str(BadRequest("type", value, "it must be a jig"))
    assert sentence.isprintable()
    assert len(sentence) <= len("type:  is not possible; it must be a jig.") + 60


@given(requests)
@examples(100)
def test_a_request_is_the_same_after_json(request: ComposeRequest) -> None:
    assert ComposeRequest.from_json(json.loads(json.dumps(request.to_json()))) == request


def test_what_was_left_open_is_not_in_the_json() -> None:
    assert ComposeRequest().to_json() == {"temperature": 0.85, "top_p": 1.0, "instrument": "fiddle"}


def test_an_unknown_option_is_named() -> None:
    with pytest.raises(
        BadRequest, match=r"^speed: 3 is not possible; there is no such option; the options are type, key"
    ):
        ComposeRequest.from_json({"speed": 3})


def test_modes_are_understood_as_musicians_write_them() -> None:
    assert [ComposeRequest(mode=word).mode for word in ("Major", "m", "MIN", "Ionian", "mixo")] == [
        "maj", "min", "min", "maj", "mix",
    ]  # fmt: skip


def test_a_whole_temperature_is_the_same_request() -> None:
    assert ComposeRequest(temperature=1).to_json() == ComposeRequest(temperature=1.0).to_json()
    assert isinstance(ComposeRequest(temperature=1).temperature, float)


def test_a_recording_is_the_same_after_json() -> None:
    recording = Recording(tune=TUNE, rendering=RENDERING)
    assert Recording.from_json(json.loads(json.dumps(recording.to_json()))) == recording


def test_a_tunes_id_depends_on_all_that_made_it() -> None:
    others = [
        Tune(request=ComposeRequest(seed=8), title=TUNE.title, abc=TUNE.abc, model=TUNE.model),
        Tune(request=TUNE.request, title=TUNE.title, abc=TUNE.abc + "%", model=TUNE.model),
        Tune(request=TUNE.request, title=TUNE.title, abc=TUNE.abc, model="second"),
    ]
    assert len({tune.id for tune in [TUNE, *others]}) == 4
    assert Tune.from_json(TUNE.to_json()).id == TUNE.id
    assert len(TUNE.id) == 10
    assert int(TUNE.id, 16) >= 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": 5},
        {"abc": None},
        {"model": None},
        {"attempts": 0},
        {"attempts": 1.5},
        {"drafts": -1},
        {"attempts": 3, "drafts": 2},
    ],
)
def test_a_tune_is_checked(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a tune"):
        Tune.from_json(TUNE.to_json() | wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        {"seconds": NAN},
        {"seconds": INFINITY},
        {"seconds": -1},
        {"files": {"exe": b""}},
        {"further_pages": (b"two",)},
    ],
)
def test_a_rendering_is_checked(wrong: dict[str, Any]) -> None:
    made: dict[str, Any] = {"files": {}, "seconds": 1.0}
    with pytest.raises(ValueError, match=r"formats|last|no first"):
        Rendering(**made | wrong)


def test_a_rendering_of_an_older_version_is_read() -> None:
    older = RENDERING.to_json()
    del older["further_pages"], older["notices"]
    assert Rendering.from_json(older).pages == (b"one",)


def test_pages_have_numbers_in_their_names_where_there_are_several() -> None:
    assert list(RENDERING.named("tune")) == ["tune.abc", "tune.mp3", "tune-1.png", "tune-2.png", "tune-3.png"]
    alone = Rendering(files={"png": b"one"}, seconds=1.0)
    assert alone.named("tune") == {"tune.png": b"one"}
    assert Rendering(files={"mid": b""}, seconds=1.0).pages == ()


def test_a_rendering_may_hold_every_format() -> None:
    assert set(Rendering(files=dict.fromkeys(FORMATS, b""), seconds=0).files) == set(FORMATS)
