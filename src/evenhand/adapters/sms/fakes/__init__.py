"""Message services that reach no phone, on this machine: their own protocols, with real signatures."""
