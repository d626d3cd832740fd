from __future__ import annotations

import pytest

from generator.notation.melody import Melody
from generator.notation.reader import read_abc
from generator.notation.transpose import to_tonic
from tests.trainer.tunes import abc
from trainer.data.dedupe import SIMILAR, cluster, containment, grams_of, jaccard


def one_note_in(every: int, text: str) -> str:
    """The tune with one note in so many changed."""
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
def test_a_note_changed_here_and_there_leaves_a_near_duplicate_and_one_in_ten_does_not(
    melody: Melody, every: int, leaders: list[int]
) -> None:
    assert cluster([melody, read_abc(one_note_in(every, abc(1)))]) == leaders


def test_another_tune_is_none() -> None:
    assert cluster([read_abc(abc(seed)) for seed in range(10)]) == list(range(10))


def test_clusters_are_joined_by_a_tune_that_is_like_both(melody: Melody) -> None:
    """A tune and two halves of it: the halves share nothing, the whole is like each."""
    first, second = (
        read_abc(abc(1).replace(abc(1).splitlines()[line], ""))  # without one of its two strains
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


def test_how_much_of_a_tune_another_holds_is_the_share_of_the_shorter_one() -> None:
    one, two = frozenset({(1,), (2,)}), frozenset({(2,), (3,), (4,), (5,)})
    assert containment(one, two) == containment(two, one) == pytest.approx(0.5)
    assert containment(one, frozenset()) == 0


def test_how_alike_two_tunes_are_is_the_share_of_what_they_have_in_common() -> None:
    one, two = frozenset({(1,), (2,), (3,)}), frozenset({(2,), (3,), (4,)})
    assert jaccard(one, two) == pytest.approx(0.5)
    assert jaccard(frozenset(), frozenset()) == 0


def test_a_gram_is_nine_steps(melody: Melody) -> None:
    assert {len(gram) for gram in grams_of(melody)} == {9}
