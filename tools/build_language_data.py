"""Build importer/analysis/data/languages.json from the npm package `linguist-languages`.

    npm pack linguist-languages && tar xzf linguist-languages-*.tgz
    python tools/build_language_data.py package

Only what the importer uses is kept: colours for all languages, and for programming and mark-up
languages the file names and extensions that say which one a file is in.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

TARGET = Path(__file__).parents[1] / "importer" / "analysis" / "data" / "languages.json"

DUMP = """
import(process.argv[1]).then(all => process.stdout.write(JSON.stringify(
  Object.values(all.default ?? all))))
"""

# An extension shared by several languages means the one that most repositories mean by it.
PREFERRED = {
    ".cls": "TeX", ".cs": "C#", ".d": "D", ".ex": "Elixir", ".f": "Fortran", ".frag": "GLSL",
    ".fs": "F#", ".gd": "GDScript", ".h": "C", ".html": "HTML", ".inc": "PHP", ".jsx": "JavaScript",
    ".l": "Lex", ".m": "Objective-C", ".md": "Markdown", ".mm": "Objective-C++", ".php": "PHP",
    ".pl": "Perl", ".pm": "Perl", ".pp": "Puppet", ".pro": "Prolog", ".properties": "INI",
    ".r": "R", ".rs": "Rust", ".s": "Assembly", ".sc": "Scala", ".sh": "Shell", ".sql": "SQL",
    ".t": "Perl", ".ts": "TypeScript", ".tsx": "TSX", ".v": "Verilog", ".vue": "Vue",
    ".as": "ActionScript", ".bas": "BASIC", ".cgi": "Perl", ".cl": "Common Lisp",
    ".asm": "Assembly", ".st": "Smalltalk", ".tst": "Scilab", ".yy": "Yacc", ".xml": "XML",
    ".py": "Python", ".rb": "Ruby", ".jl": "Julia", ".lua": "Lua", ".pas": "Pascal",
    ".cpp": "C++", ".hh": "C++", ".el": "Emacs Lisp", ".gs": "JavaScript",
}  # fmt: skip

# In most repositories these are data, whatever language also claims them.
NOBODYS = (".b", ".g", ".bin", ".1", ".x", ".mod", ".inl", ".plot")


def load(package: Path) -> list[dict[str, Any]]:
    """All languages of the unpacked npm package."""
    index = (package / "index.js").resolve().as_uri()
    dump = subprocess.run(
        ["node", "-e", DUMP, index],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    return json.loads(dump.stdout)


def build(languages: list[dict[str, Any]]) -> dict[str, Any]:
    colors = {lang["name"]: lang["color"].lower() for lang in languages if lang.get("color")}
    counted = [lang for lang in languages if lang["type"] in ("programming", "markup")]
    extensions: dict[str, str] = {}
    for language in counted:
        # The first extension listed is the language's own; the others may be claimed by others.
        for rank, extension in enumerate(language.get("extensions") or []):
            if rank == 0 or extension.lower() not in extensions:
                extensions.setdefault(extension.lower(), language["name"])
    primary = {
        lang["extensions"][0].lower(): lang["name"] for lang in reversed(counted)
        if lang.get("extensions")
    }  # fmt: skip
    names = {lang["name"] for lang in counted}
    extensions |= primary
    for language in languages:
        if language["type"] in ("data", "prose") and language.get("extensions"):
            extensions.pop(language["extensions"][0].lower(), None)
    extensions |= {ext: name for ext, name in PREFERRED.items() if name in names}
    for extension in NOBODYS:
        extensions.pop(extension, None)
    filenames = {name: lang["name"] for lang in counted for name in lang.get("filenames") or []}
    groups = {lang["name"]: lang["group"] for lang in languages if lang.get("group")}
    for table in (extensions, filenames):
        table |= {key: groups.get(name, name) for key, name in table.items()}
    return {
        "colors": dict(sorted(colors.items())),
        "extensions": dict(sorted(extensions.items())),
        "filenames": dict(sorted(filenames.items())),
    }


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    data = build(load(Path(sys.argv[1])))
    TARGET.parent.mkdir(exist_ok=True)
    text = json.dumps(data, ensure_ascii=False, indent=0, separators=(",", ": "))
    TARGET.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
