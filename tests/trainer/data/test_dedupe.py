from __future__ import annotations

import pytest

from generator.notation.melody import Melody
from generator.notation.reading.reader import read_abc
from generator.notation.transpose import to_tonic
from tests.trainer.tunes import abc
from trainer.data.dedupe import SIMILAR, cluster, containment, grams_of, jaccard


def one_note_in(every: int, text: str) -> str:
    """The tune with one note changed in every `every` notes."""
    head, body = text.split("K:D\n")
    notes = 0
    changed = ""
    for sign in body:
        notes += sign.isalpha()
        changed += ("A" if sign != "A" else "B") if sign.isalpha() and notes % every == 0 else sign
    return f"{head}K:D\n{changed}"


@pytest.fixture
def melody() -> Melody:
    return read_abc(abc(1))


def test_a_transposed_copy_is_a_near_duplicate(melody: Melody) -> None:
    assert cluster([melody, read_abc(abc(2)), to_tonic(melody, "Bb")]) == [0, 1, 0]


@pytest.mark.parametrize(("every", "leaders"), [(40, [0, 0]), (10, [0, 1])])
def test_a_copy_with_few_changed_notes_is_a_near_duplicate_and_with_one_in_ten_is_not(
    melody: Melody, every: int, leaders: list[int]
) -> None:
    assert cluster([melody, read_abc(one_note_in(every, abc(1)))]) == leaders


def test_different_tunes_are_not_near_duplicates() -> None:
    assert cluster([read_abc(abc(seed)) for seed in range(10)]) == list(range(10))


def test_clusters_are_joined_by_a_tune_that_is_like_both(melody: Melody) -> None:
    """A tune and its two halves: the halves share nothing, but the whole is like each."""
    first, second = (
        read_abc(abc(1).replace(abc(1).splitlines()[line], ""))  # without one of its two parts
        for line in (7, 6)
    )
    assert jaccard(frozenset(grams_of(first)), frozenset(grams_of(second))) < SIMILAR
    assert cluster([first, second, melody]) == [0, 0, 0]


def test_a_tune_and_the_same_with_two_more_parts_are_one_cluster() -> None:
    short = read_abc(abc(1))
    long = read_abc(abc(1) + "\n".join(abc(seed).split("K:D\n")[1] for seed in (2, 3)))
    one, two = (frozenset(grams_of(melody)) for melody in (short, long))
    assert jaccard(one, two) < SIMILAR
    assert cluster([short, read_abc(abc(4)), long]) == [0, 1, 0]


def test_containment_is_the_share_of_the_smaller_set() -> None:
    one, two = frozenset({(1,), (2,)}), frozenset({(2,), (3,), (4,), (5,)})
    assert containment(one, two) == containment(two, one) == pytest.approx(0.5)
    assert containment(one, frozenset()) == 0


def test_jaccard_is_the_share_that_both_sets_have() -> None:
    one, two = frozenset({(1,), (2,), (3,)}), frozenset({(2,), (3,), (4,)})
    assert jaccard(one, two) == pytest.approx(0.5)
    assert jaccard(frozenset(), frozenset()) == 0


def test_a_gram_is_nine_steps(melody: Melody) -> None:
    assert {len(gram) for gram in grams_of(melody)} == {9}
