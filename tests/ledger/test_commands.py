"""The commands on the record, on a file and on a server; a password is never printed."""

import pytest

from materiel.core.errors import LedgerError
from materiel.ledger import Ledger

SECRET = "h4rd-to-guess"


def test_verify_head_and_backup(place, call, readings, tmp_path):
    with Ledger(place) as ledger:
        head = ledger.append(readings(3), extractor="r").head
    assert call("ledger", "verify", place)[0] == 0
    assert call("ledger", "head", place) == (0, f"9 {head.hash}\n", "")
    code, out, _ = call("ledger", "backup", place, tmp_path / "copy.sqlite")
    assert (code, out) == (0, f"{tmp_path / 'copy.sqlite'}: 9 rows, head {head.hash}\n")
    assert call("ledger", "head", tmp_path / "copy.sqlite")[1] == f"9 {head.hash}\n"
    assert call("ledger", "recover", place, "--out", tmp_path / "saved.sqlite")[0] == 0
    assert call("ledger", "head", tmp_path / "saved.sqlite")[1] == f"9 {head.hash}\n"


def test_every_command_on_the_record_takes_both_places(place, call, readings, tmp_path):
    with Ledger(place) as ledger:
        ledger.append(readings(3, claims=2), extractor="r")
    code, out, err = call("sql", place, "SELECT count(*) AS n FROM claims", "-f", "csv")
    assert (code, out.split()) == (0, ["n", "6"]), err
    assert call("export", place, "--to", "ledger", "--out", tmp_path / "plain")[0] == 0
    code, out, _ = call("import", tmp_path / "plain", "--into", tmp_path / "again.sqlite")
    assert code == 0 and "3 documents, 6 claims" in out


def test_a_file_is_made_and_not_made_twice(call, tmp_path):
    assert call("ledger", "create", tmp_path / "l.sqlite")[0] == 0
    assert call("ledger", "verify", tmp_path / "l.sqlite")[0] == 0
    assert call("ledger", "create", tmp_path / "l.sqlite")[0] == 2


def test_a_ledger_on_a_server_is_made_by_its_owner(cluster, call, tmp_path, monkeypatch):
    from cluster import OWNER, WRITER

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    name = cluster.new_database()
    owner, writer = cluster.url(name, OWNER), cluster.url(name)
    assert "no ledger here" in call("ledger", "head", writer)[2]
    assert "no role is named" in call("ledger", "create", owner)[2]
    assert "no role 'nobody'" in call("ledger", "create", owner, "--writer", "nobody")[2]
    assert call("ledger", "create", owner, "--writer", WRITER)[0] == 0
    assert "has a ledger already" in call("ledger", "create", owner, "--writer", WRITER)[2]
    assert call("ledger", "head", writer) == (0, f"0 {'0' * 64}\n", "")
    assert call("ledger", "verify", owner)[0] == 2  # the owner could change rows


def test_a_role_that_may_only_read_reads_and_verifies(
    cluster, call, readings, tmp_path, monkeypatch
):
    from cluster import OWNER, WRITER

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    name = cluster.new_database()
    assert call("ledger", "create", cluster.url(name, OWNER), "--writer", WRITER)[0] == 0
    with Ledger(cluster.url(name)) as ledger:
        ledger.append(readings(2), extractor="r")
    cluster.admin("CREATE ROLE auditor LOGIN")
    cluster.admin("GRANT USAGE ON SCHEMA materiel TO auditor", name)
    cluster.admin("GRANT SELECT ON ALL TABLES IN SCHEMA materiel TO auditor", name)
    assert "intact, 6 rows" in call("ledger", "verify", cluster.url(name, "auditor"))[1]
    assert call("ledger", "backup", cluster.url(name, "auditor"), tmp_path / "copy.sqlite")[0] == 0
    with Ledger(cluster.url(name, "auditor")) as ledger:
        with pytest.raises(LedgerError, match="permission denied"):
            ledger.append(readings(1, start=7), extractor="r")
        assert ledger.head().count == 6


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ann:{}@localhost:1/supply",
        "postgresql://ann@localhost:1/supply?password={}",
        "postgresql://ann:{}@localhost:port/supply",
        "postgresql://ann:{}@localhost:1/supply?nonsense=1",
        "postgresql://ann:{}@[bad/supply",
        "postgres://ann:{}@no.such.host.invalid/supply?connect_timeout=2",
    ],
)
@pytest.mark.parametrize("command", ["head", "verify", "create"])
def test_a_password_is_never_printed(call, address, command):
    more = ["--writer", "w"] if command == "create" else []
    code, out, err = call("ledger", command, address.format(SECRET), *more)
    assert code == 2
    assert SECRET not in out + err
    assert err.startswith("error: ") and len(err.splitlines()) <= 3


def test_a_wrong_password_is_not_printed_by_a_server(cluster, call, tmp_path, monkeypatch):
    from cluster import OWNER, WRITER

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    name = cluster.new_database()
    assert call("ledger", "create", cluster.url(name, OWNER), "--writer", WRITER)[0] == 0
    with_password = cluster.url(name).replace("@", f":{SECRET}@")
    code, out, err = call("ledger", "verify", with_password)  # the server asks for none
    assert code == 0 and SECRET not in out + err
    assert SECRET not in repr(Ledger(with_password, create=False))


def test_the_main_job_appends_to_a_ledger_elsewhere(place, call, tmp_path):
    """What a run kept is read from there again."""
    from materiel.answer import load_answer

    report = tmp_path / "report.txt"
    report.write_text(
        "Paris, 3 May 2024. France makes 3,000 shells of 155 mm a month, the minister said."
    )
    for number in (1, 2):
        out = tmp_path / f"out-{number}"
        code, _, err = call("run", report, "--out", out, "--ledger", place)
        assert code == 0, err
        assert not (out / "ledger.sqlite").exists()
        answer = load_answer(out)
        assert [d.name for d in answer.documents] == ["report.txt"] and answer.claims
    with Ledger(place) as ledger:
        assert len(ledger.documents()) == 1
    assert call("ledger", "verify", place)[0] == 0


def test_a_ledger_that_is_not_there_stops_the_main_job_before_it_writes(call, tmp_path):
    report = tmp_path / "report.txt"
    report.write_text("France makes 3,000 shells a month.")
    address = f"postgresql://ann:{SECRET}@localhost:1/supply"
    code, _, err = call("run", report, "--out", tmp_path / "out", "--ledger", address)
    assert code == 2 and SECRET not in err and not (tmp_path / "out").exists()
