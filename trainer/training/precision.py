"""Whether a device can train in bfloat16, which halves the memory and, where it is built in, the time."""

from __future__ import annotations

import sys
from dataclasses import replace

import torch
from torch import nn
from tqdm import tqdm

from trainer.training.presets import Preset

_UNITS = 32
NOTE = "This processor has no bfloat16 arithmetic for LSTMs; training in single precision."


def can_do_bfloat16(device: str) -> bool:
    """Try the smallest LSTM: not every processor has the kernels, and none says so beforehand."""
    lstm = nn.LSTM(_UNITS, _UNITS, batch_first=True).to(device)
    try:
        with torch.autocast(device, torch.bfloat16):
            lstm(torch.zeros(1, 2, _UNITS, device=device))
    except RuntimeError:
        return False
    return True


def possible(preset: Preset, device: str) -> Preset:
    """The preset as the device can carry it out; says so where it cannot as it stands."""
    if not preset.bfloat16 or can_do_bfloat16(device):
        return preset
    tqdm.write(NOTE, file=sys.stderr)
    return replace(preset, bfloat16=False)
