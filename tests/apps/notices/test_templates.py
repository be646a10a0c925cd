"""Texts: each in each language, filled exactly, measured as they are paid for."""

from typing import Any

import pytest

from evenhand.apps.notices import templates
from evenhand.core.policy.words import NoticeKind
from evenhand.core.segments import Encoding, Length

FACTS: dict[str, dict[str, Any]] = {
    "code": {"digits": "012345", "minutes": 10},
    "handover_code": {"digits": "012345"},
    "announcement": {"words": "x" * 40},
}

pytestmark = pytest.mark.req("people:K7")


def preview(template: str, language: str, city_name: str = "广安", **facts: Any) -> templates.Preview:
    return templates.preview(template=template, language=language, city_name=city_name, facts=facts)


def test_a_preview_shows_signature_text_and_length() -> None:
    shown = preview("code", "en", "Testing", digits="012345", minutes=10)
    assert shown.text.startswith("Testing: Your code is 012345, good for 10 minutes.")
    assert (shown.characters, shown.length) == (len(shown.text), Length(Encoding.GSM_7, len(shown.text), 1))


@pytest.mark.parametrize("template", sorted(templates.TEMPLATES))
def test_every_notice_fits_one_message_in_both_languages(template: str) -> None:
    chinese, english = (preview(template, language, **FACTS.get(template, {})) for language in templates.LANGUAGES)
    assert chinese.text.startswith("【广安】")
    assert (chinese.length.encoding, chinese.length.segments) == (Encoding.UCS_2, 1)
    english = preview(template, "en", "Guang'an", **FACTS.get(template, {}))
    assert (english.length.encoding, english.length.segments) == (Encoding.GSM_7, 1)


def test_the_notices_of_a_first_come_city_are_there() -> None:
    steps = {NoticeKind.CLAIM_GRANTED, NoticeKind.ORDER_ACCEPTED, NoticeKind.OUT_FOR_DELIVERY, NoticeKind.HANDED_OVER}
    assert steps | {"code"} <= set(templates.TEMPLATES)


@pytest.mark.parametrize("facts", [{}, {"digits": "1"}, {"digits": "1", "minutes": 1, "name": "x"}])
def test_a_missing_or_superfluous_fact_is_refused(facts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"needs the facts \['digits', 'minutes'\]"):
        preview("code", "zh", **facts)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ('[a]\nzh = "x"', "exactly the languages"),
        ('[a]\nzh = "x"\nen = "x"\nfr = "x"', "exactly the languages"),
        ('[a]\nzh = "{units}"\nen = "some"', "the same facts"),
    ],
)
def test_texts_that_differ_between_languages_are_refused(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        templates.parse(text)
