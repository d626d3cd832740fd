"""The bytes of ABC files as text."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.notation.reading.books.encoding import NotTextError, decode, unknown_charset
from generator.notation.reading.books.other_files import kind_by_beginning
from generator.notation.reading.reader import read_abc
from tests.generator.notation.strategies import examples

TUNE = "X:1\nT:Café — l\u2019œuf\nK:G\nGABc|]\n"
LATIN = "X:1\nT:é\nK:G\nGABc|]"


@pytest.mark.parametrize(
    "raw",
    [
        TUNE.encode(),
        codecs.BOM_UTF8 + TUNE.encode(),
        codecs.BOM_UTF16_LE + TUNE.encode("utf-16-le"),
        codecs.BOM_UTF16_BE + TUNE.encode("utf-16-be"),
        TUNE.encode("cp1252"),
    ],
    ids=["utf-8", "utf-8 with a mark", "utf-16-le", "utf-16-be", "windows"],
)
def test_the_title_is_right(raw: bytes) -> None:
    assert read_abc(decode(raw)).title == "Café — l\u2019œuf"


def test_latin_1_is_read() -> None:
    assert read_abc(decode(LATIN.encode("latin-1"))).title == "é"


def test_a_book_of_both_keeps_every_title() -> None:
    one, two = "X:1\nT:Łódź — œuf\nK:C\nC\n\n", "X:2\r\nT:Café\r\nK:C\r\nC\r\n"
    assert decode(one.encode() + two.encode("latin-1") + one.encode()) == one + two + one


@pytest.mark.parametrize("line", ["I:abc-charset {}", "%%abc-charset {}", "%%encoding {}", "%abc-charset {}"])
@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("iso-8859-2", "Łódź"),
        ("iso-8859-5", "Барыня"),
        ("utf-8", "Łódź"),
        ("ISO-8859-1", "é"),
        ("Shift_JIS", "さくら"),
        ("EUC-JP", "さくら"),
        ("Big5", "茉莉花"),
        ("GB2312", "茉莉花"),
        ("KOI8-R", "Барыня"),
        ("macintosh", "é"),
    ],
)
def test_a_file_may_name_its_character_set(line: str, name: str, title: str) -> None:
    text = f"%abc-2.1\n{line.format(name)}\n\nX:1\nT:{title}\nK:C\nC\n"
    assert decode(text.encode(name)) == text
    assert unknown_charset(text.encode(name)) == ""


@pytest.mark.parametrize("name", ["klingon", "utf-16", "rot13", "zip", "us-ascii", "iso-8859-99", "utf-8"])
def test_a_name_that_is_wrong_or_unknown_is_ignored(name: str) -> None:
    text = f"I:abc-charset {name}\n{LATIN}"
    assert decode(text.encode()) == text
    assert decode(text.encode("latin-1")) == text


@pytest.mark.parametrize(
    "name", ["klingon", "utf-16", "rot13", "zip", "iso-8859-99", "unicode_escape", "cp500"]
)
def test_a_name_that_is_not_known_is_said(name: str) -> None:
    said = unknown_charset(f"%%abc-charset {name}\n{LATIN}".encode())
    assert said == f"The character set {name} is not known; the file is read as UTF-8 or Latin-1."


def test_a_file_with_the_line_ends_of_an_old_macintosh_is_in_mac_roman() -> None:
    text = "X:1\rT:Café Ó Súilleabháin \u2013 d\u2019été\rK:D\rDEFG|]\r"
    assert decode(text.encode("mac-roman")) == text
    assert decode(text.encode()) == text


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_line_ends_alone_make_no_macintosh(end: str) -> None:
    text = end.join(["X:1", "T:Été à l\u2019œuvre — “ça”", "K:D", "DEFG|]"])
    assert decode(text.encode("cp1252")) == text


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_other_line_ends_are_of_no_old_macintosh(end: str) -> None:
    raw = end.join(["X:1", "T:Café", "K:D", "DEFG|]"]).encode("mac-roman")
    assert "Café" not in decode(raw)


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe\x00", b"RIFF\x00\x00", b"\xff\xfe\x00\xd8A\x00", b"\xfe\xff\x00\x00\x00\x00"]
)
def test_what_is_no_text_is_refused(raw: bytes) -> None:
    with pytest.raises(NotTextError):
        decode(raw)


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        (b"\x89PNG\r\n", "a PNG picture"),
        (b"RIFF....WAVEfmt", "a WAV recording"),
        (b"....ftypM4A ", "a video or an M4A recording"),
        (bytes(range(1, 256)), "no text"),
    ],
)
def test_what_a_file_seems_to_be_is_said(raw: bytes, kind: str) -> None:
    with pytest.raises(NotTextError, match=f"^{kind}$"):
        decode(raw)


def test_a_text_may_have_a_zero() -> None:
    assert decode(b"X:1\nT:a\0b\nK:C\nC|]\n") == "X:1\nT:a\0b\nK:C\nC|]\n"


@given(st.binary(max_size=60))
@examples(200)
def test_bytes_are_text_or_refused(raw: bytes) -> None:
    try:
        assert len(decode(raw)) <= len(raw)
    except NotTextError:
        controls = sum(byte < 32 for byte in raw)
        is_utf_16 = raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        assert b"\0" in raw or controls > 10 or is_utf_16 or kind_by_beginning(raw)
