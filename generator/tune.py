"""What comes of a request: tune, rendering, recording. Frozen, checked where they are made."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from math import isfinite
from typing import Any, Self

from generator.file_names import slug
from generator.notation.writing.fields import escaped_title
from generator.notation.writing.printed_titles import normal_title
from generator.request import ComposeRequest

FORMATS = ("abc", "mid", "mp3", "wav", "png", "pdf", "musicxml")
"""What a tune can be written as; also the file endings."""


@dataclass(frozen=True, slots=True)
class NearestTune:
    """The training tune nearest to a tune: its title (may be empty) and place in its source; the `longest`
    run that both have, in notes, and the `share` (0..1) of the tune's notes that are in it."""

    title: str
    place: str
    longest: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tune:
    """A tune and how to make it again: the request with nothing left open, and the model's id.

    `abc` is a complete ABC tune. `attempts` counts the accepted draft and the rejected ones, `rejections` the
    reasons against those; `drafts` are all that were written, with the good ones that the judge liked less, 0
    if that is not known.
    `originality` is None if no training tune shares enough notes to count, or nothing was compared.
    """

    request: ComposeRequest
    title: str
    abc: str
    model: str
    attempts: int = 1
    drafts: int = 0
    rejections: Mapping[str, int] = field(default_factory=dict)
    originality: NearestTune | None = None

    def __post_init__(self) -> None:
        for name in ("title", "abc", "model"):
            if not isinstance(getattr(self, name), str):
                raise ValueError(f"a tune's {name} must be text")
        if not isinstance(self.attempts, int) or self.attempts < 1:
            raise ValueError(f"a tune takes at least one attempt, not {self.attempts!r}")
        if not isinstance(self.drafts, int) or 0 < self.drafts < self.attempts or self.drafts < 0:
            raise ValueError(f"a tune of {self.attempts} attempts has no {self.drafts!r} drafts")

    @property
    def id(self) -> str:
        """Ten hexadecimal digits that identify this tune."""
        identity = json.dumps([self.abc, self.model, self.request.to_json()], sort_keys=True)
        return hashlib.sha256(identity.encode()).hexdigest()[:10]

    def renamed(self, title: str) -> Self:
        """The same music with another title."""
        field = "T:" + escaped_title(title)
        abc = re.sub("^T:.*$", lambda _: field, self.abc, count=1, flags=re.MULTILINE)
        return replace(self, title=title, abc=abc)

    @property
    def stem(self) -> str:
        """A name for its files: "the-copper-kettle-7", 7 being the seed.

        That of a variation says what was changed: "the-copper-kettle-no-2-7-b", "…-bar-7", "…-bars-5-8".
        """
        request = self.request
        change = "" if request.change is None else f"-{request.change}".lower()
        if change[1:2].isdigit():
            change = f"-bar{'s' if '-' in change[1:] else ''}{change}"
        seed = "" if request.seed is None else f"-{request.seed}"
        return slug(self.title, scripts=True) + seed + change

    def to_json(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)} | {
            "request": self.request.to_json(),
            "rejections": dict(self.rejections),
            "originality": self.originality and asdict(self.originality),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Reads the JSON of older versions too: no originality, no drafts, or a title as a book spells it."""
        request, nearest = ComposeRequest.from_json(data["request"]), data.get("originality")
        if nearest is not None:
            nearest = NearestTune(**{**nearest, "title": normal_title(nearest["title"])})
        return cls(**{**data, "request": request, "originality": nearest})


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """A tune made audible and visible: format (of `FORMATS`) -> file contents.

    `files["png"]` is the first page of the sheet music, `further_pages` are those after it. `seconds` is the
    music's length, without the ringing of the last note; `timings` are seconds per stage. `notices` are
    sentences about what is left out.
    """

    files: Mapping[str, bytes]
    seconds: float
    timings: Mapping[str, float] = field(default_factory=dict)
    further_pages: tuple[bytes, ...] = ()
    notices: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not set(self.files) <= set(FORMATS):
            raise ValueError(f"no such formats: {sorted(set(self.files) - set(FORMATS))}")
        if not (isfinite(self.seconds) and self.seconds >= 0):
            raise ValueError(f"music cannot last {self.seconds} seconds")
        if self.further_pages and "png" not in self.files:
            raise ValueError("there are further pages, but there is no first one")

    @property
    def pages(self) -> tuple[bytes, ...]:
        """All pages of the sheet music, as PNG; none if it was not asked for."""
        return (self.files["png"], *self.further_pages) if "png" in self.files else ()

    def named(self, stem: str) -> dict[str, bytes]:
        """File names -> contents: "stem.mp3", "stem.png"; for several pages "stem-1.png", "stem-2.png" …"""
        named: dict[str, bytes] = {}
        for form in (form for form in FORMATS if form in self.files):
            if form == "png" and self.further_pages:
                named |= {f"{stem}-{number}.png": page for number, page in enumerate(self.pages, 1)}
            else:
                named[f"{stem}.{form}"] = self.files[form]
        return named

    def to_json(self) -> dict[str, Any]:
        files = {name: b64encode(content).decode() for name, content in self.files.items()}
        pages = [b64encode(page).decode() for page in self.further_pages]
        timings = dict(self.timings)
        return {
            "files": files, "seconds": self.seconds, "timings": timings, "further_pages": pages,
            "notices": list(self.notices),
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Reads the JSON of older versions too, which has one page and no notices."""
        files = {name: b64decode(content) for name, content in data["files"].items()}
        pages = tuple(map(b64decode, data.get("further_pages", ())))
        return cls(
            files=files, seconds=data["seconds"], timings=data["timings"], further_pages=pages,
            notices=tuple(data.get("notices", ())),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """A tune with its rendering."""

    tune: Tune
    rendering: Rendering

    def to_json(self) -> dict[str, Any]:
        return {"tune": self.tune.to_json(), "rendering": self.rendering.to_json()}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        return cls(tune=Tune.from_json(data["tune"]), rendering=Rendering.from_json(data["rendering"]))
