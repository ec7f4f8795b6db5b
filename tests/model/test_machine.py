"""The same world under Hypothesis, which looks for short stories that break a promise and shrinks them."""

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.model.history import History, cast_of

SEEDS = st.integers(0, 10_000)


class Machine(RuleBasedStateMachine):
    """People act, the engine runs with or without trouble, and whenever there is peace all promises hold."""

    history: History

    @initialize(seed=SEEDS)
    def open(self, seed: int) -> None:
        self.history = History(seed, cast=cast_of(seed))

    @rule(seed=SEEDS)
    def somebody_acts(self, seed: int) -> None:
        self._draw(seed)
        self.history.person_acts()

    @rule(seed=SEEDS)
    def a_run_with_trouble(self, seed: int) -> None:
        self._draw(seed)
        self.history.run_once(troubled=True)

    @rule()
    def a_run(self) -> None:
        self.history.run_once(troubled=False)

    @rule()
    def peace(self) -> None:
        self.history.rest()

    def teardown(self) -> None:
        if hasattr(self, "history"):
            self.history.rest()

    def _draw(self, seed: int) -> None:
        self.history.chance.seed(seed)


Machine.TestCase.settings = settings(
    max_examples=60, stateful_step_count=12, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
TestMachine = Machine.TestCase
