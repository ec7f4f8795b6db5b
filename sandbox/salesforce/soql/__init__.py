"""SOQL: text to nodes, nodes to SQL, rows to JSON."""
