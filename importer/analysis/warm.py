"""Pays, once per process, for what the first analysis would otherwise wait for."""

from importer.analysis.analyse import analyse
from importer.analysis.readme import restructured
from importer.analysis.readme.highlight import highlight
from importer.snapshot import RepoRef, RepoSnapshot, SourceFile, TreeEntry

_LANGUAGES = "bash c console cpp css diff go html java js json python ruby rust sh ts xml yaml"
_README = b"""# Title\n\nA paragraph with **bold**, `code`, [a link](x.md), www.example.org and a
note[^1].\n\n> [!NOTE]\n> An alert.\n\n- [x] done\n\n|a|b|\n|-|-|\n|1|2|\n\n[^1]: Note.\n
<p align="center"><img src="a.png"></p>\n"""

_RESTRUCTURED = """Title\n=====\n\n*A* **line** with ``code`` and a `link <https://x.example>`_.

.. note:: N

.. code-block:: python

   x = 1

- item

Licence
-------

=  =
1  2
=  =
"""


def warm_up() -> None:
    """Analyse a small repository of every kind of part: lexers, expressions, data, detectors."""
    for language in _LANGUAGES.split():
        highlight("x = 1\n", language)
    restructured.render(_RESTRUCTURED)
    analyse(
        RepoSnapshot(
            ref=RepoRef("localhost", "warm/up"),
            forge_repo_id="0",
            web_url="http://localhost/warm/up",
            raw_url="http://localhost/raw/warm/up",
            default_branch="main",
            tree=(TreeEntry("a.py", "blob", "100644", "0" * 40, 1),),
            readmes=(SourceFile("README.md", _README),),
            licence_files=(SourceFile("LICENSE", b"A licence nobody knows."),),
            manifests=(
                SourceFile(
                    "pyproject.toml", b'[project]\nname = "x"\ndependencies = ["flask>3"]\n'
                ),
                SourceFile("compose.yaml", b"services: {db: {image: postgres}}\n"),
                SourceFile("pom.xml", b"<project/>"),
                SourceFile("package.json", b'{"description": "Gr\xfc\xdfe"}'),
            ),
        )
    )
