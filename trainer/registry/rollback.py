"""Rollback: returns to the model that was in use before."""

from __future__ import annotations

from generator.errors import ModelError
from generator.model.folders import SHIPPED_MARK, find_checkpoint
from trainer.registry.models import Registry


def rollback(registry: Registry) -> str:
    """Undo the last promotion; returns the name of the model now in use.

    Before the first promotion the default model that comes with Lilt was in use. Raises ModelError if no
    promotion is left to undo, or if the checkpoint of the earlier model is gone.
    """
    names = registry.history
    if len(names) < 2:
        raise ModelError(
            f"{registry.current.name}, which comes with Lilt, is in use; there is no earlier model."
        )
    if names[1] != SHIPPED_MARK:
        find_checkpoint(str(registry.folder / names[1]))
    registry.write_history(names[1:])
    return registry.current.name
