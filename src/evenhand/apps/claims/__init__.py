"""Claims: who asked, what the answer was, what is left.

Holds the live counter of a release, every request with its final answer, and what each person has used of the limit.
The answer is found by one function in the database (`admission`), the same for the gate and for a hotline.
It must not know how a ballot picks its winners, and nobody else may write its tables.
"""
