"""Bodies of EWS requests, written by hand."""

from typing import Any

from tests.sandbox.microsoft_ews.conftest import World

GET_CONTACTS = (
    "<m:GetFolder><m:FolderShape><t:BaseShape>IdOnly</t:BaseShape></m:FolderShape><m:FolderIds>"
    '<t:DistinguishedFolderId Id="contacts"/></m:FolderIds></m:GetFolder>'
)
SHAPE = "<m:ItemShape><t:BaseShape>{}</t:BaseShape>{}</m:ItemShape>"
CONTACTS = '<t:DistinguishedFolderId Id="contacts"/>'


def sync(state: str = "", limit: str = "512", shape: str = "IdOnly") -> str:
    given = f"<m:SyncState>{state}</m:SyncState>" if state else ""
    return (
        f"<m:SyncFolderItems>{SHAPE.format(shape, '')}<m:SyncFolderId>{CONTACTS}</m:SyncFolderId>{given}"
        f"<m:MaxChangesReturned>{limit}</m:MaxChangesReturned></m:SyncFolderItems>"
    )


def get_items(*ids: str, extra: str = "", shape: str = "IdOnly") -> str:
    elements = "".join(f'<t:ItemId Id="{i}"/>' for i in ids)
    return f"<m:GetItem>{SHAPE.format(shape, extra)}<m:ItemIds>{elements}</m:ItemIds></m:GetItem>"


def update(item_id: str, steps: str, resolution: str = "AlwaysOverwrite", change_key: str = "") -> str:
    key = f' ChangeKey="{change_key}"' if change_key else ""
    return (
        f'<m:UpdateItem ConflictResolution="{resolution}"><m:ItemChanges><t:ItemChange><t:ItemId Id="{item_id}"{key}/>'
        f"<t:Updates>{steps}</t:Updates></t:ItemChange></m:ItemChanges></m:UpdateItem>"
    )


def set_field(path: str, value: str) -> str:
    return f"<t:SetItemField>{path}<t:Contact>{value}</t:Contact></t:SetItemField>"


def make(world: World, **fields: Any) -> str:
    fields = fields or {"given_name": "Zoë"}
    return world.anna.create_item(world.anna.well_known("contacts").id, "contact", fields).ews_id


def create(contact: str) -> str:
    return f"<m:CreateItem><m:Items><t:Contact>{contact}</t:Contact></m:Items></m:CreateItem>"


def more(path: str) -> str:
    return f"<t:AdditionalProperties>{path}</t:AdditionalProperties>"
