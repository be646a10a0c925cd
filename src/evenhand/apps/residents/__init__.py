"""Residents: who lives here, verified; the vault, which alone holds personal data.

Other rooms know a person by a tag and ask here for what a task needs: a place, a masked name, a phone to send to. This
room must not know what people claim, and no other may see a name, number, phone or address but through its queries.
"""
