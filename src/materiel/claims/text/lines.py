"""Lines put together again: wrapped paragraphs, and the rows of a table that stand on two lines."""

import re
from collections.abc import Iterator

from materiel.claims.text.stacked import is_year, stacked
from materiel.documents import Block, Document

TELLING = ("body", "headline", "caption")
_DIGIT = re.compile(r"[0-9]")
_CELL_EDGE = re.compile(r"\s*\|\s*|\t+| {3,}|\r?\n|  (?=[0-9<>~≈€$£–—-][^ ]{0,11}$)")
_DATED = re.compile(r"(?:19|20)\d\d\s?[:|–-]")  # "2023: 40 tanks": the first row of a list
_BULLETS = "-–—*•▪▸>·◦"
_WORDS_IN_CELL = 3
_DOTS = "•▪▸◦"  # bullets that may touch their text
_DRAWN = "\ufe0f"
_VALUE = 16  # characters of a figure behind a dash
_FIGURES = frozenset("0123456789€$£~≈<>+")
_LABEL = 60  # a longer line is no row of a table
_WRAPPED = 70  # characters; a line that ends in mid-sentence is wrapped where it is this long
_LABELLED = re.compile(r"[^\W\d_][^\n—–.,:;]{1,30} [—–] ")  # a row that opens with its label
_DOTTED = re.compile(r"[^\n.\d]{2,40} ?\.{3,} ?[\d€$£]")
_LEADERS = re.compile(r"\.{3,} ?\d[\d., ]{0,12}$")  # "Norway ...... 900"
_CLOSED = '.!?:;…"”»)]'


def joined(document: Document) -> Iterator[Block]:
    """The blocks; a label and the figure under it, two rows of a table, are one."""
    label: Block | None = None
    for block in stacked(document.text, list(_unwrapped(document))):
        line = document.text[block.start : block.end]
        if label is not None:
            under = block.start - label.end <= 3 and not (_DATED.match(line) or is_year(line))
            if block.role in TELLING and is_figure(line) and under:
                yield Block(start=label.start, end=block.end, role="body")
                label = None
                continue
            yield label
            label = None
        if _is_label(block, line):
            label = block
        else:
            yield block
    if label is not None:
        yield label


def _is_label(block: Block, line: str) -> bool:
    """Whether a line may name the figure under it: a heading without one, or a year."""
    named = block.role == "headline" and len(line) < _LABEL and not has_digit(line)
    return named or (block.role in TELLING and is_year(line))


def has_digit(line: str) -> bool:
    """Whether a line holds a digit."""
    return bool(_DIGIT.search(line)) or (not line.isascii() and any(c.isdigit() for c in line))


def opens_table(text: str, block: Block) -> bool:
    """Whether a block is a label with the figure under it: more figures may follow."""
    line = text[block.start : block.end]
    return line.count("\n") == 1 and len(line) < 2 * _LABEL


def is_row(line: str) -> bool:
    """A short line without a full stop that ends in its figure: "Stingers: 25", a label and a sum."""
    if len(line) > 2 * _LABEL or line[-1:] in ".!?:" or not has_digit(line):
        return False
    marked = any(mark in line for mark in ("\n", " | ", "\t", ": ")) or _LEADERS.search(line)
    return bool(marked) or is_figure(line) or is_dashed(line)


def is_dashed(line: str) -> bool:
    """ "Air defence radars, Thales — 120": a label, a dash, a figure."""
    for label, dash, value in (line.rpartition(f" {sign} ") for sign in "—–-"):
        if dash and label[:1].isalpha() and len(value) <= _VALUE and value[:1] in _FIGURES:
            return True
    return False


def is_entry(line: str) -> bool:
    """A row of a fact sheet, whose name and figure a colon parts: "Value: $9.8 billion"."""
    name, colon, value = line.partition(": ")
    return bool(colon) and not has_digit(name) and is_row(line) and is_figure(value)


def is_dotted(line: str) -> bool:
    """A row whose name and figure dots part: "Norway ........ 900 million"."""
    return _DOTTED.match(line) is not None


def is_figure(line: str) -> bool:
    """A short line that begins with a figure or its bound, and is no sentence."""
    if len(line) > _LABEL or line[-1:] in ".!?:" or not has_digit(line):
        return False
    if (line[0] in _BULLETS and line[1:2] in (" ", "\t")) or is_table_row(line):
        return False
    return line[0].islower() or not line[0].isalpha()


