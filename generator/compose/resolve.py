"""Resolves a request: fills in all that it leaves open."""

from __future__ import annotations

from dataclasses import replace

from generator.catalogue import Catalogue
from generator.compose.written.source import apply_source
from generator.request import ComposeRequest


def resolve(catalogue: Catalogue, request: ComposeRequest, seed: int) -> ComposeRequest:
    """The request with nothing left open that this model can draw from `seed`.

    Opening, source, change, model, and of how it is played all but instrument and tempo, may stay None. Where
    there is a source, all else is what the source says, and what no request can name stays None: so the same
    request gives the same tune again. Raises BadRequest.
    """
    if request.source is None:
        return catalogue.complete(request, seed)
    return replace(apply_source(request, catalogue.types), seed=seed)
