"""The partners' door: JSON for other systems. It shows nobody's name, and answers a repeat with the same words."""
