"""What a store must know before its first call: what the user's records hold, and the list view. Asked once."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cached_property

from core.errors import Unauthorized
from core.policy import Policy
from core.salesforce.catalog import Catalog
from core.salesforce.client import Client, Part
from core.salesforce.composite import Answer, Row, composite, pages, query_part
from core.salesforce.describe import ObjectFact, object_fact
from core.salesforce.position import EPOCH
from core.salesforce.shape import Branch, Facts, Frame, Options, Shape, User
from core.salesforce.soql import Condition, Query, Soql
from core.salesforce.views import View, all_views, chosen, has, listing_of, view_of, view_parts

__all__ = ["Options", "Setup"]

_USER_COLUMNS = ("Id", "Email", "TimeZoneSidKey", "Username")
USER = Soql("User", _USER_COLUMNS)


class Setup:
    """Asked lazily, kept for the life of the store. Every property raises Transient and Unauthorized."""

    def __init__(self, client: Client, shape: Shape, policy: Policy, options: Options) -> None:
        self._client, self.policy, self._options, self.shape = client, policy, options, shape

    @cached_property
    def _answers(self) -> dict[str, Answer]:
        """By name: `view` and `described`, the describes by object, `user`, and the small tables by object."""
        shape = self.shape
        found, described = view_parts(shape.sobject, self.policy.list_view, 0, shape.view)
        parts = {"view": found, "described": described}
        parts |= {name: Part("GET", f"sobjects/{name}/describe") for name in (shape.sobject, *shape.related)}
        if shape.acts_as:
            parts["user"] = query_part(USER.select(_USER_COLUMNS, [USER.equals("Id", self._client.user_id)]))
        for name, columns in shape.listings:
            parts[name] = query_part(Soql(name, columns).select(columns))
        answers = composite(self._client, list(parts.values()), "setup", safe=True)
        named = dict(zip(parts, answers, strict=True))
        if named[shape.sobject].status == 404:
            plural = shape.object_type.plural
            words = f"This Salesforce user may not see {plural}: an administrator must give the right to read them."
            raise Unauthorized(words, code="no_object_access")
        return named

    @cached_property
    def sobject(self) -> ObjectFact:
        return object_fact(self._answers[self.shape.sobject].checked())

    @cached_property
    def user(self) -> User:
        """Raises Unauthorized when a kind that belongs to a user does not find it."""
        answer = self._answers.get("user")
        if answer is None:
            return User("")
        row = next(iter(self._rows(answer)), {})
        own, zone = self._client.user_id, row.get("TimeZoneSidKey")
        email, username = (str(row.get(name) or "").lower() for name in ("Email", "Username"))
        return User(str(row.get("Id") or own), email, str(zone or "UTC"), username)

    @cached_property
    def catalog(self) -> Catalog:
        """404 of a related object: the user may not see it at all."""
        answers, shape = self._answers, self.shape
        related = {n: object_fact(answers[n].checked()) if answers[n].status != 404 else None for n in shape.related}
        tables = {n: self._rows(answers[n]) if answers[n].status < 300 else [] for n, _ in shape.listings}
        instance = self._client.instance_url or ""
        return shape.catalog(Facts(self.sobject, related, tables, self.user, instance, self.policy, self._options))

    def _rows(self, answer: Answer) -> list[Row]:
        return [row for page in pages(self._client, answer, "setup") for row in page]

    @cached_property
    def soql(self) -> Soql:
        parents = [column for column in self.catalog.columns if "." in column]
        return Soql(self.shape.sobject, [*self.sobject.fields, *parents])

    def select(self, where: "list[Condition]", *, order: tuple[str, ...] = (), scope: str | None = None) -> Query:
        """Whole rows of this kind."""
        catalog, only = self.catalog, self.shape.only(self.soql)
        return self.soql.select(catalog.columns, [*only, *where], scope=scope, order=order, children=catalog.children)

    def in_scope(self, build: Callable[[list[Condition], str | None], Query]) -> list[Query]:
        """A query for each branch of the scope; build: of its conditions and its scope."""
        only = self.shape.only(self.soql)
        return [build([*only, *branch.conditions], branch.scope) for branch in self.branches]

    def ids(self, extra: Condition) -> list[Query]:
        """The ids of those records in scope for which the condition holds too."""
        return self.in_scope(lambda where, scope: self.soql.select(["Id"], [*where, extra], scope=scope))

    @property
    def branches(self) -> tuple[Branch, ...]:
        """What is in scope now; the window of days moves on with Salesforce's clock."""
        return self._branches_at(self._client.server_time or datetime.now(UTC))

    @property
    def signature(self) -> str:
        """Changes when the filter or the columns do, and not with the time."""
        return f"{self.view.signature} {self._branches_at(EPOCH)} {self.catalog.columns} {self.catalog.children}"

    def _branches_at(self, now: datetime) -> tuple[Branch, ...]:
        return self.shape.branches(Frame(self.view, self.soql, self.user, self.policy, now))

    @cached_property
    def view(self) -> View:
        """Raises Unauthorized when it is missing or cannot be followed."""
        found, described = self._answers["view"], self._answers["described"]
        wanted, sobject, default = self.policy.list_view, self.shape.sobject, self.shape.view
        # Not every user may query list views; what the user sees is listed all the same.
        listing = listing_of(found.body) if found.status < 300 else all_views(self._client, sobject)
        if wanted is None and self.shape.builtin is not None and not has(listing, default):
            return self.shape.builtin
        view_id, label = chosen(listing, wanted, sobject, default)
        body = described.body
        if not isinstance(body, dict) or body.get("id") != view_id:
            body = self._client.get(f"sobjects/{sobject}/listviews/{view_id}/describe", "setup")
        return view_of(view_id, label, body, sobject)
