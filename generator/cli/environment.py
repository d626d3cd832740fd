"""The environment of a program whose child processes read what strangers sent: what they need, no secrets.

Child processes inherit a program's environment as it is when they are started; `multiprocessing` cannot be
given another one. A list of what is needed holds also where a list of secrets would miss a name.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping

_NEEDED = re.compile(
    r"""
    PATH | HOME | USER | LOGNAME | SHELL | PWD | TERM | LINES | COLUMNS | TZ | LANG | LANGUAGE | LC_\w+
    | TMPDIR | TMP | TEMP | VIRTUAL_ENV | PYTHON[A-Z0-9]+ | LD_LIBRARY_PATH | LD_PRELOAD | DYLD_\w+
    | SSL_CERT_(FILE|DIR) | (OMP|GOMP|KMP|MKL|OPENBLAS|BLIS|NUMEXPR|VECLIB)_\w+ | MALLOC_\w+
    | FONTCONFIG_(FILE|PATH) | XDG_\w+
    | (CUDA|CUDNN|CUBLAS|NVIDIA|HIP|HSA|ROCR)_\w+ | (TORCH|PYTORCH)_\w+
    | DISPLAY | WAYLAND_DISPLAY | XAUTHORITY | BROWSER            # the playground opens a browser
    | SYSTEMROOT | SYSTEMDRIVE | WINDIR | COMSPEC | PATHEXT | USERPROFILE | HOMEDRIVE | HOMEPATH | APPDATA
    | LOCALAPPDATA | PROGRAMDATA | PROGRAMFILES\S* | COMMONPROGRAMFILES\S* | NUMBER_OF_PROCESSORS
    | PROCESSOR_\w+                                               # Windows
    """,
    re.VERBOSE | re.IGNORECASE,
)
_SECRET = re.compile(r"TOKEN|SECRET|PASS|CREDENTIAL|KEY|AUTH(?!ORITY)", re.IGNORECASE)
"""A name that would be needed by its beginning, and is nobody else's business."""


def is_needed(name: str) -> bool:
    """Whether child processes get this variable."""
    return _NEEDED.fullmatch(name) is not None and _SECRET.search(name) is None


def take_environment(environ: MutableMapping[str, str]) -> dict[str, str]:
    """A copy of the environment, which then holds only what child processes need."""
    everything = dict(environ)
    for name in everything:
        if not is_needed(name):
            del environ[name]
    return everything
