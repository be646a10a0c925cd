"""An event for the person's own calendar (RFC 5545), in their language and with nothing personal in it."""

from datetime import UTC, datetime, timedelta

from django.http import HttpResponse
from icalendar import Alarm, Calendar, Event

EARLY = timedelta(minutes=10)


def event(*, name: str, uid: str, at: datetime, ends: datetime, title: str, url: str, made: datetime) -> HttpResponse:
    """One event, reminded of ten minutes before."""
    calendar = Calendar()
    calendar.add("prodid", "-//Evenhand//Evenhand//EN")
    calendar.add("version", "2.0")
    entry = Event()
    for key, value in (("uid", uid), ("summary", title), ("url", url)):
        entry.add(key, value)
    for key, moment in (("dtstamp", made), ("dtstart", at), ("dtend", ends)):
        entry.add(key, moment.astimezone(UTC))
    entry.add_component(_reminder(title))
    calendar.add_component(entry)
    response = HttpResponse(calendar.to_ical(), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


def _reminder(title: str) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", -EARLY)
    return alarm
