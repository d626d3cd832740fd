"""The cluster test: workers, broker and network fail while people ask for tunes; each gets exactly one."""
