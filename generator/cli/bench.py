"""`python -m generator bench`: the speed against the lab's loop, side by side in one run."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import subprocess
import sys
from typing import Any

import torch

from generator.bench.capacity import measure_capacity, simulated_rate
from generator.bench.composing import measure_composing
from generator.bench.limits import measure_limits
from generator.bench.load import Sizes, measure_load_apart, measure_remote_load, measure_startup
from generator.bench.report import table
from generator.bench.sampling import measure_grammar_cost, measure_sampling
from generator.bench.stages import measure_stages
from generator.cli.broker import security_from
from generator.model.device import choose_device

SIZES = Sizes()


def run(arguments: argparse.Namespace) -> None:
    """Measure and print. Ratios hold on any machine; seconds only on this one."""
    torch.set_num_threads(1)
    device = choose_device("auto")
    figures = _of_composing(device)
    if not arguments.composing:
        figures |= _of_all_the_rest(device, arguments)
    print(json.dumps(figures) if arguments.json else table(figures))


def _of_composing(device: str) -> dict[str, Any]:
    """What needs torch alone."""
    rows = measure_sampling(device)
    return {
        "machine": _machine(device),
        "sampling": rows,
        "limits": measure_limits(rows, device),
        "grammar_cost": measure_grammar_cost(device),
        "composing": measure_composing(device),
        "training": _training(device),
    }


def _of_all_the_rest(device: str, arguments: argparse.Namespace) -> dict[str, Any]:
    """Sound, scores, the engine under load, and what follows for many people."""
    stages, services = asyncio.run(measure_stages(device))
    load = measure_load_apart(device, SIZES)
    remote = {}
    if arguments.engine is not None:
        security = security_from(arguments, os.environ)
        remote["remote"] = asyncio.run(measure_remote_load(arguments.engine, security, SIZES))
    return {
        "stages": stages,
        "engine": load,
        **remote,
        "ready_s": measure_startup(device),
        "capacity": measure_capacity(services),
        "simulated_tunes_per_s": simulated_rate(services, max(SIZES.at_once)),
    }


def _machine(device: str) -> str:
    python = f"{platform.python_implementation()} {platform.python_version()}"
    processor = torch.cuda.get_device_name() if device == "cuda" else platform.machine()
    return f"{processor}, {torch.get_num_threads()} thread, {python}, torch {torch.__version__}"


def _training(device: str) -> dict[str, float]:
    """The trainer's own figures, from a process of its own: generator does not import trainer."""
    command = [sys.executable, "-m", "trainer", "speed", "--device", device, "--json"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603 - ours
    figures: dict[str, float] = json.loads(done.stdout)
    return figures
