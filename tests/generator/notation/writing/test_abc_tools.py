"""The link to ABC Tools holds the tune."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.notation.writing.abc_tools import abc_tools_link, tune_of_link

TUNE = "X:1\nT:A Jig\nR:jig\nM:6/8\nL:1/8\nK:G\nG2B dBG|A3 G3|]\n"


def test_the_link_is_one_that_the_page_reads() -> None:
    link = abc_tools_link(TUNE, "The Piper\u2019s Jig & more")
    assert re.fullmatch(
        r"https://michaeleskin\.com/abctools/abctools\.html\?def=eNr?[\w-]+&format=noten&ssp=10&name=\w+",
        link,
    )
    assert link.endswith("&name=The_Piper_s_Jig_more")
    accented = abc_tools_link(TUNE, "\u00c9amonn an Chnoic")
    assert accented.endswith("&name=Eamonn_an_Chnoic")


@given(
    st.text(st.characters(codec="utf-8"), max_size=200), st.text(st.characters(codec="utf-8"), max_size=60)
)
def test_every_text_comes_out_of_its_link_again(abc: str, title: str) -> None:
    link = abc_tools_link(abc, title)
    assert tune_of_link(link) == abc
    assert re.fullmatch(r"[\x21-\x7e]+", link)


@pytest.mark.parametrize("link", ["", "https://michaeleskin.com/?def=AAAA", abc_tools_link(TUNE, "A")[:80]])
def test_another_link_holds_no_tune(link: str) -> None:
    with pytest.raises(ValueError, match="this link"):
        tune_of_link(link)
