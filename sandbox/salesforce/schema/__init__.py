"""Objects and fields of a Salesforce org."""

from sandbox.salesforce.schema.catalog import Child, Schema
from sandbox.salesforce.schema.fields import Choice, Field
from sandbox.salesforce.schema.sobject import SObject

__all__ = ["Child", "Choice", "Field", "SObject", "Schema"]
