"""What a run tells besides its rows."""

from core.models.sync import OperationRow
from tests.worker.shell.world import ANN, BEN, World


def test_a_run_whose_report_nobody_reads_tells_its_operations_to_their_rows_alone(world: World) -> None:
    world.exchange.add(ANN)
    told = world.run()
    assert [line.action for line in told.operations][:1] == ["create"]
    before = len(world.rows(OperationRow))
    world.crm.add(BEN)
    untold = world.run(telling=False)
    assert untold.operations == []
    assert untold.types["contact"]["created"] == 1
    assert len(world.rows(OperationRow)) > before
    world.rest()
