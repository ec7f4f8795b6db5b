"""Change notifications: subscriptions are made, renewed and deleted (graph/api/resources/subscription)."""

from sandbox.microsoft.graph.context import Context
from sandbox.microsoft.graph.errors import GraphError
from sandbox.microsoft.graph.request import GraphResponse


def _later(context: Context) -> GraphResponse:
    raise GraphError(400, "BadRequest", "Subscriptions are not offered here.")


list_subscriptions = create_subscription = get_subscription = _later
renew_subscription = delete_subscription = reauthorize = _later
