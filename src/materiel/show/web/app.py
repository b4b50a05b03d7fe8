"""The pages, charts and files of one answer over HTTP. No page needs a script."""

import json
from collections.abc import Callable, Collection
from typing import Any

from fastapi import FastAPI, HTTPException, Request
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.exceptions import HTTPException as StarletteHTTPException

from materiel import __version__
from materiel.answer import Answer
from materiel.claims.records import Claim
from materiel.core.errors import MaterielError
from materiel.core.hashes import sha256
from materiel.documents.records import Document
from materiel.show.exports.contract import TABLES
from materiel.show.exports.text import plain, to_text
from materiel.show.figures import figures
from materiel.show.pages import page, stylesheet
from materiel.show.render import to_png, to_svg
from materiel.show.report import report_view
from materiel.show.tables import claim_rows, disagreement_rows, parameter_rows
from materiel.show.views import claim_views, document_views
from materiel.show.web.claim_page import claim_view
from materiel.show.web.guard import Guard
from materiel.show.web.listing import (
    Asked,
    ListingError,
    list_claims,
    listing_view,
    read_asked,
)

LOOPBACK_HOSTS = ("127.0.0.1", "localhost", "[::1]")
_MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
    "jsonl": "application/jsonl",
    "parquet": "application/vnd.apache.parquet",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


PAIRS_OF_FILE = 1000  # the gravest; a large record has millions, `n_disagreements` tells how many


def create_app(
    answer_loader: Callable[[], Answer], *, hosts: Collection[str] = LOOPBACK_HOSTS
) -> FastAPI:
    """An application that serves what `answer_loader` gives, asked anew at every request.

    Args:
        answer_loader: Gives the answer as it stands, so that a run in another window shows.
        hosts: Names under which the server answers; others get 400.
    """
    app = FastAPI(title="materiel", docs_url=None, redoc_url=None, openapi_url=None)
    app.add_middleware(GZipMiddleware)
    app.add_middleware(Guard, hosts=frozenset(hosts))  # the last is the outermost
    _add_errors(app)
    app.state.pages = _Pages(answer_loader)
    _add_pages(app, app.state.pages)
    _add_files(app, answer_loader)
    return app


class _Pages:
    """The report page, kept as long as the answer is the same."""

    def __init__(self, answer_loader: Callable[[], Answer]) -> None:
        self.load = answer_loader
        self._kept: tuple[object, str] = (None, "")

    def report(self) -> str:
        answer = self.load()
        key = _identity(answer)
        if self._kept[0] != key:
            self._kept = key, page("report.html.j2", report_view(answer, served=True))
        return self._kept[1]


def _identity(answer: Answer) -> object:
    outcome = answer.outcome
    run = (outcome.scenario_hash, outcome.seed, outcome.runs, outcome.version) if outcome else None
    return answer.head, run, answer.findings


def _add_pages(app: FastAPI, pages: _Pages) -> None:
    @app.get("/", response_class=HTMLResponse)
    def report() -> str:
        return pages.report()

    @app.get("/claims", response_class=HTMLResponse)
    def claims(request: Request) -> str:
        listing = list_claims(pages.load(), _asked(request))
        return page("claims.html.j2", listing_view(listing))

    @app.get("/claims/{claim_id}", response_class=HTMLResponse)
    def claim(claim_id: str) -> Response:
        answer = pages.load()
        wanted = _claim(answer, claim_id)
        if wanted.id != claim_id:  # it was amended, and is read under another id
            return RedirectResponse(f"/claims/{wanted.id}")
        return HTMLResponse(page("claim.html.j2", claim_view(answer, wanted)))

    @app.get("/documents/{document_id}", response_class=HTMLResponse)
    def document(document_id: str) -> str:
        answer = pages.load()
        wanted = _document(answer, document_id)
        views = document_views(answer, claim_views(answer), claim_href="/claims/", only=wanted.id)
        return page("document.html.j2", {"view": views[0]})

    @app.get("/static/materiel.css")
    def styles() -> Response:
        return Response(stylesheet(), media_type="text/css; charset=utf-8")

    @app.get("/healthz", response_class=PlainTextResponse)
    def healthz() -> str:
        return "ok\n"


