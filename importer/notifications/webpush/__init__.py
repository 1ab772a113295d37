"""Web Push: encrypted messages to browsers whose tab is closed, through their makers' services."""
