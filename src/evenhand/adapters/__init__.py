"""The sockets: what a room needs from the outside world, one protocol, several adapters, one fake each."""
