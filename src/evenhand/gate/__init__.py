"""The counter: the opening minute. Raw ASGI, no Django.

A request shows a pass; the gate checks it and the release's terms from memory, puts the request into the current batch
and answers after the batch's commit. Who cannot win is told so without the database.
"""
