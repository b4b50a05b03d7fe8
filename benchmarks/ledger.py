"""How fast the record is written, proved and asked, and in how much memory.

    python benchmarks/ledger.py [--json] [--claims N] [--commits N] [--large] [--seconds S]
                                [--ledger postgresql://…]

Wall time of one process. The last line of --json is one JSON object: append_per_s, commits_per_s,
verify_per_s, asof_1m_s, asof_10m_s (with --large), rebuild_1m_s, peak_mb; *_p99_ms of two writers and
eight readers with --seconds. What was not measured is null.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from materiel.claims.records import Claim
from materiel.core.hashes import sha256
from materiel.documents.records import Document
from materiel.ledger import Ledger, Reading, verify
from materiel.ledger.analysis import Analysis

PER_DOCUMENT = 1000  # claims
PER_APPEND = 50  # documents in one transaction
MILLION = 1_000_000
KINDS = ("production", "transfer", "order", "stock")
ITEMS = ("munition.artillery.155mm", "munition.rocket", "vehicle.tank", "drone")
ASKED = (
    "SELECT kind, item, count(*) AS claims, sum(low) AS total"
    " FROM claims_as_of('2024-06-30T23:59:59Z') GROUP BY ALL ORDER BY ALL"
)


def reading(number: int, claims: int) -> Reading:
    """A made-up document and what it says."""
    words = [
        f"Plant {k} made {number + k} shells in March, said the minister." for k in range(claims)
    ]
    text = "\n".join(words)
    content = text.encode()
    document = Document(
        id=sha256(content),
        name=f"report-{number}.txt",
        content=content,
        encoding="utf-8",
        text=text,
        blocks=(),
    )
    return document, list(_claims(document, words, number))


def _claims(document: Document, words: list[str], number: int) -> Iterator[Claim]:
    start = 0
    for k, quote in enumerate(words):
        yield Claim(
            document=document.id,
            doc=document.name,
            start=start,
            end=start + len(quote),
            quote=quote,
            kind=KINDS[k % 4],  # type: ignore[arg-type]
            subject=("FR",),
            item=ITEMS[(number + k) % 4],
            low=float(number + k),
            unit="piece",
            per="month",
            date_to="2024-03",
            speaker="A. Minister",
        )
        start += len(quote) + 1


def append_many(place: Path | str, first: int, documents: int) -> tuple[float, float, float]:
    """Append documents with 1,000 claims each.

    Gives seconds, CPU seconds of this thread and of the others, of the appends alone. The log that an
    append leaves is folded in while the next documents are made up.
    """
    wall = own = others = 0.0
    with Ledger(place) as ledger:
        for at in range(first, first + documents, PER_APPEND):
            block = [
                reading(n, PER_DOCUMENT) for n in range(at, min(at + PER_APPEND, first + documents))
            ]
            clocks = (time.perf_counter, time.thread_time, time.process_time)
            begun = [clock() for clock in clocks]
            ledger.append(block, extractor="bench", recorded="2024-03-01T00:00:00Z")
            took = [clock() - then for clock, then in zip(clocks, begun, strict=True)]
            wall, own, others = wall + took[0], own + took[1], others + took[2] - took[1]
    return wall, own, others


def commit_singly(place: Path | str, commits: int) -> float:
    """Commits a second, each of one document with one claim."""
    readings = [reading(-n - 1, 1) for n in range(commits)]
    with Ledger(place) as ledger:
        begun = time.perf_counter()
        for one in readings:
            ledger.append([one], extractor="bench", recorded="2024-07-01T00:00:00Z")
        return commits / (time.perf_counter() - begun)


def timed_verify(place: Path | str) -> float:
    """Rows a second."""
    with Ledger(place, create=False) as ledger:
        rows = ledger.head().count
    begun = time.perf_counter()
    findings = verify(place)
    elapsed = time.perf_counter() - begun
    if findings:
        raise SystemExit(f"not intact: {findings[0]}")
    return rows / elapsed


def ask(place: Path | str, memory: str) -> tuple[float, float]:
    """Seconds to rebuild the analytical tables, and of the best of three as-of aggregates."""
    with Ledger(place, create=False) as ledger:
        begun = time.perf_counter()
        analysis = Analysis(ledger, memory=memory)
        rebuilt = time.perf_counter() - begun
        asked = []
        for _ in range(3):
            begun = time.perf_counter()
            analysis.query(ASKED, seconds=600)
            asked.append(time.perf_counter() - begun)
    return rebuilt, min(asked)


def load(place: Path | str, seconds: float) -> dict[str, float]:
    """Two writers and eight readers at once: 99th percentiles of an append and of a read. [ms]"""
    end = time.monotonic() + seconds
    workers = [_forked(lambda w=w: _write(place, w, end)) for w in (1, 2)]
    workers += [_forked(lambda: _read(place, end)) for _ in range(8)]
    told = [_result(worker) for worker in workers]
    writes = sorted(chain.from_iterable(told[:2]))
    reads = sorted(chain.from_iterable(told[2:]))
    return {
        "write_p99_ms": round(writes[int(len(writes) * 0.99)] * 1000, 1),
        "read_p99_ms": round(reads[int(len(reads) * 0.99)] * 1000, 1),
        "writes": len(writes),
        "reads": len(reads),
    }


def _write(place: Path | str, writer: int, end: float) -> list[float]:
    times, number = [], writer * 10_000_000
    with Ledger(place, create=False) as ledger:
        while time.monotonic() < end:
            one = reading(-number, 5)
            number += 1
            begun = time.perf_counter()
            ledger.append([one], extractor="load")
            times.append(time.perf_counter() - begun)
            time.sleep(0.02)
    return times


def _read(place: Path | str, end: float) -> list[float]:
    """Reads the last hundred rows, as a page does."""
    times = []
    with Ledger(place, create=False) as ledger:
        while time.monotonic() < end:
            begun = time.perf_counter()
            count = ledger.head().count
            found = list(ledger.rows(after=max(0, count - 100)))
            times.append(time.perf_counter() - begun)
            assert [row.seq for row in found] == list(range(found[0].seq, found[-1].seq + 1))
            time.sleep(0.02)
    return times


def _forked(work) -> tuple[int, int]:  # type: ignore[no-untyped-def]
    reading_end, writing_end = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading_end)
        with os.fdopen(writing_end, "w") as pipe:
            json.dump(work(), pipe)
        os._exit(0)
    os.close(writing_end)
    return pid, reading_end


def _result(worker: tuple[int, int]) -> list[float]:
    pid, reading_end = worker
    with os.fdopen(reading_end) as pipe:
        told = pipe.read()
    os.waitpid(pid, 0)
    times: list[float] = json.loads(told)
    return times


def peak_mb() -> float:
    """Most memory that this process ever had. ru_maxrss is in kB on Linux, in bytes on macOS."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return round(peak / (2**20 if sys.platform == "darwin" else 2**10), 1)


