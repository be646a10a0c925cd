"""How functions of this package are compiled.

Without numba's reference counts: a kernel here allocates nothing, and counting made it three times slower. What a
compiled function was made from is remembered for its own file only: after a change of a function that it calls, remove
the `__pycache__` of this folder.
"""

from collections.abc import Callable
from typing import Any, cast

from numba import njit

_untyped = cast(Any, njit)  # its stubs do not know the option _nrt


def inside[F: Callable[..., Any]](function: F) -> F:
    """Compiled into whatever compiled function calls it."""
    return cast(F, _untyped(forceinline=True, _nrt=False)(function))


def kernel[F: Callable[..., Any]](function: F) -> F:
    """Compiled once and kept on disk; runs beside other threads."""
    return cast(F, _untyped(cache=True, nogil=True, _nrt=False)(function))


def helper[F: Callable[..., Any]](function: F) -> F:
    """The same for functions that may allocate."""
    return cast(F, _untyped(cache=True, nogil=True)(function))
