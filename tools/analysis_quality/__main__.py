"""Prints how well the analysis does: ``python -m tools.analysis_quality``."""

import sys

from importer.analysis.analyse import analyse
from tests.unit.analysis.builders import CORPUS, corpus
from tests.unit.analysis.expectations.stack import STACK
from tools.analysis_quality import portrait, readme, stack


def main() -> int:
    """Exits with 1 where there are no real repositories to read."""
    present = [name for name in STACK if (CORPUS / name).is_dir()]
    if not present:
        print("There is no corpus beside the project.", file=sys.stderr)
        return 1
    analyses = {name: analyse(corpus(name)) for name in present}
    for report in (stack.report, portrait.report, readme.report):
        print(*report(analyses), sep="\n", end="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
