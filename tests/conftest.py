"""A small world that every test can make: documents, claims, a forged export; and the command line, called in this process."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from materiel.claims.records import Claim
from materiel.core.hashes import sha256
from materiel.documents.records import Block, Document
from materiel.ledger.chain import EMPTY, link
from materiel.show.cli.main import main

MakeDocument = Callable[..., Document]
MakeClaim = Callable[..., Claim]


@pytest.fixture
def make_document() -> MakeDocument:
    """A document of a text, as if it had been read from a UTF-8 file."""

    def make(text: str, name: str = "report.txt", published: str | None = None) -> Document:
        content = text.encode("utf-8")
        return Document(
            id=sha256(content),
            name=name,
            content=content,
            encoding="utf-8",
            text=text,
            blocks=(Block(start=0, end=len(text), role="body"),),
            published=published,
        )

    return make


@pytest.fixture
def make_claim() -> MakeClaim:
    """A claim whose quote is `words` of a document."""

    def make(document: Document, words: str, **fields: Any) -> Claim:
        start = document.text.index(words)
        return Claim(
            document=document.id,
            doc=document.name,
            start=start,
            end=start + len(words),
            quote=words,
            **fields,
        )

    return make


@pytest.fixture
def forge() -> Callable[[Path, str, Callable[[dict[str, Any]], object]], None]:
    """Change the first row of a kind in an exported rows.jsonl, and make the chain anew, as an attacker would."""

    def change_in(file: Path, kind: str, change: Callable[[dict[str, Any]], object]) -> None:
        rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
        change(next(row for row in rows if row["kind"] == kind))
        head = EMPTY.hash
        for row in rows:
            told = (row["seq"], row["batch"], row["kind"], row["recorded"])
            head = row["hash"] = link(head, *told, row["payload"].encode())
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")

    return change_in


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[object, str, str]]:
    """Run the command line in this process: exit code, stdout, stderr."""

    def run(*words: object) -> tuple[object, str, str]:
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        out, err = capsys.readouterr()
        return left.value.code, out, err

    return run
