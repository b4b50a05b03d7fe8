"""Tables that lost their columns: every cell a line of its own, the heads first, then row after row."""

import re
from collections.abc import Iterator, Sequence

from materiel.documents import Block

_CELL = 40  # characters; a longer line is no cell
_FEWEST = 3  # cells of a row
_MOST = 12  # heads
_ROWS = 2  # rows of a table
_EMPTY = frozenset(("-", "–", "—", "n/a", "..", "…"))
_YEAR = re.compile(r"(FY ?)?(19|20)[0-9]{2}([/–-][0-9]{2,4})?( ?\([^()0-9]{1,20}\)| ?[*†a-z])?")
_FIGURE = frozenset("0123456789€$£~≈<>+")
_LETTERS = 2  # of a figure: "15 bn"


def stacked(text: str, blocks: Sequence[Block]) -> list[Block]:
    """The blocks; the heads of a stacked table are one, and so is each of its rows."""
    kinds = [_kind(text, block) for block in blocks]
    if kinds.count("figure") < _ROWS:
        return list(blocks)
    found: list[Block] = []
    k = 0
    for first, heads, width, rows in _tables(text, blocks, kinds):
        found += blocks[k:first]
        found.append(_one(blocks[first : first + heads]))
        k = first + heads
        for _ in range(rows):
            found.append(_one(blocks[k : k + width]))
            k += width
    return [*found, *blocks[k:]]


def is_year(cell: str) -> bool:
    """Whether a cell is nothing but a year.

    >>> is_year("2024"), is_year("FY2024"), is_year("2024/25"), is_year("2025 (plan)"), is_year("3024")
    (True, True, True, True, False)
    """
    return _YEAR.fullmatch(cell.strip()) is not None


def _tables(
    text: str, blocks: Sequence[Block], kinds: Sequence[str]
) -> Iterator[tuple[int, int, int, int]]:
    """Where the heads of a table begin, how many, how many cells its rows have, how many rows."""
    k = 0
    while k < len(blocks):
        most = len(_group(text, blocks, kinds, k))
        for heads in range(most, _FEWEST - 2, -1):
            if found := _below(kinds, k, heads):
                width, rows = found
                yield k, heads, width, rows
                k += heads + rows * width
                break
        else:
            k += 1


def _below(kinds: Sequence[str], k: int, heads: int) -> tuple[int, int] | None:
    """Cells of a row and number of rows under as many heads, or under one fewer."""
    for width in (heads, heads + 1):
        rows = 0
        while _is_row(kinds[k + heads + rows * width : k + heads + (rows + 1) * width], width):
            rows += 1
        if rows >= _ROWS and width >= _FEWEST:
            return width, rows
    return None


def _is_row(kinds: Sequence[str], width: int) -> bool:
    """A label first, a figure among the rest, and no line that is no cell."""
    full = len(kinds) == width and kinds[0] == "label" and "text" not in kinds
    return full and "figure" in kinds


def _group(text: str, blocks: Sequence[Block], kinds: Sequence[str], k: int) -> list[Block]:
    """The labels and years that stand line under line from a block on."""
    found: list[Block] = []
    while k < len(blocks) and len(found) < _MOST and kinds[k] in ("label", "year"):
        if found and text.count("\n", found[-1].end, blocks[k].start) > 1:
            break
        found.append(blocks[k])
        k += 1
    return found


def _kind(text: str, block: Block) -> str:
    """A label, a year, a figure, or a line that is no cell."""
    line = text[block.start : block.end].strip()
    if len(line) > _CELL or line[-1:] in ".!?:;" or "|" in line or "\t" in line:
        return "text"
    if is_year(line):
        return "year"
    letters = sum(c.isalpha() for c in line)
    if line.lower() in _EMPTY or (line[:1] in _FIGURE and letters <= _LETTERS):
        return "figure"
    return "label" if line[:1].isalpha() and block.role in ("headline", "body") else "text"


def _one(blocks: Sequence[Block]) -> Block:
    return Block(start=blocks[0].start, end=blocks[-1].end, role="body")
