"""Titles of printed tunes in normal spelling."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

import pytest

from generator.model.folders import SHIPPED, TRAINING_TUNES
from generator.model.training_tunes import load_training_tunes
from generator.notation.writing.printed_titles import normal_title

CASES = {
    # the article of a library card
    "Rival Reel, The": "The Rival Reel",
    "RIVAL -- REEL., THE": "The Rival Reel",
    "Hills of Ireland. The": "The Hills of Ireland",
    "Drunken Ganger's The -- Jig": "The Drunken Ganger's Jig",
    '"GOOD GIRL", THE': 'The "Good Girl"',
    # full stops, commas and dashes
    "Lord Bernard's March.": "Lord Bernard's March",
    "Rocks of Cashel,": "Rocks of Cashel",
    "LEATHER THE WIG- JIG": "Leather the Wig Jig",
    "Marquis of Granby - Shambuy.": "Marquis of Granby: Shambuy",
    'WALK AROUND. -- "HEY, DADDY."': 'Walk Around: "Hey, Daddy"',
    "SWEET ELLEN, (or Figure Eight.)": "Sweet Ellen (or Figure Eight)",
    "Lord Glencairn's Quick Step. W.F.R.": "Lord Glencairn's Quick Step, W.F.R.",
    # capitals and small words
    "LITTLE BROTHER OF MY HEART": "Little Brother of My Heart",
    "A MARCH": "A March",
    "the Boys of Carrigallen": "The Boys of Carrigallen",
    "Get Up Old Woman And Shake Yourself": "Get Up Old Woman and Shake Yourself",
    "OFF TO THE HUNT": "Off to the Hunt",
    "WHAT ARE YOU AT": "What Are You At",
    "HURRAH! FOR OLD ERIN FOR EVER": "Hurrah! For Old Erin for Ever",
    "Parlalaw, a German Tune.": "Parlalaw, a German Tune",
    "Binnorie; or, The Cruel Sister": "Binnorie; or, The Cruel Sister",
    "BLACK-EYED LASSIE": "Black-Eyed Lassie",
    "Jack-Of-All-Trades.": "Jack-of-All-Trades",
    # names
    "HUGH O'NEILL'S LAMENT": "Hugh O'Neill's Lament",
    "D'ARCY'S -- JIG": "D'Arcy's Jig",
    "MACDONALD'S MARCH": "MacDonald's March",
    "McLEOD'S REEL": "McLeod's Reel",
    "MCLEOD'S REEL": "McLeod's Reel",
    "MACHINE WITHOUT HORSES": "Machine Without Horses",
    "Sr. Alexr. Mc.Donald's Reel.": "Sr. Alexr. McDonald's Reel",
    "Col: Wemys's Reel": "Col. Wemys's Reel",
    "FLOWERS OF ST. PETERSBURG -- REEL": "Flowers of St. Petersburg Reel",
    # Scots
    "TRUE LOVE CAN NE'ER FORGET": "True Love Can Ne'er Forget",
    "I'M O'ER YOUNG TO MARRY YET -- STRATHSPEY": "I'm o'er Young to Marry Yet Strathspey",
    "Gi'e me A Lass wi' a Lump o' Land": "Gi'e Me a Lass wi' a Lump o' Land",
    "'NEATH THE MOONLIGHT -- REEL": "'Neath the Moonlight Reel",
    # numbers
    "GEORGE IV": "George IV",
    "The Hare in the Corn. No. 2.": "The Hare in the Corn No. 2",
    "CAMP-MEETING -- JIG No.2.": "Camp-Meeting Jig No. 2",
    "2d. Quick Step. 42d. Regt.": "2d Quick Step, 42d Regiment",
    "Riding a Mile. 2nd Setting.": "Riding a Mile, 2nd Setting",
    # old prints and their encodings
    "Lady Shaftsbury's Strathsy.": "Lady Shaftsbury's Strathspey",
    "Andrew Carey's -- Slipjig": "Andrew Carey's Slip Jig",
    "Amat:eur -- Hornpipe": "Amateur Hornpipe",
    "Pat: in His Glory -- Jig": "Pat in His Glory Jig",
    "T:Beebe's -- Hornpipe": "Beebe's Hornpipe",
    r"La Nov\'ell\'e Hol\'endoise.": "La Novéllé Holéndoise",
    # normal already
    "": "",
    "The Wind That Shakes the Barley": "The Wind That Shakes the Barley",
    "Drowsy Maggie": "Drowsy Maggie",
}

LENGTHENED = re.compile(r"\b(regts?|batt?n|strathsy)\b", re.IGNORECASE)


@cache
def printed() -> list[str]:
    """The titles of the shipped index as the books spell them."""
    lines = (SHIPPED / "third" / TRAINING_TUNES).read_text(encoding="utf-8").splitlines()
    return list(dict.fromkeys(line.split("\t")[0] for line in lines))


@pytest.mark.parametrize(("title", "spelt"), CASES.items())
def test_a_title_in_normal_spelling(title: str, spelt: str) -> None:
    assert normal_title(title) == spelt


def test_no_title_of_the_index_reads_like_a_library_card() -> None:
    spelt = [normal_title(title) for title in printed()]
    card = re.compile(r"--|, ?(The|An?)$|[,;:]$|(?<![A-Z])\.$|[A-Z]{4,}|(?<=[a-z] )(And|Of|The)(?= )")
    assert len(spelt) > 2500
    assert [title for title in spelt if card.search(title)] == []
    assert [title for title in spelt if title != title[:1].upper() + title[1:]] == []


def test_no_letter_of_the_index_is_lost() -> None:
    def letters(title: str) -> Counter[str]:
        return Counter(re.sub(r"^T:|[^a-z0-9]", "", title.lower()))

    plain = [title for title in printed() if not LENGTHENED.search(title) and "\\" not in title]
    changed = [title for title in plain if letters(normal_title(title)) != letters(title.removeprefix("T:"))]
    assert changed == []


def test_a_title_in_normal_spelling_stays_as_it_is() -> None:
    spelt = [normal_title(title) for title in printed()]
    assert [title for title in spelt if normal_title(title) != title] == []


def test_a_model_hands_out_its_tunes_with_titles_in_normal_spelling() -> None:
    titles = {tune.title for tune in load_training_tunes(SHIPPED / "third")}
    assert titles == {normal_title(title) for title in printed()}
