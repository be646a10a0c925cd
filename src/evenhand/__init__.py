"""Evenhand shares a scarce good evenly: from the opening hour to the handover at the door and the settled account."""

__version__ = "0.1.0"
