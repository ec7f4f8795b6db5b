"""Commands and composition: may import everything; nothing imports it."""
