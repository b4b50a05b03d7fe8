"""What pages are drawn from is read again only where something has changed."""

import pytest

from materiel import answer as module
from materiel.ledger import Decision, Ledger
from materiel.workflow import run

REPORT = "Paris, 3 May 2024. France makes 3,000 shells of 155 mm a month, the minister said."


@pytest.fixture
def reports(tmp_path):
    for number in (1, 2):
        (tmp_path / f"{number}.txt").write_text(REPORT.replace("3,000", f"{number},000"))
    return tmp_path


def test_an_answer_is_read_anew_where_its_run_or_its_ledger_has_changed(reports, monkeypatch):
    out, views = reports / "out", []
    run([reports / "1.txt"], out=out)
    read_view = module.read_view

    def counted(*values, **named):
        views.append(values)
        return read_view(*values, **named)

    monkeypatch.setattr(module, "read_view", counted)
    kept = module.KeptAnswer(out)
    first = kept.load()
    assert kept.load() is first and len(views) == 1

    (claim,) = first.claims
    with Ledger(out / "ledger.sqlite") as ledger:
        ledger.decide([Decision(action="reject", about=(claim.id,), author="A", made="2024-05-04")])
    assert kept.load().claims == () and kept.load().set_aside and len(views) == 2

    run([reports / "2.txt"], out=out)
    assert len(kept.load().documents) == 2 and len(views) == 3
    run_file = out / module.RUN
    run_file.write_text(run_file.read_text().replace('"findings":[]', '"findings": [], "x":1'))
    assert kept.load() is not first and len(views) == 4
