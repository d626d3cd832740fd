"""The storm test: Discord's servers fail for a while; counts the bot's requests and the lost messages."""
