"""Large plans by slack induction: strings of neighboring visits are torn out of routes and put back better.

After J. Christiaens and G. Vanden Berghe, Slack Induction by String Removals for Vehicle Routing Problems,
Transportation Science 54(2), 2020. Compiled by numba; `search` is the door. Nothing outside this package knows how
routes lie in memory.
"""
