"""Operating the bot: log, metrics, health and their HTTP server, the lock on LILT_DATA, startup checks."""
