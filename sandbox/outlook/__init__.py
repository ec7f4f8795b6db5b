"""Mini Outlook: the mailboxes of the sandbox in a web page at /owa, with a pane for the add-in.

`pages.blueprint` serves it. The page talks to the sandbox's own Graph face with a delegated token of a first-party app;
what Graph cannot do with an item (moving an event, copying a contact) its own small service does, as Outlook's own
does. `settings.OutlookSettings` says which add-in it hosts and where the other pages are.
"""