def measure(place: Path | str, chosen: argparse.Namespace) -> dict[str, object]:
    """All figures of one ledger."""
    wall, own, others = append_many(place, 0, chosen.claims // PER_DOCUMENT)
    found: dict[str, object] = {
        "claims": chosen.claims,
        "append_per_s": round(chosen.claims / wall),
    }
    found["append_us_first_thread"] = round(own / chosen.claims * 1e6, 2)
    found["append_us_second_thread"] = round(others / chosen.claims * 1e6, 2)
    found["commits_per_s"] = round(commit_singly(place, chosen.commits))
    found["verify_per_s"] = round(timed_verify(place))
    found["peak_without_sql_mb"] = peak_mb()
    rebuilt, asked = ask(place, "2GB")
    whole = chosen.claims == MILLION
    found["asof_1m_s"] = round(asked, 3) if whole else None
    found["rebuild_1m_s"] = round(rebuilt, 2) if whole else None
    found["peak_mb"] = peak_mb()
    if chosen.seconds:
        found |= load(place, chosen.seconds)
    found["asof_10m_s"] = None
    if chosen.large:
        append_many(place, chosen.claims, (10 * MILLION - chosen.claims) // PER_DOCUMENT)
        found["asof_10m_s"] = round(ask(place, "12GB")[1], 3)
    return found


def main() -> None:
    """Measure on a fresh ledger, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--claims", type=int, default=MILLION)
    parser.add_argument("--commits", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=0.0, help="of writers beside readers")
    parser.add_argument(
        "--large", action="store_true", help="the aggregate over 10 million claims too"
    )
    parser.add_argument("--ledger", metavar="ADDRESS", help="an empty ledger on a server")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = measure(chosen.ledger or Path(folder) / "ledger.sqlite", chosen)
    for name, value in found.items():
        print(f"{name:>20} {'not measured' if value is None else value}")
    if chosen.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
