"""What citizens see: the report form, reports, the private page of whoever reported, campaigns, figures."""

from django.urls import path

from . import application, campaigns, follow, places, public, receipt, reporting

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
    path("follow/", follow.follow, name="follow"),
    path("follow/link/", follow.link, name="follow_link"),
    path("campaigns/", campaigns.index, name="campaigns"),
    path("campaigns/<str:slug>/", campaigns.campaign, name="campaign"),
    path("campaigns/<str:slug>/join/", reporting.join, name="join"),
    path("campaigns/<str:slug>/gaps.json", campaigns.gaps, name="gaps"),
]
