"""How well the analysis reads the real repositories beside the project.

``python -m tools.analysis_quality`` compares it with what people read in them, the tables of
``tests/unit/analysis/expectations``.
"""
