"""Hostile and damaged MusicXML is refused in a sentence."""

from __future__ import annotations

import pytest

from generator.errors import BadRequest
from generator.importing.files import read_file
from tests.generator.importing.music_files import (
    ATTRIBUTES,
    TUNE,
    measure,
    note,
    score,
    score_of,
    zipped,
)

LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
BOMB = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY l0 "lol">{LAUGHS}]><score-partwise>&l11;</score-partwise>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><score-partwise>&x;</score-partwise>'
LONG = "<attributes>{}</attributes>"
DEEP = "<score-partwise>" + "<a>" * 100_000


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (BOMB.encode(), "entities of its own"),
        (OUTSIDE.encode(), "entities of its own"),
        (DEEP.encode(), "too deep"),
        (b"<score-partwise>" + b"<a/>" * 100_001, "more than 100000 elements"),
        (b"<?xml version='1.0'?><html/>", "no score"),
        (b"<score-partwise/>", "no notes"),
        (score_of(TUNE)[:2000], "damaged"),
        (score(measure(1, ATTRIBUTES + note("G4", -3))), ""),
        (
            score(measure(1, ATTRIBUTES.replace("<divisions>2", "<divisions>0") + note("G4"))),
            "0 divisions",
        ),
        (score(measure(1, ATTRIBUTES.replace("<beats>2", "<beats>0") + note("G4"))), "0 beats"),
        (score(measure(1, ATTRIBUTES.replace("<beat-type>4", "<beat-type>0") + note("G4"))), "over 0"),
        (score(measure(1, ATTRIBUTES + note("G9", 2_000_000))), ""),
        (score(measure(1, note("G4")) * 1001), "more than 1000 bars"),
        (score(measure(1, ATTRIBUTES + note("G4") * 5001)), "more than 5000 notes"),
        (
            score(measure(1, ATTRIBUTES + LONG.format("<key><fifths>-2147483648</fifths></key>"))),
            "7 sharps or flats",
        ),
        (
            score(measure(1, ATTRIBUTES + LONG.format(f"<time><beats>3+{'9' * 99}</beats></time>"))),
            "64 beats",
        ),
        (score(measure(1, LONG.format("<divisions>2147483648</divisions>"))), "1,000,000 divisions"),
        (
            score(measure(1, "<harmony><degree><degree-alter>99999</degree-alter></degree></harmony>")),
            "altered",
        ),
        (zipped({"a.xml": bytes(5_000_000)}), "larger than 4 MiB"),
        (zipped({f"{n}.xml": b"" for n in range(300)}), "more than 200 files"),
        (zipped({"a.txt": b""}), "no music"),
        (zipped({"a.xml": score_of(TUNE)})[:-30], "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(content: bytes, why: str) -> None:
    with pytest.raises(BadRequest, match=f"MusicXML .*{why}"):
        read_file("a.musicxml", content)
