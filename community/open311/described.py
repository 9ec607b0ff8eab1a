"""The endpoints as OpenAPI 3.1, for tools that read it: GeoReport v2 has no machine-readable description of its own."""

from django.conf import settings
from django.urls import reverse

_KINDS = {"name": "format", "in": "path", "required": True, "schema": {"enum": ["json", "xml"]}}
_TEXT = {"type": "string"}
_ERRORS = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["code", "description"],
        "properties": {"code": {"type": "integer"}, "description": _TEXT},
    },
}
_REFUSALS = (400, 403, 404, 405, 413, 415, 429, 503)
_FIND = """
    service_request_id service_code start_date end_date status updated_after updated_before q lat long radius page
    page_size jurisdiction_id
"""
_SEND = """
    api_key service_code lat long address_string description first_name last_name email phone media_url client_id
    jurisdiction_id
"""
_UPDATE = "api_key service_request_id update_id description status media_url jurisdiction_id"


def description() -> dict:
    root = reverse("open311:discovery", args=["json"]).removesuffix("/discovery.json")
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{settings.CITY_NAME} Open311 GeoReport v2", "version": "2"},
        "servers": [{"url": settings.SITE_URL + root}],
        "paths": {
            "/discovery.{format}": _path(_get("discovery", "object")),
            "/services.{format}": _path(_get("services", "array", "jurisdiction_id")),
            "/services/{service_code}.{format}": _path(_get("service", "object"), "service_code"),
            "/requests.{format}": _path(_get("requests", "array", _FIND) | _post("sendRequest", _SEND)),
            "/requests/{service_request_id}.{format}": _path(_get("request", "array"), "service_request_id"),
            "/tokens/{token}.{format}": _path(_get("token", "array"), "token"),
            "/servicerequestupdates.{format}": _path(
                _get("updates", "array", "service_request_id start_date end_date") | _post("sendUpdate", _UPDATE)
            ),
        },
    }


def _path(operations: dict, *names: str) -> dict:
    parameters = [{"name": name, "in": "path", "required": True, "schema": _TEXT} for name in names]
    return {"parameters": [*parameters, _KINDS], **operations}


def _get(name: str, kind: str, fields: str = "") -> dict:
    parameters = [{"name": field, "in": "query", "schema": _TEXT} for field in fields.split()]
    return {"get": {"operationId": name, "parameters": parameters, "responses": _responses(200, {"type": kind})}}


def _post(name: str, fields: str) -> dict:
    form = {"type": "object", "properties": dict.fromkeys(fields.split(), _TEXT)}
    pictures = form | {"properties": form["properties"] | {"media": {"type": "string", "format": "binary"}}}
    content = {"application/x-www-form-urlencoded": {"schema": form}, "multipart/form-data": {"schema": pictures}}
    body = {"required": True, "content": content}
    return {"post": {"operationId": name, "requestBody": body, "responses": _responses(201, {"type": "array"})}}


def _responses(status: int, schema: dict) -> dict:
    responses = {str(status): _response("What was asked for", schema)}
    return responses | {str(code): _response("What is wrong, in words", _ERRORS) for code in _REFUSALS}


def _response(description: str, schema: dict) -> dict:
    return {"description": description, "content": {"application/json": {"schema": schema}, "text/xml": {}}}
