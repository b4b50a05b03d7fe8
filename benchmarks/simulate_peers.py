"""Our side and its peers on one network; see simulate.py."""

import dataclasses
import importlib
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from network_tables import HERE, ITEMS, LINES, STEPS, TRANSFERS, numbers, write
from sdeverywhere import library

from materiel.scenario import load_scenario
from materiel.simulate import simulate
from materiel.simulate.compile import compile_network, drawer_of
from materiel.simulate.compiled import Given, Room
from materiel.simulate.engine import Job
from materiel.simulate.fans import Histograms
from materiel.simulate.lanes import in_blocks, side_by_side
from materiel.simulate.record import record

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)
Call = Callable[[], Any]


class Look:
    """Stock and unmet demand of the user, item by item."""

    def monthly(self, network: Any, state: Any, flows: Any) -> Any:
        """Sixteen rows a month."""
        accounts = [network.account("user", f"item-{item}") for item in range(ITEMS)]
        return (*state.stock[accounts], *state.unmet[accounts])

    def counted(self, network: Any, state: Any, flows: Any) -> Any:
        """Nothing."""
        return ()

    final = counted


class Count(Look):
    """The same rows, only counted."""

    counted = Look.monthly
    monthly = Look.counted


def nothing(first: int, runs: int, monthly: Any, final: Any) -> None:
    """Takes what is left to take."""


def given_draws(draws: Any, base: Any) -> Given:
    """The draws of the yardstick as draws of our parameters."""
    once = {}
    for k in range(LINES):
        once[f"lines/line-{k}/rate_full"] = draws.gain[:, k] * base[k]
        once[f"lines/line-{k}/ramp_delay_months"] = draws.ramp_t[:, k]
    for i in range(ITEMS):
        once[f"restocks/keep-{i}/lead_months"] = draws.lead[:, i]
    for k in range(TRANSFERS):
        once[f"transfers/gift-{k}/delay_months"] = draws.delay[:, k]
        once[f"permissions/consent-{k}/coin"] = 1.0 - draws.ok[:, k]
    return Given(
        once_names=tuple(once),
        once=in_blocks(np.array(list(once.values()), dtype=np.float64)),
        monthly_names=tuple(f"demands/use-{i}/noise" for i in range(ITEMS)),
        monthly=in_blocks(np.ascontiguousarray(draws.noise.transpose(1, 2, 0))),
    )


