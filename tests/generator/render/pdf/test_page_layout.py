"""Which block stands on which page."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from generator.render.pdf.page_layout import Place, Space, lay_out

HEIGHT, BETWEEN = 100.0, 7.0

heights = st.integers(1, 60).map(float)
tunes = st.lists(st.lists(st.builds(Space, heights, st.just(3.0)), min_size=2, max_size=12), max_size=12)


def height_of(blocks: list[Space]) -> float:
    return sum(one.height + one.below for one in blocks) - blocks[-1].below


def placed(*blocks: list[float], one_a_page: bool = False) -> list[tuple[int, float]]:
    spaces = [[Space(height, 3.0) for height in one] for one in blocks]
    places = lay_out(spaces, HEIGHT, between=BETWEEN, one_a_page=one_a_page)
    return [(place.page, place.top) for place in places]


def test_tunes_follow_each_other_while_they_fit() -> None:
    assert placed([10, 20], [10, 20], [10, 20]) == [(0, 0), (0, 13), (0, 40), (0, 53), (1, 0), (1, 13)]


def test_on_request_every_tune_begins_a_page() -> None:
    assert placed([10, 20], [10, 20], one_a_page=True) == [(0, 0), (0, 13), (1, 0), (1, 13)]


def test_a_tune_that_is_too_long_is_broken_between_its_lines() -> None:
    assert placed([10, 40, 40, 40, 5]) == [(0, 0), (0, 13), (0, 56), (1, 0), (1, 43)]


def test_blocks_are_closer_where_the_last_would_be_alone_on_a_page() -> None:
    """102 where there is room for 100: four spaces of 3 become less."""
    places = placed([10, 20, 20, 20, 20])
    assert [page for page, _ in places] == [0] * 5
    assert places[1][1] == 10 + 3 * 0.8


def test_where_that_is_not_enough_the_block_before_goes_with_the_last() -> None:
    assert placed([10, 40, 40, 20]) == [(0, 0), (0, 13), (1, 0), (1, 43)]
    assert placed([10, 40, 40, 70]) == [(0, 0), (0, 13), (0, 56), (1, 0)]  # both would be too high


@given(tunes, st.booleans())
def test_nothing_overlaps_or_leaves_the_page_and_what_fits_is_not_broken(
    several: list[list[Space]], one_a_page: bool
) -> None:
    places = lay_out(several, HEIGHT, between=BETWEEN, one_a_page=one_a_page)
    assert [(one.tune, one.block) for one in places] == [
        (tune, block) for tune, blocks in enumerate(several) for block in range(len(blocks))
    ]
    ends: dict[int, float] = {}
    for one in places:
        block = several[one.tune][one.block]
        assert one.top >= ends.get(one.page, 0.0)
        fits = one.top + block.height <= HEIGHT
        assert fits or one.top == 0 or (one.block == 1 and places_of(places, one.tune)[0].top == 0)
        ends[one.page] = one.top + block.height
    for tune, blocks in enumerate(several):
        pages = {one.page for one in places_of(places, tune)}
        assert len(pages) == 1 or height_of(blocks) > HEIGHT
        *_, before, last = places_of(places, tune)
        together = blocks[-2].height + blocks[-2].below + blocks[-1].height
        assert last.page == before.page or together > HEIGHT or len(blocks) == 3
        assert [one.page for one in places_of(places, tune)][:2] in ([page, page] for page in pages)


def places_of(places: list[Place], tune: int) -> list[Place]:
    return [one for one in places if one.tune == tune]
