from __future__ import annotations

import shutil

import pytest

from generator.errors import ModelError
from generator.model.folders import DEFAULT, SHIPPED, current_checkpoint
from trainer.registry.models import Registry
from trainer.registry.rollback import rollback


def test_rollback_goes_back_step_by_step_to_the_model_that_comes_with_lilt(registry: Registry) -> None:
    for name in "abc":
        registry.use(name)
    for name in "ba":
        assert rollback(registry) == name
        assert registry.current == registry.folder / name
    assert rollback(registry) == DEFAULT
    assert registry.current == SHIPPED / DEFAULT
    with pytest.raises(
        ModelError, match=f"^{DEFAULT}, which comes with Lilt, is in use; there is no earlier"
    ):
        rollback(registry)
    assert registry.current == SHIPPED / DEFAULT


def test_the_bot_finds_the_model_of_lilt_after_the_only_promotion_is_undone(registry: Registry) -> None:
    registry.use("a")
    rollback(registry)
    assert current_checkpoint(registry.folder) == SHIPPED / DEFAULT


def test_a_model_promoted_after_a_rollback_can_be_rolled_back_too(registry: Registry) -> None:
    registry.use("a")
    rollback(registry)
    registry.use("b")
    assert rollback(registry) == DEFAULT


def test_rollback_to_a_deleted_model_is_refused_and_changes_nothing(registry: Registry) -> None:
    registry.use("a")
    registry.use("b")
    shutil.rmtree(registry.folder / "a")
    with pytest.raises(ModelError):
        rollback(registry)
    assert registry.current == registry.folder / "b"
