"""A plan as a picture: depots, doors and the way of each vehicle, on plain paper."""

from collections.abc import Sequence
from math import cos, radians
from pathlib import Path

from PIL import Image, ImageDraw

from evenhand.core.routing.plan import Plan
from evenhand.core.routing.problem import Problem
from evenhand.core.terms import Place

SIDE, MARGIN = 1600, 40
"""Pixels of the picture's longer side, and of its border."""

PAPER, INK, LEFT_OUT = "#FBFAF6", "#1B1F1D", "#B3261E"

HUES = ("#0B6B4F", "#8A5A00", "#2F5D9B", "#7A3E8E", "#A33B2C", "#3C7A1E", "#0F7E86", "#6B5B2A")
"""Of routes, in turn."""


def draw(file: Path, problem: Problem, plan: Plan) -> None:
    """Write the picture. Places that are left out are red rings; what has no place is not there."""
    sheet = _Sheet(problem)
    vehicles = {vehicle.id: vehicle for vehicle in problem.vehicles}
    depots = {depot.id: depot.place for depot in problem.depots}
    orders = {order.id: order.place for order in problem.orders}
    for number, route in enumerate(plan.routes):
        home = depots[vehicles[route.vehicle].depot]
        for trip in route.trips:
            sheet.way([home, *(orders[stop.order] for stop in trip.stops), home], HUES[number % len(HUES)])
    for left in plan.unserved:
        sheet.ring(orders[left.order])
    for place in depots.values():
        sheet.square(place)
    sheet.image.save(file)


class _Sheet:
    def __init__(self, problem: Problem) -> None:
        places = [depot.place for depot in problem.depots] + [order.place for order in problem.orders if order.place]
        self._west, self._north = min(p.lon for p in places), max(p.lat for p in places)
        self._squeeze = cos(radians(self._north))  # a degree of longitude is shorter the farther north
        wide = (max(p.lon for p in places) - self._west) * self._squeeze
        high = self._north - min(p.lat for p in places)
        self._scale = (SIDE - 2 * MARGIN) / max(wide, high, 1e-9)
        size = int(wide * self._scale) + 2 * MARGIN, int(high * self._scale) + 2 * MARGIN
        self.image = Image.new("RGB", size, PAPER)
        self._pen = ImageDraw.Draw(self.image)

    def _at(self, place: Place) -> tuple[float, float]:
        x = (place.lon - self._west) * self._squeeze
        return MARGIN + x * self._scale, MARGIN + (self._north - place.lat) * self._scale

    def way(self, places: Sequence[Place | None], color: str) -> None:
        points = [self._at(place) for place in places if place]
        self._pen.line(points, fill=color, width=2, joint="curve")
        for x, y in points[1:-1]:
            self._pen.ellipse((x - 3, y - 3, x + 3, y + 3), fill=color)

    def ring(self, place: Place | None) -> None:
        if place:
            x, y = self._at(place)
            self._pen.ellipse((x - 6, y - 6, x + 6, y + 6), outline=LEFT_OUT, width=3)

    def square(self, place: Place) -> None:
        x, y = self._at(place)
        self._pen.rectangle((x - 7, y - 7, x + 7, y + 7), fill=INK, outline=PAPER)
