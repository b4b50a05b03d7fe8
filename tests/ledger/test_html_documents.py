"""A page comes back from the ledger as it went in: its bytes, its text, and where each word stands."""

from materiel.documents.html import read_page
from materiel.documents.text import read_text
from materiel.ledger import Ledger
from materiel.ledger.verify import verify

PAGE = (
    "<meta charset=windows-1251><html lang=uk><title>Завод</title><h1>Завод</h1>"
    "<p>Завод у Львові виготовить 10&nbsp;000 снарядів&nbsp;&mdash; і <b>ще</b>\n 500 мін на місяць.</p>"
).encode("cp1251")


def test_a_page_comes_back_as_it_went_in(tmp_path):
    document = read_page(PAGE, "https://news.example/a", url="https://news.example/a")
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.append([(document, [])], extractor="rules-1")
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        (kept,) = ledger.documents()

    assert kept == document
    start = kept.text.index("снарядів")
    first, last = kept.byte_span(start, start + len("снарядів"))
    assert kept.content[first:last].decode("cp1251") == "снарядів"
    assert verify(tmp_path / "ledger.sqlite") == []


def test_plain_text_is_kept_as_before(make_document, tmp_path):
    document = make_document("A plant opened in Lviv.")
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.append([(document, [])], extractor="rules-1")
        assert ledger.documents() == [document]


def test_a_byte_order_mark_moves_no_offset(tmp_path):
    document = read_text("A plant opened.".encode("utf-16"), "a.txt")
    with Ledger(tmp_path / "ledger.sqlite") as ledger:
        ledger.append([(document, [])], extractor="rules-1")
        (kept,) = ledger.documents()
    assert kept == document and kept.text.startswith("A plant")
