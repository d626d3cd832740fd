"""Finding tunes by their notes: an index of their intervals, and older tunes added to it."""
