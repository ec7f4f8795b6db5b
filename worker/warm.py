"""What each job would do again in its own process, done once before the first fork.

Loading takes a second of CPU, reading the public authorities 30 ms, compiling a run's statements 20. What is there by
then is out of the garbage collector's sight: a long run had it look through all of it many times, which took a seventh
of its CPU, and the pages stay shared between parent and children.
"""

import gc
from contextlib import suppress

from sqlalchemy.orm import configure_mappers

import worker.jobs
import worker.stores  # noqa: F401  (loaded here: jobs and connectors)
from core.errors import Unauthorized
from core.salesforce.transport import Network, new_session
from core.settings import SettingError, Settings
from worker.composition import keep_warm
from worker.statements import compile_ahead

# Objects made before the youngest are looked through; Python's 700 suits programs that hold little. A first sync of
# 2,000 tasks leaves some hundred objects that only looking would find, and each look took it one percent of its CPU.
YOUNG = 100_000


def warm_up(settings: Settings) -> None:
    """Where the file of certificates cannot be used, each run tells its mailbox so; a wrong URL of the database fails
    each job."""
    configure_mappers()
    with suppress(SettingError):
        compile_ahead(keep_warm(settings.database_url).engine)
    with suppress(Unauthorized):
        new_session(Network(settings.ca_file)).close()
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG)
