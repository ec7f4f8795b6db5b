"""The REST resources of one API version."""

from sandbox.salesforce import batch, collections, composite, keyed, limits, metadata, queries, rest, tree
from sandbox.salesforce.router import Router, route

ROUTES = [
    route("", GET=metadata.resources),
    route("sobjects", GET=metadata.sobjects),
    route("query", GET=queries.query),
    route("query/<locator>", GET=queries.query_more),
    route("queryAll", GET=queries.query_all),
    route("queryAll/<locator>", GET=queries.query_more),
    route("search", GET=queries.search),
    route("parameterizedSearch", GET=queries.parameterized_get, POST=queries.parameterized_post),
    route("recent", GET=metadata.recent),
    route("limits", GET=limits.show_limits),
    route("limits/recordCount", since=40, GET=limits.record_count),
    route("composite", since=38, GET=metadata.composite_resources, POST=composite.composite),
    route("composite/batch", since=34, POST=batch.batch),
    route("composite/graph", since=50, POST=composite.graph),
    route("composite/tree/<sobject>", since=34, POST=tree.tree),
    route("composite/sobjects", since=42, POST=collections.create, PATCH=collections.update, DELETE=collections.delete),
    route("composite/sobjects/<sobject>", since=42, GET=collections.read_by_url, POST=collections.read_by_body),
    route("composite/sobjects/<sobject>/<field>", since=46, PATCH=collections.upsert),
    route("sobjects/<sobject>", GET=metadata.sobject_info, POST=rest.create),
    route("sobjects/<sobject>/describe", GET=metadata.describe),
    route("sobjects/<sobject>/describe/layouts", GET=metadata.layouts),
    route("sobjects/<sobject>/describe/layouts/<record_type>", GET=metadata.layouts),
    route("sobjects/<sobject>/updated", GET=metadata.updated),
    route("sobjects/<sobject>/deleted", GET=metadata.deleted),
    route("sobjects/<sobject>/listviews", since=32, GET=metadata.list_views),
    route("sobjects/<sobject>/listviews/<view>", since=32, GET=metadata.list_view),
    route("sobjects/<sobject>/listviews/<view>/describe", since=32, GET=metadata.list_view_describe),
    route("sobjects/<sobject>/listviews/<view>/results", since=32, GET=metadata.list_view_results),
    route("sobjects/<sobject>/Id", POST=rest.create),
    route("sobjects/<sobject>/<record_id>", GET=rest.read, PATCH=rest.update, DELETE=rest.delete),
    route("sobjects/<sobject>/<field>/<value>", GET=keyed.read, PATCH=keyed.upsert, DELETE=keyed.delete),
]


def make_router() -> Router:
    return Router(ROUTES)
