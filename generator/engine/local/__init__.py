"""The engine in this process: a sampler thread for each model, and a few processes that render."""
