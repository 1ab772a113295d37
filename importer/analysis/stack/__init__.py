"""The technologies a repository builds on, read from its manifests; nothing is ever executed."""
