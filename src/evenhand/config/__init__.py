"""Settings, addresses and sockets: what differs from one installation to the next."""
