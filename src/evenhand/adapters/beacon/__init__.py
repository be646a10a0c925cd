"""Public beacons: rounds that nobody can predict and anybody can check."""
