"""What a store must know before its first call: what the user's contacts hold, and the list view. Asked once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

from core.errors import Unauthorized
from core.policy import Policy
from core.salesforce.catalog import ACCOUNT_NAME, SOBJECT, STAMP_FIELD, Catalog, catalog_of
from core.salesforce.client import Client, Part
from core.salesforce.composite import Answer, composite
from core.salesforce.describe import ObjectFact, object_fact
from core.salesforce.soql import Soql
from core.salesforce.views import View, chosen, listed, listing_of, view_of, view_parts


@dataclass(frozen=True, slots=True)
class Options:
    """What an org added to its Salesforce. extra: further canonical fields -> its custom fields
    ({"email_address_2": "Email2__c"}). stamp_field: its unique external id field for our stamps."""

    extra: Mapping[str, str] = field(default_factory=dict)
    stamp_field: str = STAMP_FIELD


class Setup:
    """Asked lazily, kept for the life of the store. Every property raises Transient and Unauthorized."""

    def __init__(self, client: Client, policy: Policy, options: Options) -> None:
        self._client, self._policy, self._options = client, policy, options

    @cached_property
    def _answers(self) -> list[Answer]:
        parts = [Part("GET", f"sobjects/{name}/describe") for name in (SOBJECT, "Account")]
        parts += view_parts(SOBJECT, self._policy.list_view, len(parts))
        answers = composite(self._client, parts, "setup", safe=True)
        if answers[0].status == 404:
            words = "This Salesforce user may not see contacts: an administrator must give the right to read them."
            raise Unauthorized(words, code="no_object_access")
        return answers

    @cached_property
    def contact(self) -> ObjectFact:
        return object_fact(self._answers[0].checked())

    @cached_property
    def catalog(self) -> Catalog:
        account = self._answers[1]
        # 404: the user may not see accounts at all.
        known = object_fact(account.checked()) if account.status != 404 else None
        options = self._options
        return catalog_of(self.contact, known, self._policy.custom_fields, options.extra, options.stamp_field)

    @cached_property
    def soql(self) -> Soql:
        parents = [ACCOUNT_NAME] if self.catalog.company else []
        return Soql(SOBJECT, [*self.contact.fields, *parents])

    @cached_property
    def view(self) -> View:
        """Raises Unauthorized when it is missing or cannot be followed."""
        found, described = self._answers[2:]
        wanted = self._policy.list_view
        if found.status < 300:
            view_id, label = chosen(listing_of(found.body), wanted, SOBJECT)
        else:
            # Not every user may query list views; what the user sees is listed all the same.
            first = self._client.get(f"sobjects/{SOBJECT}/listviews", "setup")
            view_id, label = listed(self._client, first, SOBJECT, wanted)
        body = described.body
        if not isinstance(body, dict) or body.get("id") != view_id:
            body = self._client.get(f"sobjects/{SOBJECT}/listviews/{view_id}/describe", "setup")
        return view_of(view_id, label, body, SOBJECT)
