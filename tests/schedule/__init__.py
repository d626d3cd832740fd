"""The schedule over many simulated days, with a bot that is killed between any two of its steps."""
