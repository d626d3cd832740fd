"""Resolves a request: fills in all that it leaves open."""

from __future__ import annotations

from generator.catalogue import Catalogue
from generator.compose.source import apply_source
from generator.request import ComposeRequest


def resolve(catalogue: Catalogue, request: ComposeRequest, seed: int) -> ComposeRequest:
    """The request with what its source says of the tune; the catalogue draws the rest from `seed`.

    Opening, source, change, model, and of how it is played all but instrument and tempo, may stay None.
    Raises BadRequest.
    """
    return catalogue.complete(apply_source(request, catalogue.types), seed)
