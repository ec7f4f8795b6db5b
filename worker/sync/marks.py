"""PURE. The categories of an Exchange record: the user's own, ours, and what is wrong while it is refused."""

from core.explain import category, is_label
from core.policy import Policy
from core.records import Record


def marked(record: Record, policy: Policy, label: str | None) -> tuple[str, ...] | None:
    """The categories that an Exchange record must carry: the user's own, ours, and while it is refused the error
    category and the label; None where it carries just these already. Outlook compares names without case; the
    order and the spelling of those that stay are kept."""
    errors = () if label is None else (policy.error_category, category(label))
    wanted = {name.casefold() for name in errors}
    error = policy.error_category.casefold()
    kept = [
        name
        for name in record.categories
        if name.casefold() in wanted or not (is_label(name) or name.casefold() == error)
    ]
    categories = _with(kept, (policy.category, *errors))
    return None if categories == record.categories else categories


def _with(names: list[str], needed: tuple[str, ...]) -> tuple[str, ...]:
    have = {name.casefold() for name in names}
    return (*names, *(name for name in needed if name.casefold() not in have))
