"""What a repository is, in a few words: from what was fetched to what its page says first."""
