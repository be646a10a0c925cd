"""How functions of this package are compiled.

Without numba's reference counts: a kernel here allocates nothing, and counting made it three times slower. What was
compiled is kept on disk until any file that takes part changes: numba by itself looks only at the file of the kernel,
not at those of the functions that were compiled into it.
"""

from collections.abc import Callable
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, cast

from numba import njit
from numba.core import caching

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


def stamp(folder: Traversable) -> str:
    """A digest of every source file in a folder that can change what is compiled: all but those that say `BESIDE`."""
    digest = sha256()
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        text = file.read_bytes() if file.name.endswith(".py") else BESIDE
        if BESIDE not in text:
            digest.update(file.name.encode() + b"\0" + text)
    return digest.hexdigest()


BESIDE = b"# Runs in Python: " + b"nothing here is compiled."
"""A line of files whose change needs no new compilation."""

HERE = files(__package__)


class _OfThisPackage:
    """A place of numba's cache for the kernels of this package alone, valid as long as all its files are the same."""

    @classmethod
    def from_function(cls, function: Any, file: str) -> Any:
        ours = function.__module__.rpartition(".")[0] == __package__
        return super().from_function(function, file) if ours else None  # type: ignore[misc]  # of the locators below

    def get_source_stamp(self) -> str:
        return stamp(HERE)


class _Beside(_OfThisPackage, caching.InTreeCacheLocator):
    pass


class _Elsewhere(_OfThisPackage, caching.UserWideCacheLocator):
    """Where the package's own folder is read only."""


caching.CacheImpl._locator_classes[1:1] = [_Beside, _Elsewhere]
