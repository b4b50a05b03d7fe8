"""The caller, or what he handed us, is wrong: one message of at most three lines."""


class MaterielError(Exception):
    """A message a person can act on: what is wrong, where, and the way out.

    Args:
        what: What is wrong, with the value.
        where: File, file:line, claim id or table row.
        way_out: What to do about it.

    >>> print(MaterielError("empty folder", where="reports/", way_out="Put .txt files in it."))
    empty folder
      where: reports/
      do: Put .txt files in it.
    """

    exit_code = 2

    def __init__(self, what: str, *, where: str | None = None, way_out: str | None = None) -> None:
        self.what = " ".join(what.split())
        self.where = where
        self.way_out = " ".join(way_out.split()) if way_out else None
        super().__init__(str(self))

    def __str__(self) -> str:
        lines = [self.what]
        if self.where:
            lines.append(f"  where: {self.where}")
        if self.way_out:
            lines.append(f"  do: {self.way_out}")
        return "\n".join(lines)


class InputError(MaterielError):
    """A document, path or option that cannot be used."""


class ClaimError(MaterielError):
    """A claim that its document does not bear out."""


class LedgerError(MaterielError):
    """A ledger that cannot be opened, written or trusted."""


class DamagedError(LedgerError):
    """A ledger whose bytes are not what was written."""


class StorageError(LedgerError):
    """The disk is full or fails: what was acknowledged stands, what was asked for was not written."""

    exit_code = 74


class ScenarioError(MaterielError):
    """A scenario with findings that forbid a run. `findings` holds all of them."""

    def __init__(
        self,
        what: str,
        *,
        where: str | None = None,
        way_out: str | None = None,
        findings: tuple[object, ...] = (),
    ) -> None:
        super().__init__(what, where=where, way_out=way_out)
        self.findings = findings


class SimulationError(MaterielError):
    """A run that met an impossible state; names the rule of docs/model.md."""


class PlanError(MaterielError):
    """A plan that cannot be made, or an answer of the solver that does not check out."""

    exit_code = 1
