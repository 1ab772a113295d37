"""Images of projects: found in mark-up, fetched, decoded, chosen. No web, no database."""
