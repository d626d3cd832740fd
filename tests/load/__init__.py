"""The load test: many users ask at once; each request gets exactly one answer."""
