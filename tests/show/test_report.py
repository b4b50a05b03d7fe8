"""The report as a parsed page: complete, linked, self-contained, and deaf to hostile text."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import answers
import pytest

from materiel.core.findings import Finding
from materiel.scenario.records import Source
from materiel.show.report import render_report
from materiel.show.words import headline, parity_interval, parity_missed, parity_phrase
from materiel.simulate.records import Parity

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())


class Page(HTMLParser):
    """Elements of a page, and the text of each element that has an id."""

    def __init__(self, html):
        super().__init__(convert_charrefs=True)
        self.elements, self.texts, self.open, self.faults = [], {}, [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.elements.append((tag, attributes))
        if tag in VOID:
            return
        self.open.append((tag, attributes.get("id")))
        if attributes.get("id"):
            if attributes["id"] in self.texts:
                self.faults.append(f"id {attributes['id']} twice")
            self.texts[attributes["id"]] = ""

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if not self.open or self.open[-1][0] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]}")
        else:
            self.open.pop()

    def handle_data(self, data):
        for _, name in self.open:
            if name:
                self.texts[name] += data

    def links(self):
        return [a["href"] for tag, a in self.elements if tag == "a" and a.get("href")]


@pytest.fixture(scope="module")
def answer():
    return answers.answer()


@pytest.fixture(scope="module")
def html(answer):
    return render_report(answer)


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_the_page_is_well_formed_and_every_inner_link_arrives(page):
    assert page.faults == [] and page.open == []
    for link in page.links():
        if link.startswith("#"):
            assert link[1:] in page.texts, link


def test_every_claim_has_a_row_and_a_mark_with_exactly_its_quote(answer, page):
    for claim in answer.claims:
        assert f"claim-{claim.id}" in page.texts
        assert page.texts[f"quote-{claim.id}"] == claim.quote


def test_every_row_leads_to_its_quote_and_back(answer, page):
    links = page.links()
    for claim in answer.claims:
        assert f"#quote-{claim.id}" in links and f"#claim-{claim.id}" in links


def test_the_headline_says_coverage_parity_and_provenance(page):
    text = " ".join(page.texts["answer"].split())
    for words in (
        "In June 2031, supply meets about 25 % of demand (between 23 % and 28 %).",
        "February 2033",
        "after Dec 2034 in 12 % of runs",
        "80 % interval: 23 % to 28 %",
        "seed 7",
        "400 runs",
        "ledger of 15 rows",
    ):
        assert words in text


def test_an_assumption_says_that_it_is_one(page):
    assert "Assumption Use stays as it was in June, give or take 8 %." in " ".join(
        page.texts["rests-on"].split()
    )
    assert "500 stands beside 350" in page.texts["rests-on"]


def test_disagreements_stand_side_by_side(page):
    text = " ".join(page.texts["disagrees"].split())
    assert "≈ 500 pieces per month" in text and "350 pieces per month" in text
    assert "same_quantity" in text and "Northland Shells AG works council" in text


def test_statuses_are_defined_and_never_added(page):
    text = " ".join(page.texts["claims"].split())
    assert "promised, not yet contracted" in text and "never added together" in text


def test_a_document_without_a_date_says_so(page):
    assert "no date in the document: relative words stay open" in page.texts["documents"]


def test_the_file_refers_to_nothing_outside(html):
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:" in html
    assert_self_contained(html)


def assert_self_contained(html):
    for tag, attributes in Page(html).elements:
        for name in ("src", "href", "srcset", "action", "data", "poster"):
            value = attributes.get(name) or ""
            if re.match(r"(?i)\s*(https?:)?//", value):
                assert (tag, name, attributes.get("rel")) == ("a", "href", "noreferrer")
    style = "".join(re.findall(r"<style>(.*?)</style>", html, re.S))
    assert "url(" not in style and "@import" not in style
    assert "<script" not in html.lower()


def test_the_same_answer_gives_the_same_bytes(answer, html):
    assert render_report(answers.answer()) == html


def test_without_a_scenario_the_page_leads_with_what_was_read():
    page = Page(render_report(answers.answer(with_scenario=False)))
    assert page.faults == []
    text = " ".join(page.texts["answer"].split())
    assert "3 documents make 12 claims, 9 of them with a number." in text
    assert "materiel run PATH --scenario DIR" in text
    assert "rests-on" not in page.texts and "figure-stated" in page.texts


def test_an_empty_answer_is_still_a_page(answer):
    empty = replace(answer, documents=(), claims=(), comparisons=(), findings=(), supports=(),
                    outcome=None)  # fmt: skip
    page = Page(render_report(empty))
    assert page.faults == []
    assert "0 documents make 0 claims" in page.texts["answer"]


def test_a_report_of_a_hundred_claims_stays_small(answer):
    html = render_report(answers.many_claims(answer, 10))
    assert html.count('<tr role="row" id="claim-') == 120
    assert len(html.encode()) < 1_500_000


PAYLOADS = [
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "</mark></div><img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script href=data:,alert(1) />",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    '" autofocus onfocus="alert(1)',
    "javascript:alert(1)",
    "<a href=javascript:alert(1)>x</a>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=//evil.example'>",
    "<!--<img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<math><mtext></form><style><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% raw %}{{ config }}",
    "\u202e<script>alert(1)</script>\u202c",
    "\x00<scr\x00ipt>alert(1)</script>\x1b[31m",
    "&lt;script&gt;&#60;script&#62;",
    "]]>\u2028\u2029",
]  # fmt: skip
OURS = frozenset(
    "html head meta title link style body a header p span nav ul li main section h1 h2 h3 dl dt dd "
    "div figure figcaption strong details summary table caption thead tbody tr th td bdi code em "
    "article blockquote ol mark q footer svg g path line rect text tspan defs clippath circle".split()
)


DRAWN = PAYLOADS[:3] + PAYLOADS[5:6] + PAYLOADS[-4:]  # drawing takes a second each


def hostile_answer(payload):
    base = answers.answer()
    payload_text = payload.encode("utf-8", "replace").decode()
    text = f"Lead {payload_text} says 500 shells.\n\n{payload_text}\n"
    document = answers.document(
        payload, text, title=payload, publisher=payload, url=payload, language="en",
        published="2031", published_reason=payload,
    )  # fmt: skip
    found = [
        answers.claim(document, f"{payload_text} says 500 shells", "production", subject=(payload,),
                      object=(payload,), item=payload, low=500, high=500, unit="piece",
                      date_to="2031", speaker=payload),
        answers.claim(document, f"Lead {payload_text}", "stock", item=payload, low=1, unit="piece",
                      date_to="2030", speaker=payload),
        answers.claim(document, "500 shells", "production", subject=(payload,), low=7, unit="piece",
                      date_to="2032"),
    ]  # fmt: skip
    support = base.supports[0]
    parameter = replace(
        support.parameter, row=payload, column=payload, unit=payload,
        value=replace(support.parameter.value, text=payload),
        source=replace(support.parameter.source, document=payload, words=payload),
    )  # fmt: skip
    fans = tuple(replace(fan, label=payload) for fan in base.outcome.fans)
    return replace(
        base,
        documents=(document,),
        claims=tuple(found),
        comparisons=(
            replace(
                base.disagreements[0], left=found[0].id, right=found[1].id, explanation=payload
            ),
        ),
        findings=(Finding(source=payload, message=payload, severity="warning"),),
        supports=(replace(support, parameter=parameter, claims=(found[0].id,)),),
        outcome=replace(
            base.outcome,
            scenario_title=payload,
            scenario_name=payload,
            fans=fans,
            totals=((payload, base.outcome.totals[0][1]),),
        ),
    )


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_text_stays_text(payload):
    answer = hostile_answer(payload)
    if payload not in DRAWN:
        answer = replace(answer, outcome=None)
    html = render_report(answer)
    html.encode("utf-8")
    page = Page(html)
    assert page.faults == []
    for tag, attributes in page.elements:
        assert tag in OURS, tag
        for name, value in attributes.items():
            assert not name.startswith("on"), (tag, name)
            assert name != "srcdoc"
            if name in ("href", "src"):
                assert not re.match(r"(?i)\s*(javascript|vbscript|data:text)", value or "")
    assert_self_contained(html)
    for claim in answer.claims:
        assert page.texts[f"quote-{claim.id}"].replace("␀", "\0") == claim.quote
    assert "{{ 7 * 7 }}" in html if "7 * 7" in payload else "49" not in payload


def parity(low, median, high, share):
    return Parity(low=low, median=median, high=high, reached_share=share, horizon="2034-12")


def test_parity_is_said_for_every_case():
    every = parity("2032-01", "2032-06", "2033-01", 1.0)
    assert parity_interval(every) == "Jan 2032 to Jan 2033" and parity_missed(every) is None
    some = parity("2032-01", "2032-06", None, 0.88)
    assert parity_interval(some) == "Jan 2032 to after Dec 2034"
    assert parity_missed(some) == "after Dec 2034 in 12 % of runs"
    few = parity("2033-01", None, None, 0.3)
    assert parity_phrase(few) == "after December 2034"
    never = parity(None, None, None, 0.0)
    assert parity_phrase(never) == "not by December 2034"
    assert parity_interval(never) == "after Dec 2034"


@pytest.mark.parametrize(
    ("case", "words"),
    [
        (parity("2032-01", "2032-06", "2033-01", 1.0),
         "It first catches up in about June 2032 (between January 2032 and January 2033)."),
        (parity("2031-06", "2031-06", "2033-01", 1.0),
         "In at least half of the runs it keeps up with demand now (between now and January 2033)."),
        (parity("2033-01", None, None, 0.3),
         "Supply most likely does not catch up by December 2034: only 30 % of the runs get there, "
            "the earliest tenth by January 2033.",
        ),
        (parity(None, None, None, 0.0),
         "In no run of the simulation does supply catch up by December 2034."),
    ],
)  # fmt: skip
def test_the_headline_says_what_the_runs_say(case, words):
    assert headline(replace(answers.outcome(), parity=case))[1] == words


def test_a_forecast_leads_to_its_statements(answer):
    source = Source(
        kind="forecast",
        name="x.rate",
        text="Forecast of x.rate as known on 2031-05-31: 2033-01.",
        as_of="2031-05-31",
        month="2033-01",
        addresses=("https://example.org/said", "javascript:alert(1)"),
    )
    support = answer.supports[0]
    parameter = replace(support.parameter, source=source)
    told = replace(answer, supports=(replace(support, parameter=parameter, claims=()),))
    html = render_report(told)
    assert "Forecast of x.rate as known on 2031-05-31" in html
    assert 'href="https://example.org/said"' in html
    assert "javascript:alert" not in html
