"""Anything that may happen to a ledger, in any order, against a model that is a list."""

import os
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from writers import CLAIMS, a_reading

from materiel.ledger import Decision, Ledger, append, backup, verify
from materiel.ledger.analysis import Analysis
from materiel.ledger.chain import keep_head
from materiel.ledger.exchange import check_export, read_ledger, write_ledger

WHENS = ("2024-01-10T00:00:00Z", "2024-02-10T00:00:00Z", "2024-03-10T00:00:00Z")


class Killed(BaseException):
    """The process ends here."""


def die_behind_a_commit(file, head):
    if head().count:
        raise Killed
    keep_head(file, head)


class Record(RuleBasedStateMachine):
    """Appends, decisions, deaths, retries and copies; the model knows what must be there."""

    make_place = None  # a subclass says where

    def __init__(self):
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.place = type(self).make_place()
        self.ledger = Ledger(self.place)
        self.batches = []  # (number, extractor, when) in order, each once
        self.decisions = []
        self.copies = 0
        self.rows = 0

    def teardown(self):
        self.ledger.close()
        assert verify(self.place) == []

    def model_append(self, numbers, extractor, when):
        for number in numbers:
            if (number, extractor) not in [batch[:2] for batch in self.batches]:
                known = number in [batch[0] for batch in self.batches]
                self.batches.append((number, extractor, when))
                self.rows += CLAIMS + (1 if known else 2)

    @rule(
        numbers=st.lists(st.integers(0, 5), max_size=3),
        extractor=st.sampled_from(["r1", "r2"]),
        when=st.sampled_from(WHENS),
    )
    def append(self, numbers, extractor, when):
        self.ledger.append(map(a_reading, numbers), extractor=extractor, recorded=when)
        self.model_append(numbers, extractor, when)

    @rule(
        number=st.integers(0, 5),
        extractor=st.sampled_from(["r1", "r2"]),
        committed=st.booleans(),
        when=st.sampled_from(WHENS),
    )
    def append_and_die(self, number, extractor, committed, when):
        """Within the transaction, or between its commit and the acknowledgement."""
        readings = [a_reading(number)] if committed else self.dying(number)
        with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
            if committed:
                patch.setattr(append, "keep_head", die_behind_a_commit)
            self.ledger.append(readings, extractor=extractor, recorded=when)
        self.reopen()
        if committed:
            self.model_append([number], extractor, when)

    def dying(self, number):
        yield a_reading(number)
        raise Killed

    @rule(claim=st.integers(0, 3), action=st.sampled_from(["accept", "flag"]))
    def decide(self, claim, action):
        made = Decision(action=action, about=(f"c{claim}",), author="A", made=WHENS[0])
        self.ledger.decide([made], recorded=WHENS[-1])
        if made not in self.decisions:
            self.decisions.append(made)
            self.rows += 1

    @rule()
    def reopen(self):
        self.ledger.close()
        self.ledger = Ledger(self.place, create=False)

    @rule()
    def copy(self):
        """Backup, and export with import: the same head each time."""
        self.copies += 1
        file = self.folder / f"copy-{self.copies}.sqlite"
        assert backup(self.place, file) == self.ledger.head()
        plain = self.folder / f"plain-{self.copies}"
        plain.mkdir()
        write_ledger(self.ledger, plain)
        with Ledger(self.folder / f"again-{self.copies}.sqlite") as again:
            assert read_ledger(plain, again).head == check_export(plain) == self.ledger.head()
            assert again.claims() == self.ledger.claims()

    @rule()
    def rebuild(self):
        """The analytical tables, made anew, tell the claims of the model."""
        found = Analysis(self.ledger).query("SELECT count(*) AS n FROM claims").to_pylist()
        assert found == [{"n": len(self.expected())}]

    def expected(self, extractor=None, by="9999"):
        """Claims of one reading of each document, in the order of the record."""
        chosen = {}
        for at, (number, version, when) in enumerate(self.batches):
            if when <= by and not (extractor and chosen.get(number, ("",))[0] == extractor):
                chosen[number] = (version, at)
        order = sorted((at, number) for number, (_, at) in chosen.items())
        return [claim.id for _, number in order for claim in a_reading(number)[1]]

    @invariant()
    def nothing_else_is_there(self):
        ledger = self.ledger
        assert ledger.head().count == self.rows
        assert ledger.decisions() == self.decisions
        names = list(dict.fromkeys(f"0/{number}" for number, _, _ in self.batches))
        assert [document.name for document in ledger.documents()] == names
        assert [claim.id for claim in ledger.claims()] == self.expected()

    @rule(when=st.sampled_from(WHENS), extractor=st.sampled_from(["r1", "r2", None]))
    def as_of(self, when, extractor):
        found = self.ledger.claims(extractor=extractor, as_of=when)
        assert [claim.id for claim in found] == self.expected(extractor, when)

    @initialize()
    def empty(self):
        assert self.ledger.head().count == 0


@pytest.mark.parametrize(
    ("examples", "steps"), [(6, 15), pytest.param(100, 30, marks=pytest.mark.torture)]
)
def test_no_sequence_of_events_diverges_from_the_model(new_place, examples, steps):
    class Here(Record):
        make_place = staticmethod(new_place)

    quick = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        database=None,
        derandomize=os.environ.get("CI") == "1",
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(Here, settings=quick)
