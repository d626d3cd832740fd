"""The crash test: the bot is killed at random moments; no accepted request may be lost or answered twice."""
