"""What OpenAPI says of webhooks: requests that go out, and so have no view from which they could be described."""

from maptag.publishing.layers import LAYERS

_SIGNATURE = """sha256=<hex>: HMAC-SHA256 with the webhook's secret over the timestamp, a full stop and the body.
Where a secret is being changed there are two, with a comma between: one of them must be right. Refuse a timestamp
that is more than five minutes off: so an old delivery can't be played again."""

_HEADERS = {
    "X-Maptag-Delivery": "Number of the delivery; the same at each attempt.",
    "X-Maptag-Timestamp": "Seconds since 1970 (UTC), new at each attempt.",
    "X-Maptag-Signature": _SIGNATURE,
}

_EVENT = {
    "type": "object",
    "required": ["id", "kind", "at", "public", "report"],
    "properties": {
        "id": {"type": "integer", "description": "Number of the event: the same event is delivered once."},
        "kind": {"type": "string", "examples": ["submitted", "status", "answer", "moderated"]},
        "at": {"type": "string", "format": "date-time"},
        "public": {
            "type": "boolean",
            "description": "False: the report was withdrawn or hidden. Only its number is told; forget the rest of it.",
        },
        "report": {
            "type": "object",
            "required": ["number"],
            "properties": {name: {} for name in LAYERS["reports"].fields} | {"number": {"type": "string"}},
        },
        "status": {"type": "string", "description": "The new state, where the event is a change of state."},
        "note": {"type": "string", "description": "Public words, of the department or of the reporter."},
        "said_by": {"type": "string", "description": "Whose words they are: a department's name, or 제보자."},
        "point": {
            "type": "array",
            "items": {"type": "number"},
            "description": "Longitude and latitude (WGS84).",
        },
    },
}

WEBHOOKS = {
    "reportEvent": {
        "post": {
            "summary": "Something public happened to a report",
            "description": (
                "Sent to the addresses that an administrator entered, never to private networks. An answer from 200 to "
                "299 within 10 seconds takes the delivery; else it is tried again, up to eight times within days. "
                "Redirects are not followed."
            ),
            "parameters": [
                {"name": name, "in": "header", "required": True, "description": text, "schema": {"type": "string"}}
                for name, text in _HEADERS.items()
            ],
            "requestBody": {"required": True, "content": {"application/json": {"schema": _EVENT}}},
            "responses": {"2XX": {"description": "Taken"}},
        }
    }
}
