"""The API's resources, one subject a module; each is found by its `resource`."""
