"""Weight dropout: each step trains the LSTM with some of its weights set to zero.

Merity et al. 2017 (arXiv:1708.02182) call it DropConnect. The weights are masked in place and then restored,
because the fast LSTM kernels need plain parameters.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import torch
from torch import nn


@contextmanager
def weight_dropout(lstm: nn.LSTM, share: float) -> Iterator[None]:
    """Inside the context, which must enclose forward and backward, `share` of the weights is zero.

    This applies to all matrices but the one that reads the embedding. The remaining weights are scaled up,
    and so are their gradients.
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
