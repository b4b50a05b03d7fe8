"""A small made-up answer with everything a page has to cope with. All names are invented."""

from dataclasses import replace

import numpy as np

from materiel.answer import Answer
from materiel.claims.records import Claim
from materiel.core.dates import month_number, month_text
from materiel.core.findings import Finding
from materiel.core.hashes import sha256
from materiel.documents.records import Block, Document
from materiel.ledger.records import Appended, Comparison, Head
from materiel.scenario.records import Distribution, Parameter, Source, Support
from materiel.simulate.records import LEVELS, Fan, Outcome, Parity, Spread

MAY = """Northland doubles its shell works
Harbour Gazette, 14 May 2031

Northland made about 500 shells a month last year, the Ministry of Works said on Tuesday. \
The new line in Port Ash will make up to 100,000 shells a year from 2033, and it takes 24 to 36 months \
to build such a line, said Minister Ada Lund.

“We have ordered more than 200 machine tools from eleven companies,” she added. Southmark has \
pledged $60 billion in aid, of which $1.5 billion has been paid out. Café owners in Port Ash hope for trade.

Read also: Ten recipes for the harbour festival
"""
JUNE = """Works council doubts the shell figures

The works council of Northland Shells AG puts last year’s output at 350 shells a month, not 500. \
Users fire 2,000 a month and more. The line will be ready “by 2034 at the earliest”.

Stocks fell to 12,000 shells on 1 June 2031.
"""
NOTE = "Memo without a date.\n\nDeliveries of shells fell again, and nobody gave a number.\n"

FURNITURE = "Read also: Ten recipes for the harbour festival"


def document(name: str, text: str, **fields: object) -> Document:
    content = text.encode()
    cut = text.find(FURNITURE)
    if cut < 0:
        blocks = (Block(start=0, end=len(text), role="body"),)
    else:
        blocks = (
            Block(start=0, end=text.index("\n"), role="headline"),
            Block(start=text.index("\n") + 1, end=cut, role="body"),
            Block(start=cut, end=len(text), role="furniture"),
        )
    return Document(
        id=sha256(content),
        name=name,
        content=content,
        encoding="utf-8",
        text=text,
        blocks=blocks,
        **fields,  # type: ignore[arg-type]
    )


def claim(doc: Document, quote: str, kind: str, **fields: object) -> Claim:
    start = doc.text.index(quote)
    return Claim(
        document=doc.id,
        doc=doc.name,
        start=start,
        end=start + len(quote),
        quote=quote,
        kind=kind,  # type: ignore[arg-type]
        **fields,  # type: ignore[arg-type]
    )


def documents() -> tuple[Document, ...]:
    return (
        document(
            "gazette.txt",
            MAY,
            title="Northland doubles its shell works",
            publisher="Harbour Gazette",
            url="https://gazette.example/2031/05/14/works",
            language="en",
            published="2031-05-14",
            published_reason="date line of the text",
        ),
        document(
            "council.txt",
            JUNE,
            title="Works council doubts the shell figures",
            publisher="Port Ash Courier",
            published="2031-06",
            published_reason="folder name",
        ),
        document("memo.txt", NOTE),
    )


def claims(docs: tuple[Document, ...]) -> tuple[Claim, ...]:
    may, june, note = docs
    shell = "ammunition.artillery"
    ministry, lund = "Ministry of Works", "Ada Lund"
    return (
        claim(may, "Northland made about 500 shells a month last year", "production",
              subject=("NL",), item=shell, low=500, high=500, approx=True, unit="piece",
              per="month", date_from="2030", date_to="2030", speaker=ministry),
        claim(may, "The new line in Port Ash will make up to 100,000 shells a year from 2033",
              "investment", subject=("NL",), item=shell, high=100000, unit="piece", per="year",
              status="capacity", date_from="2033", speaker=lund),
        # Nested in the claim before and crossing the claim after.
        claim(may, "new line in Port Ash", "agreement", subject=("NL",), item=shell,
              status="contracted", speaker=lund),
        claim(may, "shells a year from 2033, and it takes 24 to 36 months to build such a line",
              "lead_time", subject=("NL",), item=shell, low=24, high=36, unit="month",
              speaker=lund),
        claim(may, "ordered more than 200 machine tools from eleven companies", "order",
              subject=("NL",), item="equipment", low=200, unit="piece", status="contracted",
              date_to="2031-05-13", speaker=lund),
        claim(may, "Southmark has pledged $60 billion in aid", "funding", subject=("SM",),
              object=("NL",), low=60e9, high=60e9, unit="USD", status="pledged"),
        claim(may, "$1.5 billion has been paid out", "funding", subject=("SM",), object=("NL",),
              low=1.5e9, high=1.5e9, unit="USD", status="delivered"),
        claim(june, "last year’s output at 350 shells a month", "production", subject=("NL",),
              item=shell, low=350, high=350, unit="piece", per="month", date_from="2030",
              date_to="2030", speaker="Northland Shells AG works council"),
        claim(june, "Users fire 2,000 a month and more", "expenditure", subject=("NL",),
              item=shell, low=2000, unit="piece", per="month", date_from="2031-06"),
        claim(june, "Stocks fell to 12,000 shells on 1 June 2031", "stock", subject=("NL",),
              item=shell, low=12000, high=12000, unit="piece", date_from="2031-06-01",
              date_to="2031-06-01"),
        claim(june, "The line will be ready “by 2034 at the earliest”", "investment",
              subject=("NL",), item=shell, status="target", date_to="2034"),
        claim(note, "Deliveries of shells fell again", "disruption", subject=("NL",), item=shell),
    )  # fmt: skip


