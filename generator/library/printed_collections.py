"""The printed collections by the names that players know, from the places of their tunes."""

from __future__ import annotations

import re

_VOLUME = re.compile(r"airdsAirs/book(?P<number>\d+)\.abc")
_RANGE = re.compile(r"oneills1850/0*(?P<first>\d+)-0*(?P<last>\d+)(?:_\w+)?\.abc")
_WHOLE = {
    "ryansMammoth/": "Ryan's Mammoth Collection",
    "miscFolk/northumbrianminstrelsy": "Northumbrian Minstrelsy",
    "miscFolk/americanfife": "American fife tunes",
}


def collection_of(place: str) -> str:
    """ "Aird's Airs, volume 2"; "O'Neill's Music of Ireland, nos. 201 to 300".

    That is as near as a place comes, which is a file and a line in it. Of any other file, the place.
    """
    if found := _VOLUME.match(place):
        return f"Aird's Airs, volume {found['number']}"
    if found := _RANGE.match(place):
        first, last = found["first"], found["last"]
        which = f"no. {first}" if first == last else f"nos. {first}\N{EN DASH}{last}"
        return f"O'Neill's Music of Ireland, {which}"
    return next((name for beginning, name in _WHOLE.items() if place.startswith(beginning)), place)
