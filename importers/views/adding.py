"""Adding places by hand: of the document's text, or on the map."""

from django.utils.translation import gettext as _

from importers.review import adding
from importers.views import shapes
from importers.views.endpoints import BadInput, batch_of, coordinates, integer, text, writing


@writing
def add_span(request, upload, body):
    """Body: `record`, `cell` (null in a paragraph), `start` and `end` in characters, and the `text` between them."""
    cell = None if body.get("cell") is None else integer(body, "cell")
    numbers = {name: integer(body, name) for name in ("record", "start", "end")}
    words = text(body, "text", 5000)
    return shapes.detail(adding.add_span(upload, request.user, cell=cell, text=words, batch=batch_of(body), **numbers))


@writing
def add_shape(request, upload, body):
    """Body: `name`, `shape` ("point", "line" or "area"), `points` ([[lon, lat]]) and the `address` there."""
    words = {"name": text(body, "name", 5000), "shape": text(body, "shape", 5), "address": text(body, "address", 300)}
    points = body.get("points")
    if not isinstance(points, list) or len(points) > adding.MOST_POINTS:
        raise BadInput(_("좌표를 읽을 수 없습니다."))
    drawn = [coordinates(point) for point in points]
    return shapes.detail(adding.add_shape(upload, request.user, points=drawn, batch=batch_of(body), **words))
