"""Parts of a quota that are kept for some, and what becomes of units that come back.

`split` makes shares of a policy into units; `waterfall` says who is offered what others let go, and when.
"""
