"""Pages travel compressed; what is told bit by bit does not wait for a compressor."""

import gzip
from collections.abc import Iterator

import pytest
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import RequestFactory

from evenhand.web.kit.compression import CompressionMiddleware

PAGE = b"<label>question</label>" * 200


def told() -> Iterator[bytes]:
    yield PAGE


@pytest.mark.parametrize(("accepted", "smaller"), [("gzip", True), ("", False)])
def test_a_whole_page_is_compressed_for_who_can_read_it(accepted: str, smaller: bool) -> None:
    answer = answered(HttpResponse(PAGE), accepted)
    assert isinstance(answer, HttpResponse)
    assert (len(answer.content) < len(PAGE) / 5) == smaller
    assert (gzip.decompress(answer.content) if smaller else answer.content) == PAGE


def test_what_is_told_bit_by_bit_goes_out_as_it_is() -> None:
    answer = answered(StreamingHttpResponse(told()), "gzip")
    assert "Content-Encoding" not in answer.headers


def answered(page: HttpResponseBase, accepted: str) -> HttpResponseBase:
    request = RequestFactory().get("/", headers={"accept-encoding": accepted})
    return CompressionMiddleware(lambda _: page)(request)  # type: ignore[return-value]  # or its awaitable
