"""The tiny models, as fixtures of all tests of the generator."""

from tests.generator.tiny_models import checkpoint, rehearsed, remembering, untrained

__all__ = ["checkpoint", "rehearsed", "remembering", "untrained"]
