"""The fuzz test: whatever text people send, nothing crashes or hangs."""
