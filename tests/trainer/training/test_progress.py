import pytest

from trainer.training.progress import Progress


def test_without_a_time_limit_only_steps_count() -> None:
    assert Progress(total=10, step=3, before=1e9).share == pytest.approx(0.3)
    assert Progress(total=10, step=13).share == 1


def test_with_a_time_limit_the_greater_share_counts() -> None:
    assert Progress(total=10, minutes=10, step=1, before=300).share == pytest.approx(0.5, abs=1e-3)
    assert Progress(total=10, minutes=10, step=9, before=300).share == pytest.approx(0.9)
    assert Progress(total=10, minutes=10, before=700).share == 1


def test_the_time_left_assumes_the_same_speed() -> None:
    assert Progress(total=10, step=2, before=60).seconds_left == pytest.approx(240, rel=1e-3)
    assert Progress(total=10, before=60).seconds_left == 0
    assert Progress(total=10, step=1, characters=6000, before=60).speed == pytest.approx(100, rel=1e-3)
