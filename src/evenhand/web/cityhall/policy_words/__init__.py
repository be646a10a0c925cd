"""A policy in the words of people: its keys, its values, its rules."""
