"""What can be said at a cost no content can raise, for when the full analysis had to be stopped.

Light on purpose: it is the one part of the analysis that runs outside the sandbox.
"""

from html import escape

from importer.analysis.blocks import Block
from importer.analysis.describe import description, topics
from importer.analysis.result import Analysis, LicenceFact, ReadmeDocument
from importer.snapshot import ImportWarning, RepoSnapshot

README_LIMIT = 64 * 1024
"""Bytes of the README that are shown."""


def analyse_plain(snapshot: RepoSnapshot) -> Analysis:
    """The forge's facts and the README as escaped text; no file is parsed."""
    readme = plain_readme(snapshot)
    forge = snapshot.licence
    own, source = description(snapshot, "", "")
    message = "The analysis took too long or too much memory; the README is shown as plain text."
    return Analysis(
        title=snapshot.ref.name,
        description=own,
        description_source=source,
        readme=readme,
        languages=(),
        topics=topics(snapshot.topics, ()),
        licence=LicenceFact(forge.spdx_id, forge.name, "") if forge else None,
        stack=(),
        warnings=(ImportWarning("ANALYSIS_LIMITED", message),),
    )


def plain_readme(snapshot: RepoSnapshot) -> ReadmeDocument | None:
    """The shown README as escaped text; None if there is none."""
    if not snapshot.readmes:
        return None
    file = snapshot.readmes[0]
    text = file.data[:README_LIMIT].decode("utf-8-sig", "replace").replace("\0", "")
    cut = file.truncated or len(file.data) > README_LIMIT
    html = f'<pre class="readme-text" tabindex="0">{escape(text)}{"…" if cut else ""}</pre>'
    return ReadmeDocument(file.path, "text", (Block("text", html),), cut)
