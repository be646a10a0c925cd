"""Settlement: what each handed-over order makes whom owe, and a statement of it, day by day.

Postings are only ever added. A day whose statement is drawn takes no more of them, and nothing here moves money.
"""
