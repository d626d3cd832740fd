"""Time zones by what people type: an IANA name, a city, a country, or a city with its country.

The last part of an IANA name is a city; which countries there are, and which zones they have, stand in the
tables that come with the time zones in the package tzdata. All of this reads files: not on the event loop.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from itertools import chain
from zoneinfo import ZoneInfo

from generator.errors import BadRequest

_TZDATA = "tzdata"
"""The package. Python falls back on it, so each of its names is known."""
_NOT_PLACES = ("Etc/", "Factory")

_ALSO = {
    "AE": ("uae",),
    "CI": ("ivory coast",),
    "CZ": ("czechia",),
    "GB": ("uk", "united kingdom", "great britain", "england", "scotland", "wales", "northern ireland"),
    "IE": ("republic of ireland",),
    "MM": ("burma",),
    "NL": ("holland", "the netherlands"),
    "US": ("us", "usa", "united states of america"),
}
"""Names of countries that the table of the time zones does not have, by the country's code."""

Names = dict[str, list[str]]


@cache
def zone_names() -> tuple[str, ...]:
    """The time zones that can be chosen, such as "Europe/Dublin"."""
    names = (files(_TZDATA) / "zones").read_text(encoding="utf-8").split()
    return tuple(sorted(name for name in names if not name.startswith(_NOT_PLACES)))


def zone_named(typed: str) -> ZoneInfo:
    """The only time zone that this can mean. Raises BadRequest."""
    meant = zones_meant(typed)
    if len(meant) == 1:
        return ZoneInfo(meant[0])
    if meant:
        raise BadRequest("time_zone", typed, f"it must be one of {', '.join(meant)}")
    wanted = "it must be a time zone such as Europe/Dublin or UTC, or a city or country that has one"
    raise BadRequest("time_zone", typed, wanted)


def zones_meant(typed: str) -> list[str]:
    """The time zones that this can mean. Those of a country that tell the same time from now on are one."""
    exact = {one.lower(): one for one in zone_names()}.get(typed.strip().lower())
    if exact is not None:
        return [exact]
    place, comma, country = typed.rpartition(",")
    if comma:
        codes = _countries().get(_plain(country), [country.strip().upper()])
        there = {_content(zone) for code in codes for zone in _zones_by_country().get(code, ())}
        return _distinct(zone for zone in _places().get(_plain(place), ()) if _content(zone) in there)
    countries = [_main_zones(code) for code in _countries().get(_plain(typed), ())]
    return _distinct([*chain(*countries), *_places().get(_plain(typed), ())])


def zones_like(typed: str) -> list[str]:
    """What to offer somebody who has typed so much: first what it means, then what begins with it."""
    word = _plain(typed)
    if not word:
        return list(zone_names())
    begin = [zone for name, zones in _places().items() if name.startswith(word) for zone in zones]
    codes = chain(*(codes for name, codes in _countries().items() if name.startswith(word)))
    there = chain(*(_zones_by_country().get(code, ()) for code in codes))
    contain = (zone for zone in zone_names() if word in _plain(zone))
    return list(dict.fromkeys([*zones_meant(typed), *sorted(begin), *there, *contain]))


def _plain(text: str) -> str:
    """The letters and digits of a name, without case and accents."""
    spelt = unicodedata.normalize("NFKD", text.casefold()).replace("&", " and ")
    return "".join(filter(str.isalnum, re.sub(r"\bsaint\b", "st", spelt)))


def _names(zone: str) -> Iterator[str]:
    """What a zone can be called: "America/New_York" and "New_York", in plain letters."""
    parts = zone.split("/")
    return (_plain("/".join(parts[number:])) for number in range(len(parts)))


@cache
def _places() -> Names:
    """The zones by what they can be called; one that is in the table of countries before its other names."""
    usual = chain(*_zones_by_country().values())
    places: Names = {}
    for zone in dict.fromkeys([*usual, *zone_names()]):
        for name in _names(zone):
            places.setdefault(name, []).append(zone)
    return places


@cache
def _countries() -> Names:
    """The codes of the countries by what they are called."""
    countries: Names = {}
    for code, name in _rows("iso3166.tab"):
        for called in {_plain(one) for one in (*_called(name), *_ALSO.get(code, ()))}:
            countries.setdefault(called, []).append(code)
    return countries


@cache
def _zones_by_country() -> Names:
    """The zones of each country, by its code."""
    zones: Names = {}
    for code, _, zone, *_ in _rows("zone.tab"):
        zones.setdefault(code, []).append(zone)
    return zones


def _main_zones(code: str) -> list[str]:
    """The zones of a country, one for each rule by which the time is told there from now on.

    It is the one that the table of such rules has, if it is in the country, else the one with most names.
    """
    same: Names = {}
    for zone in _zones_by_country().get(code, ()):
        same.setdefault(_rule(zone), []).append(zone)
    usual = {zone for _, _, zone, *_ in _rows("zonenow.tab")}
    return [
        max(zones, key=lambda zone: (zone in usual, _number_of_names()[_content(zone)]))
        for zones in same.values()
    ]


@cache
def _number_of_names() -> Counter[bytes]:
    return Counter(map(_content, zone_names()))


def _called(country: str) -> tuple[str, ...]:
    """ "Korea (South)" is also called "South Korea", and "Korea"."""
    name, _, which = country.rstrip(")").partition(" (")
    return (name, f"{which} {name}")


def _rows(table: str) -> Iterator[list[str]]:
    """The rows of a table of the time zones."""
    lines = (files(_TZDATA) / "zoneinfo" / table).read_text(encoding="utf-8").splitlines()
    return (line.split("\t") for line in lines if line and not line.startswith("#"))


def _distinct(zones: Iterable[str]) -> list[str]:
    """Each of them once, under the first of its names."""
    firsts: dict[bytes, str] = {}
    for zone in zones:
        firsts.setdefault(_content(zone), zone)
    return list(firsts.values())


@cache
def _content(zone: str) -> bytes:
    """The file of a zone, which has the same content under each of its names."""
    return (files(_TZDATA) / "zoneinfo" / zone).read_bytes()


def _rule(zone: str) -> str:
    """The rule by which a zone tells the time from now on: the last line of its file (RFC 9636, 3.3)."""
    return _content(zone).splitlines()[-1].decode()