def outcome(title: str = "Northland shells to 2034") -> Outcome:
    n_months, runs = 43, 400
    first = month_number("2031-06")
    months = tuple(month_text(first + i) for i in range(n_months))
    rng = np.random.default_rng(7)
    pace = rng.lognormal(0, 0.35, (runs, 1))
    month = np.arange(n_months)
    supply = 500 + 2400 * pace / (1 + np.exp(-(month - 22 * pace**-0.5) / 4.0))
    demand = 2000 * rng.lognormal(0, 0.08, (runs, 1)) * np.ones(n_months)
    stock = np.maximum(12000 + np.cumsum(supply - demand, axis=1), 0)
    unmet = np.where(stock > 0, 0, demand - supply)

    def fan(fan_id: str, label: str, unit: str, values: np.ndarray) -> Fan:
        return Fan(
            id=fan_id,
            label=label,
            unit=unit,
            steps=months,
            values=np.quantile(values, LEVELS, axis=0),
            sample=values[:20],
        )

    return Outcome(
        scenario_name="northland",
        scenario_title=title,
        scenario_hash=sha256(b"northland"),
        version="0.1.0",
        seed=7,
        runs=runs,
        as_of="2031-06",
        step="month",
        focus_holder="NL",
        focus_item="shell",
        coverage_now=Spread(low=0.229, median=0.2536, high=0.281, unit="share"),
        parity=Parity(
            low="2032-08", median="2033-02", high=None, reached_share=0.88, horizon="2034-12"
        ),
        fans=(
            fan("stock", "Stock of shells, Northland", "piece", stock),
            fan("coverage", "Coverage of demand for shells, Northland", "share", supply / demand),
            fan("supply", "Supply of shells, Northland", "piece/month", supply),
            fan("demand", "Demand for shells, Northland", "piece/month", demand),
            fan("unmet", "Unmet demand for shells, Northland", "piece/month", unmet),
        ),
        totals=(
            (
                "Unmet demand until December 2034",
                Spread(low=0, median=4210, high=25740, unit="piece"),
            ),
            ("Longest backlog", Spread(low=3.2, median=7.4, high=11.9, unit="month")),
        ),
        elapsed_s=0.2,
    )


def supports(found: tuple[Claim, ...]) -> tuple[Support, ...]:
    def quoted(i: int, table: str, row: str, column: str, text: str, unit: str) -> Support:
        numbers = tuple(float(part) for part in text.replace("uniform", "").strip("()").split(","))
        parameter = Parameter(
            table=table,
            row=row,
            column=column,
            value=Distribution(
                family="point" if len(numbers) == 1 else "uniform", parameters=numbers, text=text
            ),
            unit=unit,
            source=Source(kind="quote", document=found[i].doc, words=found[i].quote),
            place=f"{table}.csv:2",
        )
        return Support(parameter=parameter, claims=(found[i].id,))

    assumed = Parameter(
        table="demands",
        row="front",
        column="spread",
        value=Distribution(family="lognormal", parameters=(1.0, 0.08), text="lognormal(1, 0.08)"),
        unit="factor",
        source=Source(
            kind="assumption",
            name="steady-use",
            text="Use stays as it was in June, give or take 8 %.",
        ),
        place="demands.csv:2",
    )
    return (
        quoted(9, "stocks", "depot", "opening", "12000", "piece"),
        quoted(8, "demands", "front", "rate", "2000", "piece/month"),
        quoted(0, "lines", "works", "rate", "500", "piece/month"),
        quoted(3, "projects", "port-ash", "build_time", "uniform(24, 36)", "month"),
        Support(parameter=assumed, claims=()),
    )


def answer(*, with_scenario: bool = True) -> Answer:
    docs = documents()
    found = claims(docs)
    head = Head(count=len(docs) + len(found), hash=sha256(b"head"))
    return Answer(
        documents=docs,
        claims=found,
        comparisons=(
            Comparison(
                rule="same_quantity",
                relation="contradiction",
                left=found[0].id,
                right=found[7].id,
                explanation="About 500 and 350 shells a month are said of the same year.",
            ),
            Comparison(
                rule="goal_moved",
                relation="goal moved",
                left=found[1].id,
                right=found[10].id,
                explanation="The line was to run from 2033; now it is to be ready by 2034.",
            ),
        ),
        findings=(
            Finding(
                source="lines.csv:2",
                message="500 stands beside 350 in council.txt; the ledger holds both",
                severity="warning",
                record="lines/works/rate",
            ),
            Finding(source="memo.txt", message="no date in the document", severity="note"),
            Finding(source="photo.jpg", message="not a text; passed over", severity="note"),
        ),
        head=head,
        extractor="rules-1",
        appended=Appended(documents=len(docs), claims=len(found), head=head),
        supports=supports(found) if with_scenario else (),
        outcome=outcome() if with_scenario else None,
    )


def many_claims(answer_: Answer, copies: int) -> Answer:
    """The same answer with its documents and claims `copies` times, under other names."""
    docs, found = [], []
    for i in range(copies):
        for doc in answer_.documents:
            text = doc.text + f"\n\nCopy {i}.\n"
            twin = replace(doc, id=sha256(text.encode()), name=f"{i}-{doc.name}",
                           content=text.encode(), text=text)  # fmt: skip
            docs.append(twin)
            found += [
                replace(c, document=twin.id, doc=twin.name)
                for c in answer_.claims
                if c.document == doc.id
            ]
    return replace(answer_, documents=tuple(docs), claims=tuple(found), comparisons=())
