"""A README's bytes in, harmless HTML out."""
