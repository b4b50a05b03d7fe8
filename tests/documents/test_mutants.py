"""Damaged documents of eight kinds: no crash, no hang, and each is read or told of."""

import importlib.util
import random
import resource
import time
from pathlib import Path

import pytest

from materiel.core.errors import InputError
from materiel.documents import Document, read_documents
from materiel.documents.limits import SECONDS

_spec = importlib.util.spec_from_file_location("seeds", Path(__file__).with_name("seeds.py"))
seeds = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(seeds)


def check(document: Document) -> None:
    """Every block stands in the bytes, and every literal run spells its text."""
    codec = "utf-8" if document.encoding == "utf-8-sig" else document.encoding
    assert "\0" not in document.text or document.offsets is None
    for block in document.blocks:
        first, last = document.byte_span(block.start, block.end)
        assert 0 <= first < last <= len(document.content)
    for start, end, first, last in document.offsets or ():
        if end - start > 1:
            said = document.content[first:last].decode(codec, "replace").replace("\0", "\ufffd")
            assert said == document.text[start:end] or "\ufffd" in said or "&" in said


def read_mutants(folder: Path, first: int, last: int) -> tuple[int, int]:
    """Numbers of documents and of findings that mutants give, all of them checked."""
    for number in range(first, last):
        name = list(seeds.SEEDS)[number % len(seeds.SEEDS)]
        content = seeds.mutant(seeds.SEEDS[name], random.Random(number))
        (folder / f"{number:05d}-{name}").write_bytes(content)
    documents, findings = read_documents([folder], skip_unreadable=True)
    told = {Path(f.source).name for f in findings} | {d.name for d in documents}
    named = {d.name.partition("#")[0] for d in documents}
    for path in folder.iterdir():
        # A document from an archive goes by its address: its file is silent when all is well.
        assert path.name in told | named or ".warc" in path.name
    for document in documents:
        check(document)
    assert not any("crashed" in str(f) or "no sensible answer" in str(f) for f in findings)
    assert not any("ended with code" in str(f) or "parser failed" in str(f) for f in findings)
    assert not any("longer than" in str(f) for f in findings)
    return len(documents), len(findings)


def test_five_hundred_mutants_are_read_or_told_of(tmp_path):
    n_documents, n_findings = read_mutants(tmp_path, 0, 500)
    assert n_documents > 200 and n_findings > 20


@pytest.mark.torture
@pytest.mark.parametrize("part", range(10))
def test_ten_thousand_mutants(part, tmp_path):
    started = time.monotonic()
    read_mutants(tmp_path, part * 1000, part * 1000 + 1000)
    assert time.monotonic() - started < 1000 * SECONDS
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < 1_000_000  # kB


@pytest.mark.parametrize("name", seeds.SEEDS)
def test_the_seeds_are_read_whole(name, tmp_path):
    (tmp_path / name).write_bytes(seeds.SEEDS[name])
    documents, findings = read_documents([tmp_path])
    assert len(documents) == {"d": 5, "e": 5, "f": 3, "g": 3}.get(name[0], 1)
    assert not findings
    for document in documents:
        check(document)


@pytest.mark.parametrize("name", seeds.SEEDS)
def test_a_named_mutant_is_read_or_refused_in_three_lines(name, tmp_path):
    path = tmp_path / name
    path.write_bytes(seeds.SEEDS[name][:3])
    try:
        read_documents([path])
    except InputError as error:
        assert len(str(error).splitlines()) <= 3
