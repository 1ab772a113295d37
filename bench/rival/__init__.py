"""Celery with Redis, the stack of the older system, for comparison."""
