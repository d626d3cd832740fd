"""Commands that belong to a server, not to the person who types them: /settings, /daily, /challenge."""
