"""An event for the person's own calendar (RFC 5545), in their language and with nothing personal in it."""

from datetime import UTC, datetime

from django.http import HttpResponse

LINE_OCTETS = 75


def event(*, name: str, uid: str, at: datetime, ends: datetime, title: str, url: str, made: datetime) -> HttpResponse:
    """One event, reminded of ten minutes before."""
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Evenhand//Evenhand//EN", "BEGIN:VEVENT",
        f"UID:{uid}", f"DTSTAMP:{_utc(made)}", f"DTSTART:{_utc(at)}", f"DTEND:{_utc(ends)}",
        f"SUMMARY:{escape(title)}", f"URL:{url}",
        "BEGIN:VALARM", "ACTION:DISPLAY", f"DESCRIPTION:{escape(title)}", "TRIGGER:-PT10M", "END:VALARM",
        "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    response = HttpResponse("".join(f"{fold(line)}\r\n" for line in lines), content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.ics"'
    return response


def escape(text: str) -> str:
    """A text value (RFC 5545, 3.3.11)."""
    for char, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        text = text.replace(char, written)
    return text


def fold(line: str) -> str:
    """No line longer than 75 octets (RFC 5545, 3.1); no character is cut in two."""
    folded, length = "", 0
    for char in line:
        octets = len(char.encode())
        if length + octets > LINE_OCTETS:
            folded, length = folded + "\r\n ", 1
        folded, length = folded + char, length + octets
    return folded


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
