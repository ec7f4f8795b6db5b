"""The sandbox: Salesforce, Microsoft Graph, EWS and Entra on one machine. It imports nothing of the product."""
