"""A dry run's answer: the plan as lines of the report, with the counts that carrying it out would give."""

from core.records import Side
from worker.sync.actions import Action, Agree, Create, Defer, Delete, Plan, Report, Unlink, Update
from worker.sync.context import Context
from worker.sync.report import REPORTED, Line
from worker.sync.scene import Scene


def preview(context: Context, scene: Scene, plan: Plan) -> None:
    """Writes nothing, neither here nor there."""
    name = context.object_type.name
    context.report.count(name, "unchanged", plan.unchanged)
    for action in plan.actions:
        word, count = _words(action)
        context.report.count(name, count)
        if word is not None:
            context.report.add([_line(name, scene, action, word)])


def _words(action: Action) -> tuple[str | None, str]:
    """(the line's action, None for no line; the count that grows)"""
    match action:
        case Create():
            return "create", "created"
        case Update():
            return "update", "updated"
        case Delete():
            return "delete", "deleted"
        case Agree():
            return ("link", "linked") if action.link_id is None else (None, "unchanged")
        case Unlink():
            return ("park" if action.park else "unlink"), "unlinked"
        case Defer():
            return None, "deferred"
        case Report():
            return "report", REPORTED.get(action.code, "failed")


def _line(type_name: str, scene: Scene, action: Action, word: str) -> Line:
    unit = scene.unit_of(action)
    side = action.side if isinstance(action, Create | Update | Delete | Report) else Side.EXCHANGE
    fields = tuple(action.fields) if isinstance(action, Create | Update) else ()
    key = unit.keys.get(side) or unit.keys.get(side.other)
    return Line(type_name, side, word, key, unit.name(), fields, action.reason, "planned")
