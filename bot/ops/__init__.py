"""Operating the bot: log, metrics, health, the HTTP server for both, the lock on LILT_DATA, startup checks."""
