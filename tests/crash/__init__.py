"""The bot is killed at random moments; nothing that it accepted may be lost or come twice."""
