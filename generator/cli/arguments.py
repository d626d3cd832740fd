"""What the command lines of generator and trainer have in common."""

from __future__ import annotations

import argparse
import sys
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, without the usage."""

    def error(self, message: str) -> NoReturn:
        print(message.removeprefix("argument "), file=sys.stderr)
        sys.exit(2)
