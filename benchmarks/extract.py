"""How many reports a second the extractor reads, beside the pair of libraries that comes nearest.

    python benchmarks/extract.py [--json] [--shared DIR] [--copies N]

The texts are the five seeds where they lie beside the repository, else the English reports of evals/.
The peers (quantulum3 for quantities, dateparser for dates) read the same texts in the same run; one
that is not installed is named as missing. One core, one process.
"""

import argparse
import importlib.util
import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

from materiel.claims import extract_claims
from materiel.core.hashes import sha256
from materiel.documents import Document, read_documents

ROOT = Path(__file__).resolve().parent.parent
SMALL, LARGE = 5_000, 5_000_000  # bytes of the documents that show whether cost is linear


def seconds(work: Callable[[], object]) -> float:
    """CPU seconds that a piece of work takes."""
    before = time.process_time()
    work()
    return time.process_time() - before


def documents_of(shared: Path) -> tuple[str, list[Document]]:
    """The name of the texts and the texts."""
    if (shared / "seeds").is_dir():
        return "seeds", read_documents([shared / "seeds"])[0]
    read = read_documents([ROOT / "evals" / "reports"])[0]
    return "evals/reports", [document for document in read if document.language == "en"]


def of_length(documents: list[Document], n_bytes: int, folder: Path) -> Document:
    """A report of about `n_bytes`, the bodies of the documents said again and again."""
    text = "\n\n".join(document.text for document in documents)
    content = (text * (n_bytes // len(text.encode()) + 1)).encode()[:n_bytes]
    place = folder / f"{sha256(content)[:8]}.txt"
    place.write_bytes(content.decode("utf-8", "ignore").encode())
    return read_documents([place])[0][0]


def linearity(documents: list[Document]) -> float:
    """Cost per byte of a large document ÷ cost per byte of a small one."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        small = of_length(documents, SMALL, Path(folder))
        large = of_length(documents, LARGE, Path(folder))
    repeats = 100
    of_small = min(
        seconds(lambda: [extract_claims(small) for _ in range(repeats)]) for _ in range(3)
    )
    of_large = seconds(lambda: extract_claims(large))
    return (of_large / len(large.content)) / (of_small / repeats / len(small.content))


def peers_per_second(documents: list[Document]) -> float | None:
    """Documents a second of quantulum3 and dateparser together; None where one is missing."""
    missing = [n for n in ("quantulum3", "dateparser") if importlib.util.find_spec(n) is None]
    if missing:
        print(f"not installed, not measured: {', '.join(missing)}")
        return None
    import dateparser.search
    from quantulum3 import parser

    def read(document: Document) -> None:
        parser.parse(document.text)
        dateparser.search.search_dates(document.text, languages=["en"])

    read(documents[0])  # load what they load
    return len(documents) / seconds(lambda: [read(document) for document in documents])


def main() -> None:
    """Measure and print; one JSON object as the last line."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    options.add_argument("--copies", type=int, default=200)
    options.add_argument("--json", action="store_true", help="one JSON object as the last line")
    chosen = options.parse_args()
    name, documents = documents_of(chosen.shared)
    extract_claims(documents[0])  # load the lexicon
    work = documents * chosen.copies
    ours = len(work) / seconds(lambda: [extract_claims(document) for document in work])
    peers = peers_per_second(documents)
    # ru_maxrss is in kB on Linux and in bytes on macOS; before the large document is made.
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (
        2**20 if sys.platform == "darwin" else 2**10
    )
    found = {
        "texts": name,
        "docs_per_s": round(ours, 1),
        "peer_docs_per_s": round(peers, 2) if peers else None,
        "ratio": round(ours / peers, 1) if peers else None,
        "peak_mb": round(peak, 1),
        "linearity": round(linearity(documents), 2),
    }
    print(f"{len(work)} documents ({name}): {found['docs_per_s']} a second on one core")
    print(f"peers: {found['peer_docs_per_s']} a second, ratio {found['ratio']}")
    print(f"a 5 MB report costs {found['linearity']} times as much a byte as one of 5 kB")
    if chosen.json:
        print(json.dumps(found))


if __name__ == "__main__":
    main()
