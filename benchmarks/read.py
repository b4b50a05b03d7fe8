"""How fast untrusted documents are read, isolation included, and in how much memory.

    python benchmarks/read.py [--json] [--documents N] [--rounds N] [--pages DIR]

Half of the documents are pages of 140 kB, made here with as many tags, scripts and links as news
sites have; half are plain text. All go through the worker processes. The last line of --json is one
JSON object: docs_per_s, pages_per_s, documents, refused, workers, peak_mb.
"""

import argparse
import json
import random
import resource
import sys
import time
from pathlib import Path

from materiel.documents.parse import Job, Refused
from materiel.documents.pool import Pool

WORDS = (
    "plant shells month minister contract delivered howitzers powder line order said year would more "
    "the of and in to a for that from with by on its at has will"
).split()


def main() -> None:
    """Read the documents a few times and print the best round."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--documents", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--pages", type=Path, help="folder of .html files to use instead")
    parser.add_argument("--json", action="store_true", help="one JSON object as the last line")
    chosen = parser.parse_args()
    pages = [Job(kind="html", name=str(k), content=c) for k, c in enumerate(_pages(chosen))]
    texts = [Job(kind="text", name=str(k), content=_text(k)) for k in range(len(pages))]
    mixed = [job for pair in zip(pages, texts, strict=True) for job in pair]
    with Pool() as pool:
        list(pool.map(mixed[: 4 * pool.workers]))  # the processes start
        times = [_seconds(pool, mixed) for _ in range(chosen.rounds)]
        page_times = [_seconds(pool, pages) for _ in range(chosen.rounds)]
        refused = sum(isinstance(one, Refused) for found in pool.map(mixed) for one in found)
        workers = pool.workers
    found = {
        "docs_per_s": round(len(mixed) / min(times), 1),
        "pages_per_s": round(len(pages) / min(page_times), 1),
        "documents": len(mixed),
        "page_kb": round(sum(len(job.content) for job in pages) / len(pages) / 1000),
        "refused": refused,
        "workers": workers,
        "peak_mb": round(_peak_mb(workers)),
    }
    print(f"{found['documents']} documents, half of them pages of {found['page_kb']} kB")
    print(f"{found['docs_per_s']} documents a second with {workers} workers, isolation included")
    print(f"{found['pages_per_s']} pages a second; at most {found['peak_mb']} MB in all")
    if chosen.json:
        print(json.dumps(found))


def _seconds(pool: Pool, jobs: list[Job]) -> float:
    started = time.perf_counter()
    for _ in pool.map(jobs):
        pass
    return time.perf_counter() - started


def _peak_mb(workers: int) -> float:
    """Of this process and, at most, of all workers."""
    unit = 2**20 if sys.platform == "darwin" else 2**10
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return (own + workers * resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / unit


def _pages(chosen: argparse.Namespace) -> list[bytes]:
    if chosen.pages:
        files = sorted(chosen.pages.glob("*.htm*"))[: chosen.documents // 2]
        return [file.read_bytes() for file in files]
    return [_page(number) for number in range(chosen.documents // 2)]


def _sentence(rng: random.Random) -> str:
    return " ".join(rng.choices(WORDS, k=rng.randrange(8, 25))).capitalize() + "."


def _text(number: int) -> bytes:
    rng = random.Random(number)
    paragraphs = (" ".join(_sentence(rng) for _ in range(4)) for _ in range(12))
    return "\n\n".join((f"Report {number}", *paragraphs)).encode()


def _page(number: int) -> bytes:
    rng = random.Random(number)
    link = '<li class="menu-item item-{0}"><a href="/topic/{0}" data-id="{0}"><span>Topic {0}</span></a></li>'
    menu = "".join(link.format(k) for k in range(150))
    teaser = '<div class="teaser"><a href="/a/{0}"><img src="/i/{0}.jpg" alt="" width="80"><h3>{1}</h3></a></div>'
    teasers = "".join(teaser.format(k, _sentence(rng)[:60]) for k in range(60))
    story = "".join(
        f'<p class="text">{" ".join(_sentence(rng) for _ in range(4))} <a href="/b">More</a> <b>today</b>.</p>'
        for _ in range(25)
    )
    comments = "".join(
        f"<div class=comment><b>user</b><p>{_sentence(rng)}</p></div>" for _ in range(30)
    )
    script = "<script>" + "window.config = window.config || {};" * 1400 + "</script>"
    style = "<style>" + ".a .b { margin: 0 auto; padding: 1px }" * 400 + "</style>"
    head = f"<title>Report {number} - News</title><meta property=article:published_time content=2024-02-06>"
    return (
        f"<!DOCTYPE html><html lang=en><head><meta charset=utf-8>{head}{style}{script}</head><body>"
        f"<header><nav><ul>{menu}</ul></nav></header><main><h1>Report {number}</h1><div class=story>{story}"
        f"</div><aside>{teasers}</aside><section id=comments>{comments}</section></main>"
        f"<footer><ul>{menu}</ul></footer></body></html>"
    ).encode()


if __name__ == "__main__":
    main()
