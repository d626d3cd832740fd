"""Many people ask at once; each gets exactly one answer."""
