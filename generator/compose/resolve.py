"""Resolves a request: fills in all that it leaves open."""

from __future__ import annotations

from dataclasses import replace

from generator.catalogue import Catalogue
from generator.compose.opening import fitting_meters
from generator.compose.written.source import apply_source
from generator.request import ComposeRequest


def resolve(catalogue: Catalogue, request: ComposeRequest, seed: int) -> ComposeRequest:
    """The request with nothing left open that this model can draw from `seed`.

    Opening, source, change, model, and of how it is played all but instrument and tempo, may stay None. Where
    there is a source, all else is what the source says, and what no request can name stays None: so the same
    request gives the same tune again. Raises BadRequest.
    """
    if request.source is None:
        return catalogue.complete(request, seed, _meters(catalogue, request))
    return replace(apply_source(request, catalogue.types), seed=seed)


def _meters(catalogue: Catalogue, request: ComposeRequest) -> tuple[str, ...] | None:
    """The meters from which one is drawn for an opening; None for any. Raises BadRequest."""
    if request.opening is None or request.meter is not None:
        return None
    types = [request.type] if request.type in catalogue.types else catalogue.types
    offered = dict.fromkeys(meter for one in types for meter in catalogue.meters(one))
    return fitting_meters(request.opening, tuple(offered))
