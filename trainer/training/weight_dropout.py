"""Dropout of weights: in every step a part of the LSTM's matrices is left out.

Merity et al. 2017 (arXiv:1708.02182) call it DropConnect. The weights are masked in place and put back, so
that the fast LSTM kernels, which want plain parameters, stay in use.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn


@contextmanager
def thinned(lstm: nn.LSTM, share: float) -> Iterator[None]:
    """Within the context, where forward and backward pass belong, `share` of the weights is zero.

    All matrices but the one that reads the embedding. The others are scaled up, and so are their gradients.
    """
    if not share:
        yield
        return
    kept = []
    with torch.no_grad():
        for name, weight in lstm.named_parameters():
            if name.startswith("weight") and name != "weight_ih_l0":
                mask = nn.functional.dropout(torch.ones_like(weight), share)
                kept.append((weight, weight.clone(), mask))
                weight.mul_(mask)
    try:
        yield
    finally:
        with torch.no_grad():
            for weight, original, mask in kept:
                weight.copy_(original)
                if weight.grad is not None:
                    weight.grad.mul_(mask)
