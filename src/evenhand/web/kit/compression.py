"""Pages travel compressed: a form of two hundred questions is a tenth of its size on a slow line."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware


class CompressionMiddleware(GZipMiddleware):
    """Compresses whole pages, with Django's guard against guessing secrets by length (BREACH).

    What is told bit by bit, news and progress, goes out at once and as it is: a compressor would hold it back.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        return response if response.streaming else super().process_response(request, response)
