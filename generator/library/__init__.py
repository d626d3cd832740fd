"""What the bot needs of the models and tools beside the engine. `protocol` says what a library does."""

from generator.library.protocol import InPrint, Library, PrintedTune

__all__ = ["InPrint", "Library", "PrintedTune"]
