"""The jobs that wait: whose turn it is, how long it takes, and what their callers are told."""
