"""Tasks, events and emails: what the platform fills in, refuses, and does with other records because of them.

Sources: the pages Task, Event, EventRelation, TaskRelation, EmailMessage and EmailMessageRelation of the "Object
Reference for the Salesforce Platform". Texts of refusals that no page gives are the sandbox's own.
"""
