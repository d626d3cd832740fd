from __future__ import annotations

import pytest

from generator.compose.blocklist import is_blocked


@pytest.mark.parametrize(
    "title",
    ["OLD ZIP COON -- REEL", "Old Plantation Girls.", "The Poor little Gypsey.", "The Gypsies' Jig",
     "Négro's March",
     "The Savage Dance with Variations.", "Cuckold Come Out o' the Amrey", "LUCKIE BAWD'S REEL", "zip-coon",
     "The Darkies' Dream", "Mammies All"],
)  # fmt: skip
def test_a_slur_is_found_whatever_its_case_accents_and_plural(title: str) -> None:
    assert is_blocked(title)


@pytest.mark.parametrize(
    "title",
    ["The Blackbird", "The Jolly Tinker", "Black Donald The Piper.", "Cock and Hen., The",
     "The Dark Maiden of the Valley",
     "COONEY'S HORNPIPE", "LUCKIE BAWDINS' REEL", "The Grapevine", "The Niggardly Laird",
     "Niggle's Jig", "Drape the Hall",
     "The Cuckoo", "Dick Gossip", "", "Haggard's Fancy", "My Heart is Your Slave"],
)  # fmt: skip
def test_an_innocent_title_is_not_blocked(title: str) -> None:
    assert not is_blocked(title)