class Bench:
    """Our side and the peers, on the same draws."""

    def __init__(self, shared: Path, runs: int, step: str = "month") -> None:
        self.runs = runs
        self.missing: list[str] = []
        with tempfile.TemporaryDirectory() as folder:
            place = HERE if step == "month" else write(Path(folder), step)
            self.scenario = load_scenario(place)
        # Ten years have a week or two more than 520.
        self.network = dataclasses.replace(compile_network(self.scenario), months=STEPS[step])
        self.drawer = drawer_of(self.network, 1)
        self.peers = shared / "bench"
        sys.path.insert(0, str(self.peers))
        self.b1 = self._import("b1_spec")
        if self.b1 is not None:
            self.spec = self.b1.make_spec(step == "week")
            self.draws = self.b1.make_draws(self.spec, runs)
            base = numbers(step)["base"]
            np.testing.assert_allclose(self.spec.base, base)
        given = given_draws(self.draws, base) if self.b1 is not None else Given()
        program = record(self.network, self.drawer, Look(), given)
        self.room = Room(program, self.network.months, runs)
        self.ours: Call = lambda: self.room.fill(program, given, 0, runs)

    def _import(self, module: str, *needs: str) -> Any:
        try:
            for name in needs:
                importlib.import_module(name)
            return importlib.import_module(module)
        except Exception:
            return None

    def few(self, count: int) -> Any:
        """The first draws, for peers that need longer."""
        return self.b1.take(self.draws, count)

    def jobs(self) -> dict[str, tuple[int, Call]]:
        """What is timed: how many runs, and the call."""
        found: dict[str, tuple[int, Call]] = {"ours": (self.runs, self.ours)}
        makers = {
            "numpy": self._numpy,
            "c": self._c,
            "pysd": self._pysd,
            "bptk": self._bptk,
            "simpy": self._simpy,
            "sdeverywhere": self._sdeverywhere,
        }
        for name, make in makers.items():
            try:
                job = make() if self.b1 is not None else None
            except Exception as error:
                print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
                job = None
            if job is None:
                self.missing.append(name)
            else:
                found[name] = job
        return found

    def _numpy(self) -> tuple[int, Call] | None:
        peer = self._import("b1_numpy")
        draws = self.few(min(2048, self.runs))
        self.numpy_peer = peer
        return peer and (len(draws.ok), lambda: peer.simulate_chunked(self.spec, draws, 1024))

    def _c(self) -> tuple[int, Call] | None:
        peer = self._import("b1_limit")
        if peer is None:
            return None
        folder = tempfile.mkdtemp()
        peer.SO = str(Path(folder) / "b1_limit.so")
        noise = np.ascontiguousarray(self.draws.noise.transpose(1, 2, 0))
        out = tuple(np.zeros((self.spec.steps + 1, ITEMS, self.runs)) for _ in range(2))
        peer.simulate(self.spec, self.draws, noise, True, 1, out)
        return self.runs, lambda: peer.simulate(self.spec, self.draws, noise, True, 1, out)

    def _pysd(self) -> tuple[int, Call] | None:
        peer = self._import("b1_pysd", "pysd")
        if peer is None:
            return None
        peer.HERE = tempfile.mkdtemp()
        model, draws = peer.load(self.spec), self.few(6)
        return 6, lambda: peer.simulate(model, self.spec, draws)

    def _bptk(self) -> tuple[int, Call] | None:
        peer = self._import("b1_bptk", "BPTK_Py")
        draws = self.few(30)
        return peer and (30, lambda: peer.simulate_rust_reuse(self.spec, draws))

    def _simpy(self) -> tuple[int, Call] | None:
        peer = self._import("b1_simpy", "simpy")
        draws = self.few(12)
        return peer and (12, lambda: peer.simulate(self.spec, draws))

    def _sdeverywhere(self) -> tuple[int, Call] | None:
        """Without noise, which has no place among its inputs: the same work but for that."""
        peer, writer = self._import("b1_sde"), self._import("b1_pysd", "pandas")
        if peer is None or writer is None:
            return None
        model = Path(tempfile.mkdtemp()) / "network.mdl"
        writer.write_mdl(self.spec, str(model))
        names = [("ramp t", LINES), ("gain", LINES), ("delay", TRANSFERS), ("ok", TRANSFERS)]
        names += [("lead", ITEMS)]
        inputs = [f"{name} {number}" for name, count in names for number in range(count)]
        outputs = [f"{name} {item}" for name in ("stock", "unmet") for item in range(ITEMS)]
        made = str(library(model, inputs, outputs))
        draws = dataclasses.replace(self.few(1024))
        draws.noise = np.ones_like(draws.noise)
        told = peer.simulate(made, self.spec, draws)
        plain = self._import("b1_numpy").simulate(self.spec, draws)
        for one, other in zip(told, plain, strict=True):
            np.testing.assert_allclose(one, other, rtol=0, atol=1e-9 * np.abs(other).max())
        return 1024, lambda: peer.simulate(made, self.spec, draws)

    def difference(self) -> float:
        """Our trajectories against NumPy's, as a share of the largest number."""
        if self.b1 is None or "numpy" in self.missing:
            kernel = simulate(self.scenario, runs=64, engine="kernel").fan("stock").sample
            plain = simulate(self.scenario, runs=64, engine="numpy").fan("stock").sample
            return float(np.abs(kernel - plain).max() / np.abs(plain).max())
        self.ours()
        stock, unmet = self.numpy_peer.simulate(self.spec, self.few(64))
        ours = side_by_side(self.room.monthly[:1], 64).transpose(2, 0, 1)
        pairs = (
            (ours[..., :ITEMS], stock[:, 1:]),
            (np.cumsum(ours[..., ITEMS:], axis=1), unmet[:, 1:]),
        )
        return max(float(np.abs(a - b).max() / np.abs(b).max()) for a, b in pairs)

    def fan_jobs(self) -> dict[str, tuple[int, Call]]:
        """From draws to quantiles of stock and unmet demand, all items and months."""

        self.program = record(self.network, self.drawer, Count())

        def ours() -> None:
            fans = Histograms(2 * ITEMS * self.network.months)
            job = Job(self.network, self.drawer, Count(), nothing, fans, Given())
            job.by_kernel(self.program, 0, self.runs, None, 1)
            fans.quantiles(LEVELS)

        if self.b1 is None:
            return {"ours": (self.runs, ours)}
        rng, count = np.random.default_rng(5), self.runs

        def numpy_way() -> None:
            kept = np.empty((2, self.spec.steps + 1, ITEMS, count))
            for first in range(0, count, 1024):
                chosen = slice(first, first + 1024)
                fields = {
                    field.name: getattr(self.draws, field.name)[chosen]
                    for field in dataclasses.fields(self.draws)
                }
                fields["noise"] = rng.lognormal(-0.02, 0.2, fields["noise"].shape)
                told = self.numpy_peer.simulate(self.spec, self.b1.Draws(**fields))
                for place in (0, 1):
                    kept[place, ..., chosen] = told[place].transpose(1, 2, 0)
            np.quantile(kept, LEVELS, axis=-1)

        return {"ours": (self.runs, ours), "numpy": (count, numpy_way)}
