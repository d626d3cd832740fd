"""Rollback: returns to the model that was in use before."""

from __future__ import annotations

from generator.errors import ModelError
from generator.model.folders import find_checkpoint
from trainer.registry.models import Registry


def rollback(registry: Registry) -> str:
    """Undo the last promotion; returns the name of the model now in use.

    Raises ModelError if no model was in use before, or if its checkpoint is gone.
    """
    names = registry.history
    if len(names) < 2:
        raise ModelError("There is no earlier model to go back to.")
    find_checkpoint(str(registry.folder / names[1]))
    registry.write_history(names[1:])
    return names[1]
