"""Discord's servers fail for a while: how often the bot asks for each message, and what is lost."""
