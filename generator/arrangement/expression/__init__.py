"""Expression: what a performance adds to the written melody: timing, loudness, length and ornaments."""