def _unwrapped(document: Document) -> Iterator[Block]:
    """The blocks; lines of one paragraph that were wrapped by hand are one."""
    open_block: Block | None = None
    for block in _with_tables(document):
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
    if is_table_row(text[first.start : first.end]):
        return False
    between = text[first.end : second.start]
    last_line = text[max(first.start, text.rfind("\n", first.start, first.end) + 1) : first.end]
    if between.strip(" \r") != "\n" or len(last_line) < _WRAPPED:
        return False
    opening = text[second.start]
    if _LABELLED.match(text, second.start) and _LABELLED.match(last_line):
        return False  # "Norway – 400 million for ...", one line each
    return text[first.end - 1] not in _CLOSED and not is_bullet(text, second) and opening != "["


def is_bullet(text: str, block: Block) -> bool:
    """Whether a line opens with the sign of a list's row."""
    sign, behind = text[block.start], text[block.start + 1 : block.start + 2]
    if behind == _DRAWN:
        return True  # "▪️36 makers": a sign that is drawn in colour
    return sign in _BULLETS and (behind in " \t" or (sign in _DOTS and behind.isalnum()))


def is_table_row(line: str) -> bool:
    """Whether a line stands in columns: three cells or more, or two of which one is a figure."""
    if "\n" in line and max(map(len, line.split("\n"))) > _LABEL:
        return False  # a paragraph that was wrapped
    if "|" not in line and "\t" not in line and "  " not in line:
        return line.count("\n") > 1
    cells = cell_spans(line)
    if len(cells) != 2 or "\t" in line:
        return len(cells) > 1
    label, value = (line[a:b] for a, b in cells)  # "Programme | A$ million", "Test ranges | 220"
    short = len(line) < _LABEL and len(value.split()) <= _WORDS_IN_CELL
    if "|" not in line:
        figure = "\n" not in line and value[:1] in _FIGURES
        return short and figure and label[:1] not in _BULLETS  # "Norway      900"
    return short and not has_digit(label)


def cell_spans(line: str) -> list[tuple[int, int]]:
    """Where the cells of a row stand: parted by bars, tabs or wide blanks."""
    marks = [(m.start(), m.end()) for m in _CELL_EDGE.finditer(line)]
    starts = [0, *(end for _, end in marks)]
    ends = [*(start for start, _ in marks), len(line)]
    return [(a, b) for a, b in zip(starts, ends, strict=True) if line[a:b].strip()]


def _with_tables(document: Document) -> Iterator[Block]:
    """The blocks; rows of figures that were taken for a menu are text."""
    blocks = document.blocks
    rows = [is_table_row(document.text[b.start : b.end]) for b in blocks]
    figured = [
        row or is_dashed(document.text[b.start : b.end])
        for row, b in zip(rows, blocks, strict=True)
    ]
    dashed = [is_dashed(document.text[b.start : b.end]) for b in blocks]
    for k, block in enumerate(blocks):
        beside = (k and rows[k - 1]) or (k + 1 < len(blocks) and rows[k + 1])
        if block.role in TELLING and (head := _marked_heading(document.text, block)):
            yield head
        elif (block.role == "furniture" and rows[k] and beside and _in_figures(document, k)) or (
            block.role == "headline"
            and (dashed[k] or (rows[k] and has_digit(document.text[block.end - 1 : block.end])))
            and True in (figured[k - 1 : k] + figured[k + 1 : k + 2])
        ):
            yield Block(start=block.start, end=block.end, role="body")
        else:
            yield block


def _marked_heading(text: str, block: Block) -> Block | None:
    """A heading of Markdown, without its marks: "## Output", "**Output**"."""
    line = text[block.start : block.end]
    if len(line) > 2 * _LABEL or "\n" in line or line[-1:] in ".!?":
        return None
    if line.startswith("#"):
        bare = line.lstrip("# ")
        return Block(start=block.end - len(bare), end=block.end, role="headline") if bare else None
    if line.startswith("**") and line.endswith("**") and len(line) > 4:
        return Block(start=block.start + 2, end=block.end - 2, role="headline")
    return None


def _in_figures(document: Document, k: int) -> bool:
    """Whether a row, or one of the two behind it, has cells that are figures."""
    for block in document.blocks[k : k + 3]:
        line = document.text[block.start : block.end]
        cells = [line[a:b].strip() for a, b in cell_spans(line)]
        if sum(cell[:1].isdigit() or cell[:1] in "€$£~" for cell in cells) >= 1 and len(cells) > 1:
            return True
    return False
