from __future__ import annotations

import shutil

import pytest

from generator.errors import ModelError
from trainer.registry.models import Registry
from trainer.registry.rollback import rollback


def test_rollback_goes_back_step_by_step(registry: Registry) -> None:
    for name in "abc":
        registry.use(name)
    for name in "ba":
        assert rollback(registry) == name
        assert registry.current == registry.folder / name
    with pytest.raises(ModelError, match="no earlier model"):
        rollback(registry)
    assert registry.current == registry.folder / "a"


def test_rollback_to_a_deleted_model_is_refused_and_changes_nothing(registry: Registry) -> None:
    registry.use("a")
    registry.use("b")
    shutil.rmtree(registry.folder / "a")
    with pytest.raises(ModelError):
        rollback(registry)
    assert registry.current == registry.folder / "b"
