"""Cities: which there are, by which policy each lives, its districts, who works behind its doors, and four eyes.

An approval is bound to a hash of the exact change, and the database itself refuses one by whoever asked. This room must
know no resident, no good and no claim, and never turns a city that serves people into a rehearsal, or back.
"""
