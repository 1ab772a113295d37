"""Values for tests of the floors above the forges."""

from dataclasses import replace

from importer.snapshot import RepoRef, RepoSnapshot, SourceFile, TreeEntry

REF = RepoRef("github.com", "pallets/flask")


def snapshot(ref: RepoRef = REF, **changes: object) -> RepoSnapshot:
    """A small repository, as a forge would have returned it."""
    whole = RepoSnapshot(
        ref=ref,
        forge_repo_id="596892",
        web_url=f"https://{ref.host}/{ref.path}",
        raw_url=f"https://raw.example/{ref.path}",
        default_branch="main",
        commit="2ac89889f4cc330eabd50f295dcef02828522c69",
        description="A small framework.",
        topics=("web", "python"),
        stars=7,
        languages=(("Python", 900), ("HTML", 100)),
        tree=(TreeEntry("README.md", "blob", "100644", "0" * 40, 20),),
        readmes=(SourceFile("README.md", b"# Flask\n\nA small framework.\n"),),
    )
    return replace(whole, **changes)  # type: ignore[arg-type]
