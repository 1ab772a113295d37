"""A small forge that speaks GitHub's REST shape over real HTTP, for trying and testing.

Run it with ``python -m tools.sample_forge``; drive it from tests with
:class:`tools.sample_forge.control.SampleForge`. It knows nothing of the importer.
"""
