"""Books of tunes: files as text, and text as tunes."""
