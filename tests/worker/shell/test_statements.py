"""What is compiled before the first fork is what runs execute, on both databases."""

from multiprocessing import get_context
from multiprocessing.pool import Pool
from pathlib import Path

from sqlalchemy import Engine, text

from core.records import Side
from core.settings import Settings, load_settings
from tests.worker.shell.world import ANN, BEN, World, key_of
from worker.composition import compose, keep_warm
from worker.statements import compile_ahead


def compiled(engine: Engine) -> int:
    return len(engine._compiled_cache or ())


def test_runs_compile_nothing_anew(world: World) -> None:
    compile_ahead(world.database.engine)
    before = compiled(world.database.engine)
    assert before > 50
    world.exchange.add(ANN)
    world.crm.add(BEN)
    world.run()
    world.exchange.edit(key_of(world.exchange, "Lee"), {"job_title": "Lead"})
    world.crm.remove(key_of(world.crm, "Ng"))
    world.run()
    world.rest()
    assert world.values(Side.EXCHANGE, "job_title") == ["Lead"]
    assert compiled(world.database.engine) == before


def test_a_child_takes_over_what_was_compiled_and_connects_by_itself(database_url: str, tmp_path: Path) -> None:
    environ = {"BOTHWAYS_HOME": str(tmp_path), "BOTHWAYS_DATABASE_URL": database_url}
    settings = load_settings(environ, tmp_path / "no.env")
    engine = keep_warm(settings.database_url).engine
    compile_ahead(engine)
    assert "Connections in pool: 0" in engine.pool.status()
    assert compose(settings).database.engine is engine
    for _ in range(2):
        with children() as pool:
            assert pool.apply(_of_child, (settings,)) == (1, compiled(engine))
    assert "Connections in pool: 0" in engine.pool.status()


def children() -> Pool:
    return get_context("fork").Pool(1)


def _of_child(settings: Settings) -> tuple[int, int]:
    """What it reads, and how many compiled statements it began with."""
    parts = compose(settings)
    begun = compiled(parts.database.engine)
    with parts.database.reading() as session:
        found = session.execute(text("SELECT 1")).scalar_one()
    return found, begun


def test_nothing_is_sent_to_the_database(tmp_path: Path) -> None:
    file = tmp_path / "none.db"
    for url in (f"sqlite:///{file}", "postgresql://nobody@127.0.0.1:1/none"):
        compile_ahead(keep_warm(url).engine)
    assert not file.exists()
