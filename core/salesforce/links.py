"""Addresses at which people open records."""


def lightning(instance_url: str, sobject: str, record_id: str) -> str:
    """A record's page in Lightning Experience (Lightning Aura Components Developer Guide,
    "lightning:navigation", page type standard__recordPage)."""
    return f"{instance_url}/lightning/r/{sobject}/{record_id}/view"
