"""Maps: how far and how long it is between places. The port is `apps.dispatch.ports.Maps`."""
