"""Messages of the mailbox store: MIME in and out, threads, sending and delivering, replies and forwards."""
