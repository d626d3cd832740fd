"""A large history in daily use: `make soak`. People search, export, forget and compose at the same time."""