def _add_files(app: FastAPI, load: Callable[[], Answer]) -> None:
    @app.get("/documents/{document_id}/original")
    def original(document_id: str) -> Response:
        wanted = _document(load(), document_id)
        return Response(
            wanted.content,
            headers={
                "Content-Type": "text/plain; charset=utf-8",
                "Content-Disposition": f'attachment; filename="{wanted.id[:16]}.txt"',
                "Content-Security-Policy": "sandbox; default-src 'none'",
            },
        )

    @app.get("/claims.{suffix}")
    def claims(suffix: str, request: Request) -> Response:
        if suffix not in _MEDIA:
            raise HTTPException(404, f"Claims come as {', '.join(_MEDIA)}, not as “{suffix}”.")
        asked = _asked(request)
        answer = load()
        chosen = list_claims(answer, asked).found if asked != Asked() else ()
        rows = claim_rows([row.claim for row in chosen] if asked != Asked() else answer.claims)
        content = _rows_as(rows, suffix)
        return Response(
            content,
            media_type=_MEDIA[suffix],
            headers={
                "Content-Disposition": f'attachment; filename="claims.{suffix}"',
                "X-Rows": str(len(rows)),
                "X-SHA256": sha256(content),
            },
        )

    @app.get("/run.json")
    def run() -> Response:
        text = json.dumps(plain(_run(load())), ensure_ascii=False, indent=1, allow_nan=False)
        return Response(text + "\n", media_type="application/json")

    @app.get("/charts/{file}")
    def chart(file: str) -> Response:
        return _chart(load(), file)


def _rows_as(rows: list[dict[str, Any]], suffix: str) -> bytes:
    if suffix == "parquet":
        from materiel.show.exports.parquet import to_parquet

        return to_parquet(rows, "claims")
    if suffix == "xlsx":
        from materiel.show.exports.workbook import to_xlsx

        return to_xlsx({"claims": rows}, [("Version", f"materiel {__version__}")])
    names = [column.name for column in TABLES["claims"]]
    return to_text(rows, suffix, columns=names, safe=True)  # a browser hands it to a spreadsheet


def _chart(answer: Answer, file: str) -> Response:
    name, _, suffix = file.partition(".")
    every = figures(answer)
    if name not in every or suffix not in ("svg", "png", "vl.json"):
        known = ", ".join(every) or "none"
        raise HTTPException(
            404, f"There is no chart “{file}”. Charts: {known}; as .svg, .png or .vl.json."
        )
    spec = every[name].spec()
    if suffix == "svg":
        return Response(to_svg(spec), media_type="image/svg+xml")
    if suffix == "png":
        return Response(to_png(spec), media_type="image/png")
    return Response(json.dumps(spec, ensure_ascii=False), media_type="application/json")


def _run(answer: Answer) -> dict[str, Any]:
    """Numbers and provenance; texts and claims have addresses of their own."""
    return {
        "ledger": {"count": answer.head.count, "hash": answer.head.hash},
        "documents": len(answer.documents),
        "claims": len(answer.claims),
        "n_disagreements": len(answer.disagreements),
        "disagreements": disagreement_rows(answer.disagreements[:PAIRS_OF_FILE], answer.claims),
        "findings": [
            {"severity": f.severity, "source": f.source, "message": f.message}
            for f in answer.findings
        ],
        "parameters": parameter_rows(answer.supports),
        "outcome": answer.outcome.numbers() if answer.outcome else None,
    }


def _asked(request: Request) -> Asked:
    try:
        return read_asked(request.query_params)
    except ListingError as error:
        raise HTTPException(400, str(error)) from error


def _claim(answer: Answer, claim_id: str) -> Claim:
    """The claim of this id; also one that was amended since, rejected or retracted."""
    for claim in answer.claims:
        if claim.id == claim_id:
            return claim
    for judged in (*answer.set_aside, *answer.standings.values()):
        if claim_id in (judged.id, judged.claim.id):
            return judged.claim
    raise HTTPException(404, f"No claim of this run has the id “{claim_id[:80]}”.")


def _document(answer: Answer, document_id: str) -> Document:
    for document in answer.documents:
        if document.id == document_id:
            return document
    raise HTTPException(404, f"No document of this run has the id “{document_id[:80]}”.")


def _add_errors(app: FastAPI) -> None:
    @app.exception_handler(StarletteHTTPException)
    async def refused(request: Request, error: StarletteHTTPException) -> HTMLResponse:
        missing = error.status_code == 404
        heading = "Not found" if missing else "This cannot be done"
        told = error.detail if error.detail not in ("Not Found", "Method Not Allowed") else None
        message = told or (
            "There is no page at this address." if missing else "Pages here can only be read."
        )
        text = page("message.html.j2", {"heading": heading, "message": message})
        return HTMLResponse(text, status_code=error.status_code)

    @app.exception_handler(MaterielError)
    async def unreadable(request: Request, error: MaterielError) -> HTMLResponse:
        message = " ".join(part for part in (error.what + ".", error.way_out) if part)
        text = page("message.html.j2", {"heading": "The run cannot be read", "message": message})
        return HTMLResponse(text, status_code=503)
