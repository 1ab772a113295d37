"""RepoSnapshot in, Analysis out: pure, no network, no database, no files but its own data."""
