"""How figures, money and times are written."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from evenhand.core.errors import Reason, Refused
from evenhand.core.policy.words import Text
from evenhand.web import words
from evenhand.web.refusals import explain
from evenhand.web.refusals.texts import TEXTS

TEN = datetime(2026, 12, 5, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fen", "written"), [(0, "¥0.00"), (5, "¥0.05"), (1250, "¥12.50"), (-30, "−¥0.30"), (123456789, "¥1,234,567.89")]
)
def test_money_is_exact(fen: int, written: str) -> None:
    assert words.money(fen) == written


@pytest.mark.parametrize(
    ("language", "at", "written"),
    [
        ("en", TEN, "today 10:00"),
        ("en", TEN + timedelta(hours=14), "tomorrow 00:00"),
        ("en", TEN + timedelta(days=3), "Tue 8 Dec 10:00"),
        ("zh-hans", TEN, "今天 10:00"),
        ("zh-hans", TEN + timedelta(days=3), "12月8日 周二 10:00"),
    ],
)
def test_times_are_the_citys_and_near_days_have_names(language: str, at: datetime, written: str) -> None:
    with override(language), timezone.override("Asia/Shanghai"):
        assert words.soon(at, TEN) == written


@pytest.mark.parametrize(
    ("span", "written"),
    [
        (timedelta(days=3), "3 days"),
        (timedelta(hours=36), "36 hours"),
        (timedelta(hours=1), "1 hour"),
        (timedelta(minutes=90), "90 minutes"),
        (timedelta(seconds=30), "0 minutes"),
    ],
)
def test_lengths_of_time_in_their_largest_whole_unit(span: timedelta, written: str) -> None:
    with override("en"):
        assert words.duration(span) == written


def test_distances() -> None:
    assert [words.distance(meters) for meters in (0, 999, 1000, 12345)] == ["0 m", "999 m", "1.0 km", "12.3 km"]


def test_a_citys_own_text_in_the_readers_language() -> None:
    for language, written in (("en", "Mask"), ("zh-hans", "口罩")):
        with override(language):
            assert words.of(Text(zh="口罩", en="Mask")) == written
            assert words.of({"zh": "口罩", "en": "Mask"}) == written
            assert words.of({"en": "Mask"}) == "Mask"


def test_a_day_has_its_weekday() -> None:
    with override("zh-hans"):
        assert words.day(date(2026, 12, 6)) == "12月6日 周日"


@pytest.mark.parametrize("reason", sorted(Reason))
def test_every_reason_has_three_sentences_in_both_languages(reason: Reason) -> None:
    said = {}
    for language in ("en", "zh-hans"):
        with override(language):
            text = TEXTS[reason]
            said[language] = [str(text.what), str(text.why), str(text.next)]
    assert all(part.endswith(".") for part in said["en"])
    assert all(part.endswith("。") for part in said["zh-hans"])
    assert not set(said["en"]) & set(said["zh-hans"])


def test_a_refusals_facts_are_said_and_those_for_the_log_are_not() -> None:
    with override("en"), timezone.override("Asia/Shanghai"):
        said = str(explain(Refused(Reason.ID_INVALID, "number", defect="check_digit", position=17, secret="x")))
        assert said == (
            "This document number cannot be right. "
            "The last digit does not fit the others: most likely one is mistyped. Look at character 17. "
            "Compare it with your document and correct it, or call us."
        )
        assert "It is possible again from Sat 5 Dec 10:00." in str(explain(Refused(Reason.COOLING_OFF, again_at=TEN)))
        assert "It is now: Packed." in str(explain(Refused(Reason.WRONG_STATE, state="packed")))
        assert "It is now: odd." in str(explain(Refused(Reason.WRONG_STATE, state="odd")))


def test_chinese_sentences_follow_each_other_without_blanks() -> None:
    with override("zh-hans"):
        assert " " not in str(explain(Refused(Reason.SOLD_OUT)))
