"""Commands that belong to a server, not to whoever types them: /settings, /daily, /challenge."""
