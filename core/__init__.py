"""What server and worker both use: records, policy, connectors, database. No Flask, no RQ jobs."""
