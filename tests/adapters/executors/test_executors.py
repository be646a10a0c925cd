"""Parts of a plan on processes and on a Dask cluster: real ones, on this machine."""

from importlib import import_module

import pytest

from evenhand.adapters.executors.cluster import Cluster
from evenhand.adapters.executors.processes import Processes
from evenhand.core.errors import Refused
from evenhand.core.routing import decompose, planning
from evenhand.core.routing.budget import Iterations
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.planning import plan
from tests.core.routing.test_decompose import market


def test_processes_and_a_cluster_make_the_plan_that_one_makes_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decompose, "WHOLE", 100)
    monkeypatch.setattr(decompose, "PART", 60)
    monkeypatch.setattr(planning, "FEW", 50)
    problem = market()
    alone = plan(problem, seed=2, budget=Iterations(2_000))
    with Processes(2) as two:
        assert plan(problem, seed=2, budget=Iterations(2_000), executor=two) == alone
    local = import_module("distributed").LocalCluster(
        n_workers=1, threads_per_worker=1, processes=False, dashboard_address=None, protocol="inproc://"
    )
    with local, Cluster(local.scheduler_address) as cluster:
        assert cluster.workers == 1
        assert plan(problem, seed=2, budget=Iterations(2_000), executor=cluster) == alone
    assert evaluate(problem, alone).holds


def test_a_cluster_that_is_not_there_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def no_extra(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr("evenhand.adapters.executors.cluster.import_module", no_extra)
    with pytest.raises(Refused) as refused:
        Cluster("tcp://127.0.0.1:9")
    assert "evenhand[scale]" in refused.value.facts["rule"]
