"""What is published: a Notice's text and its Tags as plain data, as a version keeps it."""

import datetime
import json
from dataclasses import asdict, dataclass, field, fields, replace

from django.contrib.gis.geos import GEOSGeometry

from maptag.privacy import mask, mask_html


@dataclass(frozen=True, slots=True)
class TagContent:
    """One place. `geometry` is GeoJSON in EPSG:4326; `attributes` are (label, value) pairs in the document's order."""

    title: str
    geometry: dict
    address: str = ""
    attributes: tuple[tuple[str, str], ...] = ()
    grade: str = ""
    position_type: str = ""
    error_m: float | None = None
    locator: dict = field(default_factory=dict)

    def masked(self) -> "TagContent":
        """Without personal data; a column's heading tells what its values are."""
        attributes = tuple((mask(label), mask(value, context=label)) for label, value in self.attributes)
        title = mask(self.title)
        if title == self.title and attributes == self.attributes:
            return self  # of 100,000 tags nearly all: two copies of them took 300 MB
        return replace(self, title=title, attributes=attributes)

    def geos(self) -> GEOSGeometry:
        return GEOSGeometry(json.dumps(self.geometry), srid=4326)


@dataclass(frozen=True, slots=True)
class NoticeContent:
    """The whole of a notice. `body` is sanitised HTML."""

    title: str
    body: str = ""
    theme_id: int | None = None
    valid_from: datetime.date | None = None
    valid_until: datetime.date | None = None
    tags: tuple[TagContent, ...] = ()

    def masked(self) -> "NoticeContent":
        """What may be published of it: personal data is masked in every text."""
        tags = tuple(tag.masked() for tag in self.tags)
        return replace(self, title=mask(self.title), body=mask_html(self.body), tags=tags)

    def as_dict(self) -> dict:
        data = asdict(self)
        data["tags"] = [asdict(tag) for tag in self.tags]
        for name in ("valid_from", "valid_until"):
            data[name] = data[name] and data[name].isoformat()
        return data

    @classmethod
    def from_dict(cls, data: dict) -> "NoticeContent":
        values = {f.name: data[f.name] for f in fields(cls) if f.name in data}
        for name in ("valid_from", "valid_until"):
            values[name] = values.get(name) and datetime.date.fromisoformat(values[name])
        values["tags"] = tuple(TagContent(**tag) for tag in data["tags"])
        return cls(**values)
