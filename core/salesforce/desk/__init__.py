"""What a person does with records beside an item of Outlook: look up, read with the page layout, edit, create.

Every call acts as the person's own Salesforce user, so that rights and sharing are theirs. What comes out are plain
values ready for JSON; `Row` and `Form` are described in rows.py and forms.py.
"""
