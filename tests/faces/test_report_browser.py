"""The report in a real browser: no script, no network, and every number ends at its quote."""

import os
import threading
from pathlib import Path

import answers
import pytest

from materiel.show.plan_page import render_plan
from materiel.show.report import render_report
from materiel.show.web import create_app
from materiel.show.web.guard import CSP

CHROMIUM = Path(os.environ.get("MATERIEL_CHROMIUM", "/usr/bin/chromium"))
ARGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
pytestmark = pytest.mark.browser


def missing(reason):
    if os.environ.get("MATERIEL_REQUIRE_BROWSER") == "1":
        pytest.fail(f"MATERIEL_REQUIRE_BROWSER=1, but {reason}")
    pytest.skip(f"{reason}; set MATERIEL_CHROMIUM to a Chromium")


@pytest.fixture(scope="module")
def browser():
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed")
    if not CHROMIUM.exists():
        missing(f"there is no Chromium at {CHROMIUM}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def answer():
    return answers.answer()


@pytest.fixture(scope="module")
def report(answer, tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(render_report(answer), encoding="utf-8", newline="")
    return path


@pytest.fixture(params=[(1280, 900), (320, 700)], ids=["1280", "320"])
def opened(request, browser, report):
    """A page on the report, with scripts off and the network cut; what it asked for and said."""
    width, height = request.param
    context = browser.new_context(
        viewport={"width": width, "height": height}, java_script_enabled=False
    )
    context.set_offline(True)
    page = context.new_page()
    page.asked, page.said = [], []
    page.on("request", lambda asked: page.asked.append(asked.url))
    page.on("console", lambda said: page.said.append(said.text))
    page.goto(report.as_uri())
    yield page
    context.close()


def in_view(page, selector):
    # With scripts off in the page, the browser's own tools still measure.
    box = page.locator(selector).bounding_box()
    size = page.viewport_size
    return box is not None and 0 <= box["y"] < size["height"] - 10


def assert_ends_at_quote(page, claim):
    assert page.url.endswith(f"#quote-{claim.id}")
    mark = page.locator("mark:target")
    assert mark.count() == 1
    assert mark.text_content() == claim.quote
    assert in_view(page, "mark:target")
    shown = mark.evaluate("e => getComputedStyle(e).outlineStyle")
    assert shown == "solid"


def test_nothing_but_the_file_is_asked_for(opened, report):
    charts = opened.locator("figure svg:visible")
    assert charts.count() >= 3
    for i in range(charts.count()):
        box = charts.nth(i).bounding_box()
        assert box["width"] > 200 and box["height"] > 150
    assert [url for url in opened.asked if not url.startswith("data:")] == [report.as_uri()]
    assert opened.said == []


def test_the_page_fits_its_window(opened):
    body = opened.locator("html").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert body[0] <= body[1]
    assert len(opened.screenshot()) > 5_000


def test_a_headline_number_leads_to_a_quote_in_two_steps(opened, answer):
    opened.locator("#answer .tile .figure-link").first.click()
    assert opened.url.endswith("#rests-on") and in_view(opened, "#rests-on")
    opened.locator("#rests-on .figure-link").first.click()
    wanted = answer.supports[0].claims[0]
    assert_ends_at_quote(opened, next(c for c in answer.claims if c.id == wanted))


def test_every_number_of_the_claims_table_leads_to_its_quote(opened, answer):
    for claim in answer.claims:
        opened.locator(f"#claim-{claim.id} .figure-link").click()
        assert_ends_at_quote(opened, claim)


def test_a_quote_leads_back_to_its_claim(opened, answer):
    claim = answer.claims[0]
    opened.locator(f"#claim-{claim.id} .figure-link").click()
    opened.locator(f'.back[href="#claim-{claim.id}"]').click()
    assert opened.url.endswith(f"#claim-{claim.id}")
    assert in_view(opened, f"#claim-{claim.id}")


def test_a_disagreement_leads_to_both_quotes(opened, answer):
    found = answer.disagreements[0]
    by_id = {claim.id: claim for claim in answer.claims}
    for side in (found.left, found.right):
        opened.locator(f'.disagreement .figure-link[href="#quote-{side}"]').first.click()
        assert_ends_at_quote(opened, by_id[side])


def test_focus_is_seen(opened):
    opened.keyboard.press("Tab")
    opened.keyboard.press("Tab")
    outline = opened.locator(":focus").evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline == "solid"


@pytest.fixture(scope="module")
def server(answer):
    import uvicorn

    config = uvicorn.Config(create_app(lambda: answer), host="127.0.0.1", port=0, log_level="error")
    running = uvicorn.Server(config)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        assert thread.is_alive()
        thread.join(0.02)
    port = running.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    running.should_exit = True
    thread.join(5)


def test_served_pages_work_under_their_own_rules(browser, server, answer):
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    claim = answer.claims[0]
    for path in ("/", f"/claims/{claim.id}", f"/documents/{claim.document}"):
        response = page.goto(server + path)
        assert response.status == 200
        assert response.headers["content-security-policy"] == CSP
        # The style sheet arrived and was let in.
        assert page.evaluate("getComputedStyle(document.body).marginTop") == "0px"
    page.goto(server + "/")
    assert page.locator("figure svg:visible").first.bounding_box()["width"] > 500
    page.locator(f"#claim-{claim.id} .figure-link").click()
    assert_ends_at_quote(page, claim)
    page.goto(server + f"/claims/{claim.id}")
    page.locator('a[href*="/documents/"]').first.click()
    assert_ends_at_quote(page, claim)
    assert all(url.startswith((server, "data:")) for url in asked)
    assert said == []
    context.close()


def test_screenshots_have_no_sideways_scroll_in_the_dark(browser, report):
    context = browser.new_context(
        viewport={"width": 320, "height": 700}, color_scheme="dark", java_script_enabled=False
    )
    page = context.new_page()
    page.goto(report.as_uri())
    sizes = page.locator("html").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert sizes[0] <= sizes[1]
    assert len(page.screenshot()) > 5_000
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_served_pages_fit_a_narrow_window_and_can_be_read(browser, server, answer, scheme):
    """At 320 pixels nothing is cut off, and every text stands out from what is behind it (WCAG AA)."""
    context = browser.new_context(viewport={"width": 320, "height": 700}, color_scheme=scheme)
    page = context.new_page()
    claim = answer.claims[0]
    for path in (
        "/",
        "/claims?q=shells&sort=-value",
        f"/claims/{claim.id}",
        f"/documents/{claim.document}",
        "/claims?kind=none",
    ):
        page.goto(server + path)
        sizes = page.locator("html").evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert sizes[0] <= sizes[1], path
        assert page.evaluate(FAINT) == [], path
    context.close()


# Texts whose contrast is below 4.5, or 3 where they are large; charts are on a card of their own.
FAINT = """() => {
  const part = v => { v /= 255; return v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4 };
  const light = c => 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
  const read = s => { const n = s.match(/[\\d.]+/g).map(Number); return n.length < 4 ? [...n, 1] : n };
  const behind = e => { for (; e; e = e.parentElement) {
    const c = read(getComputedStyle(e).backgroundColor); if (c[3] > 0) return c } return [255, 255, 255] };
  const found = [];
  for (const e of document.querySelectorAll("body *")) {
    if (e.closest("svg") || e.closest(".skip") || !e.checkVisibility()) continue;
    if (![...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim())) continue;
    const style = getComputedStyle(e), size = parseFloat(style.fontSize);
    const [a, b] = [light(read(style.color)), light(behind(e))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < (size >= 24 || (size >= 18.6 && style.fontWeight >= 700) ? 3 : 4.5))
      found.push(e.tagName + "." + e.className + " " + ratio.toFixed(2) + " " + e.textContent.slice(0, 30));
  }
  return found;
}"""


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_of_a_plan_fits_its_window(browser, tmp_path, width):
    from materiel.plan import plan
    from materiel.scenario import load_scenario

    scenario = load_scenario(Path(__file__).parents[2] / "examples" / "shells-155" / "scenario")
    found = plan(scenario, budget=3e9, scenarios=1, runs=0, explore_further=False)
    (tmp_path / "plan.html").write_text(render_plan(found), "utf-8")
    page = browser.new_page(viewport={"width": width, "height": 700})
    page.goto((tmp_path / "plan.html").as_uri())
    sizes = page.locator("html").evaluate("e => [e.scrollWidth, e.clientWidth]")
    assert sizes[0] <= sizes[1]
    for chart in page.locator("figure svg:visible").all():
        assert chart.bounding_box()["width"] <= width
    cost = page.locator("#costs td.number").first
    assert cost.evaluate("e => getComputedStyle(e).textAlign") == "right"
    assert page.evaluate(FAINT) == []
    page.close()


def test_every_control_has_a_name_and_the_keyboard_reaches_it(browser, server):
    """Links, buttons and fields are named; Tab comes to each of the form in turn, and it is seen."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    for path in ("/", "/claims"):
        page.goto(server + path)
        nameless = page.evaluate(
            """() => [...document.querySelectorAll("a[href], button, input, select, summary")]
              .filter(e => e.type !== "hidden" && !e.textContent.trim() && !e.ariaLabel
                && !(e.labels && e.labels.length)).map(e => e.outerHTML.slice(0, 80))"""
        )
        assert nameless == []
    page.goto(server + "/claims")
    reached = []
    for _ in range(9):
        page.keyboard.press("Tab")
        focused = page.locator(":focus")
        reached.append(focused.evaluate("e => e.name || e.tagName"))
        assert focused.evaluate("e => getComputedStyle(e).outlineStyle") == "solid"
    assert reached[2:8] == ["q", "kind", "status", "standing", "size", "BUTTON"]
    page.locator("[name=q]").fill("shells")
    with page.expect_navigation(url="**q=shells**"):
        page.keyboard.press("Enter")
    with page.expect_navigation(url="**sort=value**"):
        page.locator("th a", has_text="Value").press("Enter")
    assert "q=shells" in page.url
    rows = page.locator("tbody tr").evaluate_all("all => all.map(e => e.id)")
    page.reload()
    assert page.locator("tbody tr").evaluate_all("all => all.map(e => e.id)") == rows
    page.go_back()
    assert page.locator("[name=q]").input_value() == "shells" and "sort" not in page.url
    context.close()
