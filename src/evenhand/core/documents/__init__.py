"""Identity documents: many spellings of a number, one canonical form, and a named defect where there is none.

A number that passes here is well formed and proves nothing: whose it is, a code, an identity service or a look at the
door must show.
"""

from evenhand.core.documents.kinds import Defect, Document, DocumentKind
from evenhand.core.documents.reading import parse
from evenhand.core.documents.spelling import normalize as spell

__all__ = ["Defect", "Document", "DocumentKind", "parse", "spell"]
