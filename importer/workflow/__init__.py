"""The domain: how an import is admitted, run, reported, published, swept up and canceled."""
