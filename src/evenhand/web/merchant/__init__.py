"""The merchant's door: accept orders, take lots in, disinfect, pack, take parcels back. It never shows an ID number."""
