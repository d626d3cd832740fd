"""Compiles a step's operations with torch.jit, which calls them without Python in between.

Torch has announced that it will drop torch.jit; Lilt pins its version of torch.
"""

from __future__ import annotations

import warnings
from typing import Any

import torch


def compiled(work: Any) -> Any:
    """A module or a function in the subset of Python that torch.jit compiles."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return torch.jit.script(work)
