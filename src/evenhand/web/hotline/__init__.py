"""The hotline's door: agents find a caller, read a script, book with consent, read the answer back, note callbacks.

An agent never sees a whole document, phone or address, and only persons that they found within the last hour, for a
reason, on record.
"""
