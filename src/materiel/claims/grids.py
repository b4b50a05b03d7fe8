"""Tables that came one cell a line: their heads and rows put together again."""

import itertools
import re
from collections.abc import Sequence

from materiel.documents import Block

_CELL = 60  # characters; a longer line is no cell
_CORNER = 20  # characters; a longer line over the heads of columns is a caption
_FIGURE = re.compile(r"[~≈<>+−€$£-]?\d[\d.,' \u00a0]{0,14}(?:%|[A-Za-z]{1,3})?|[–—-]|n/a")
_YEAR = re.compile(r"(?:FY ?)?(?:19|20)\d\d")
_MOST = 8  # columns of figures
_GAP = 3  # characters between two cells: a line break or a blank line


def with_rows(text: str, blocks: Sequence[Block], telling: Sequence[str]) -> list[Block]:
    """The blocks; where labels are each followed by as many figures, a row is one block."""
    kinds = [_kind(text[b.start : b.end]) if b.role in telling else "." for b in blocks]
    if kinds.count("N") < 2 * 2:
        return list(blocks)
    found: list[Block] = []
    k = 0
    while k < len(blocks):
        size = _columns(blocks, kinds, k)
        if not size or _columns(blocks, kinds, k + size + 1) != size:
            found.append(blocks[k])
            k += 1
            continue
        if not all(_YEAR.fullmatch(_line(text, b)) for b in blocks[k + 1 : k + size + 1]):
            _join_head(text, found, size)
        while _columns(blocks, kinds, k) == size:
            found.append(_one(blocks[k : k + size + 1]))
            k += size + 1
    return found


def _line(text: str, block: Block) -> str:
    return text[block.start : block.end].strip()


def _kind(line: str) -> str:
    """L for a label, N for a figure, a point for what is no cell."""
    if len(line) > _CELL or "\n" in line or "|" in line or "\t" in line:
        return "."
    if _FIGURE.fullmatch(line.strip()):
        return "N"
    return "L" if line[:1].isalpha() and line[-1:] not in ".!?:;," else "."


def _columns(blocks: Sequence[Block], kinds: Sequence[str], k: int) -> int:
    """How many figures follow a label, one a line; 0 where there are fewer than two."""
    if k >= len(blocks) or kinds[k] != "L":
        return 0
    size = 0
    while k + size + 1 < len(blocks) and kinds[k + size + 1] == "N":
        if blocks[k + size + 1].start - blocks[k + size].end > _GAP:
            break
        size += 1
    return size if 1 < size <= _MOST else 0


def _join_head(text: str, found: list[Block], size: int) -> None:
    """The heads of the columns, which stand right above the first row, and their corner."""
    heads = found[-size:]
    if len(heads) < size or any(_kind(_line(text, b)) != "L" for b in heads):
        return
    corner = found[-size - 1 : -size]
    if corner and _kind(_line(text, corner[0])) == "L" and len(_line(text, corner[0])) <= _CORNER:
        heads = corner + heads
    if all(b.start - a.end <= _GAP for a, b in itertools.pairwise(heads)):
        found[-len(heads) :] = [_one(heads)]


def _one(blocks: Sequence[Block]) -> Block:
    return Block(start=blocks[0].start, end=blocks[-1].end, role="body")
