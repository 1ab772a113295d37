"""Tables that only put pictures side by side: galleries whose other cells are the captions."""

from collections.abc import Sequence
from dataclasses import replace
from html import unescape

from importer.analysis.blocks import BlockImage
from importer.analysis.readme.cut import Cell, Unit
from importer.analysis.readme.pictures import is_badge, is_face

_LONGEST = 120
"""Characters of a caption; more is text with pictures."""


def pictures_of(unit: Unit) -> tuple[BlockImage, ...]:
    """The table's pictures with their captions; empty if it is more than a frame around them."""
    images, cells = unit.images, unit.cells or []
    if len(images) < 2 or any(is_badge(one) or is_face(one) for one in images):
        return ()
    if any(cell.links or cell.images > 1 for cell in cells):
        return ()
    captions = _captions(cells)
    if captions is None or len(captions) != len(images):
        return ()
    return tuple(
        replace(image, caption=caption) for image, caption in zip(images, captions, strict=True)
    )


def _captions(cells: Sequence[Cell]) -> list[str] | None:
    """One for each cell with a picture: its own words, else those above or below it.

    None where words would be left over.
    """
    words = {(cell.row, cell.column): _folded(cell) for cell in cells}
    shown = {(cell.row, cell.column) for cell in cells if cell.images}
    left = {place for place, said in words.items() if said and place not in shown}
    captions = []
    for row, column in sorted(shown):
        near = ((row, column), (row - 1, column), (row + 1, column))
        place = next(
            (one for one in near if words.get(one) and (one in left or one == near[0])), None
        )
        left.discard(place or near[0])
        captions.append(words[place] if place else "")
    return None if left or any(len(one) > _LONGEST for one in captions) else captions


def _folded(cell: Cell) -> str:
    return " ".join(unescape(cell.said).split())
