"""Mails that lost their category, or left the folder: they are set aside window by window, and looked at together
before the first of their records goes. One renamed category takes itself off hundreds of mails at once, and nobody
meant their records (I12)."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from core.records import Key, Side
from worker.filing import ledger
from worker.filing.cases import Withdraw
from worker.filing.frame import Filing, Job
from worker.sync import guard, held
from worker.sync.actions import Delete, Plan
from worker.sync.context import Hint
from worker.sync.setting import Scale

# Not meant: what a person took back in the pane, and what was cut off before it was done.
ABSENCES = ("category_removed", "moved_out")


@dataclass
class Departing:
    """hints: of the mails. removals: of the records that would go, by the record."""

    hints: list[Hint] = field(default_factory=list)
    removals: dict[tuple[Side, Key], Delete] = field(default_factory=dict)

    def set_aside(self, jobs: Iterable[Job]) -> list[Job]:
        """The jobs that are not to wait."""
        others: list[Job] = []
        for job in jobs:
            decision = job.decision
            if isinstance(decision, Withdraw) and decision.reason.code in ABSENCES and job.crm_key:
                delete = Delete(Side.CRM, job.crm_key, None, {}, decision.reason)
                self.removals[delete.removal] = delete
                self.hints.append(job.hint)
            else:
                others.append(job)
        return others

    def may_go(self, filing: Filing) -> bool:
        """Else they are too many: the plan waits for an approval, and their hints with it."""
        if not self.removals:
            return True
        context = filing.context
        with context.look() as session:
            links = ledger.count_held(session, context.mailbox_id)
            approved = held.approved(session, context.mailbox_id, context.object_type.name)
        refused = guard.held(list(self.removals.values()), Scale(links, {}), context.policy)
        if refused is None or (approved is not None and self.removals.keys() <= approved):
            return True
        held.keep(context, Plan(tuple(self.removals.values()), 0, refused))
        return False
