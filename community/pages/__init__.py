"""What citizens see: the report form, reports, the private page of whoever reported, campaigns, figures."""

from django.urls import path

from ..api import results
from . import application, campaigns, entries, follow, members, places, public, receipt, reporting

urlpatterns = [
    path("report/", reporting.form, name="form"),
    path("report/places.json", places.search, name="search"),
    path("report/address.json", places.address, name="address"),
    path("report/app.webmanifest", application.manifest, name="manifest"),
    path("report-worker.js", application.worker, name="worker"),
    path("reports/", public.reports, name="reports"),
    path("reports/statistics/", public.figures, name="statistics"),
    path("reports/mine/<slug:key>/", receipt.mine, name="mine"),
    path("reports/<slug:number>/", public.report, name="report"),
    path("reports/<slug:number>/propose/", entries.propose, name="propose"),
    path("invitations/<slug:token>/", members.member, name="member"),
    path("invitations/<slug:token>/stop", members.stop, name="member_stop"),
    path("follow/", follow.follow, name="follow"),
    path("follow/link/", follow.link, name="follow_link"),
    path("campaigns/", campaigns.index, name="campaigns"),
    path("campaigns/<str:slug>/", campaigns.campaign, name="campaign"),
    path("campaigns/<str:slug>/join/", reporting.join, name="join"),
    path("campaigns/<str:slug>/register/", members.register, name="register"),
    path("campaigns/<str:slug>/embed", campaigns.embed, name="campaign_embed"),
    path("campaigns/<str:slug>/entries.csv", results.as_csv, name="entries_csv"),
    path("campaigns/<str:slug>/entries.geojson", results.geojson, name="entries_geojson"),
    path("campaigns/<str:slug>/gaps.json", campaigns.gaps, name="gaps"),
    path("campaigns/<str:slug>/pins.geojson", campaigns.pins, name="pins"),
]
