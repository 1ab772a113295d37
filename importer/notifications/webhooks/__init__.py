"""Telling a person's own program: signed POST requests, tried again, written down."""
