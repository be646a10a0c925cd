"""What all fake services stand on: an HTTP server on this machine. Each speaks its service's own protocol."""
