"""Precision: whether a device can train in bfloat16, which halves memory and, with hardware support, time."""

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
    """Tries it with a small LSTM: some processors lack the kernels, and there is no other way to find out."""
    lstm = nn.LSTM(_UNITS, _UNITS, batch_first=True).to(device)
    try:
        with torch.autocast(device, torch.bfloat16):
            lstm(torch.zeros(1, 2, _UNITS, device=device))
    except RuntimeError:
        return False
    return True


def supported(preset: Preset, device: str) -> Preset:
    """The preset, without bfloat16 (and with a note on standard error) if the device does not support it."""
    if not preset.bfloat16 or can_do_bfloat16(device):
        return preset
    tqdm.write(NOTE, file=sys.stderr)
    return replace(preset, bfloat16=False)
