"""User configuration objects: hidden messages of class IPM.Configuration.<name> in a folder (MS-OXOCFG)."""

from typing import Any

from sandbox.microsoft.items import Item, MailboxItems

PREFIX = "IPM.Configuration."


class ConfigurationExists(Exception):
    """The folder has a configuration of that name."""


class MailboxConfigurations(MailboxItems):
    """User configurations of one mailbox: items of kind `configuration`.

    Fields: xml_data and binary_data (bytes), dictionary (list of [key, value], each a pair of type and texts).
    """

    def configuration(self, folder_id: str, name: str) -> Item | None:
        folder = self.well_known(folder_id)
        wanted = (PREFIX + name).casefold()
        return next((i for i in self.items(folder.id, "configuration") if i.item_class.casefold() == wanted), None)

    def create_configuration(self, folder_id: str, name: str, values: dict[str, Any]) -> Item:
        """Raises ConfigurationExists."""
        with self._db.write():
            if self.configuration(folder_id, name) is not None:
                raise ConfigurationExists(name)
            return self.create_item(folder_id, "configuration", values | {"item_class": PREFIX + name})

    def update_configuration(self, item: Item, values: dict[str, Any], expected_change: int | None = None) -> Item:
        """Replace the given parts whole; None removes one. Raises items.Stale."""
        removed = [k for k, v in values.items() if v is None]
        given = {k: v for k, v in values.items() if v is not None}
        return self.update_item(item, given, removed, expected_change=expected_change)

    def delete_configuration(self, item: Item) -> None:
        self.delete_item(item, "hard")
