"""The add-in's manifest: rendered for this deployment, and checked without asking anybody (Microsoft's own validator
works online only). The checks know what the schema says and what it is silent about; tests compare with the schema."""
