from __future__ import annotations

import argparse
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

import generator.cli.parser
from trainer.cli.parser import build_parser
from trainer.training.presets import CHOICES


def commands() -> list[str]:
    (choices,) = (
        action.choices for action in build_parser()._actions if isinstance(action, argparse._SubParsersAction)
    )
    return list(choices)


@pytest.mark.parametrize("words", [["--help"], ["train", "--help"]])
def test_help_loads_no_torch(words: list[str]) -> None:
    code = (
        "import sys; from trainer.__main__ import main\n"
        "try: main(sys.argv[1:])\n"
        "except SystemExit as end: sys.exit(end.code or ('torch' in sys.modules and 'torch was loaded'))"
    )
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False)  # noqa: S603
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("usage: python -m trainer")


@pytest.mark.parametrize("command", commands())
def test_every_command_is_a_module_with_a_run_function(command: str) -> None:
    assert callable(import_module(f"trainer.cli.{command}").run)


def test_train_has_a_flag_for_every_choice_that_is_unset_by_default() -> None:
    arguments = build_parser().parse_args(["train"])
    assert all(getattr(arguments, name) is None for name in CHOICES)


def test_every_command_that_names_a_model_has_the_same_folder_of_models() -> None:
    composing = generator.cli.parser.build_parser().parse_args(["compose"])
    for words in ("train", "judge x", "evaluate x", "models", "promote x", "rollback"):
        assert build_parser().parse_args(words.split()).models == composing.models == Path("data/models")
