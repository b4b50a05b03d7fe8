"""Lines put together again: wrapped paragraphs, and the rows of a table that stand on two lines."""

from collections.abc import Iterator

from materiel.documents import Block, Document

TELLING = ("body", "headline", "caption")
_LABEL = 60  # a longer line is no row of a table
_WRAPPED = 70  # characters; a line that ends in mid-sentence is wrapped where it is this long
_CLOSED = '.!?:;…"”»)]'


def joined(document: Document) -> Iterator[Block]:
    """The blocks; a label and the figure under it, two rows of a table, are one."""
    label: Block | None = None
    for block in _unwrapped(document):
        line = document.text[block.start : block.end]
        if label is not None:
            if block.role in TELLING and is_figure(line) and block.start - label.end <= 3:
                yield Block(start=label.start, end=block.end, role="body")
                label = None
                continue
            yield label
            label = None
        if block.role == "headline" and len(line) < _LABEL and not any(c.isdigit() for c in line):
            label = block
        else:
            yield block
    if label is not None:
        yield label


def opens_table(text: str, block: Block) -> bool:
    """Whether a block is a label with the figure under it: more figures may follow."""
    line = text[block.start : block.end]
    return "\n" in line and len(line) < 2 * _LABEL


def is_row(line: str) -> bool:
    """A short line without a full stop that ends in its figure: "Stingers: 25", a label and a sum."""
    if len(line) > 2 * _LABEL or line[-1:] in ".!?:" or not any(c.isdigit() for c in line):
        return False
    return is_figure(line) or "\n" in line or " | " in line or "\t" in line or ": " in line


def is_figure(line: str) -> bool:
    """A short line that begins with a figure or its bound, and is no sentence."""
    if len(line) > _LABEL or line[-1:] in ".!?:" or not any(c.isdigit() for c in line):
        return False
    return line[0].islower() or not line[0].isalpha()


def _unwrapped(document: Document) -> Iterator[Block]:
    """The blocks; lines of one paragraph that were wrapped by hand are one."""
    open_block: Block | None = None
    for block in document.blocks:
        if open_block is not None:
            if _goes_on(document.text, open_block, block):
                open_block = Block(start=open_block.start, end=block.end, role=open_block.role)
                continue
            yield open_block
        open_block = block
    if open_block is not None:
        yield open_block


def _goes_on(text: str, first: Block, second: Block) -> bool:
    """Whether a long line breaks off and the next goes on, with no blank line between."""
    if first.role not in TELLING or second.role not in TELLING:
        return False
    between = text[first.end : second.start]
    last_line = text[max(first.start, text.rfind("\n", first.start, first.end) + 1) : first.end]
    if between.strip(" \r") != "\n" or len(last_line) < _WRAPPED:
        return False
    opening = text[second.start]
    return text[first.end - 1] not in _CLOSED and not is_bullet(text, second) and opening != "["


def is_bullet(text: str, block: Block) -> bool:
    return text[block.start] in "-–—*•▸>" and text[block.start + 1 : block.start + 2] in " \t"
