from django.urls import path, register_converter

from . import views

app_name = "open311"


class Open311Format:
    regex = "json|xml"

    def to_python(self, value):
        return value

    to_url = to_python


register_converter(Open311Format, "open311_format")

urlpatterns = [
    path("discovery.<open311_format:format>", views.discovery, name="discovery"),
    path("openapi.json", views.openapi, name="openapi"),
    path("services.<open311_format:format>", views.service_list, name="services"),
    path("services/<slug:code>.<open311_format:format>", views.service_definition, name="service"),
    path("requests.<open311_format:format>", views.request_list, name="requests"),
    path("requests/<slug:number>.<open311_format:format>", views.request_detail, name="request"),
    path("servicerequestupdates.<open311_format:format>", views.request_updates, name="updates"),
    path("tokens/<str:token>.<open311_format:format>", views.token, name="token"),
    path("<path:rest>.<open311_format:format>", views.nothing),
]
