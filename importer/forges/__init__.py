"""Forges: outside services that host repositories. They make RepoSnapshots and know no database."""
