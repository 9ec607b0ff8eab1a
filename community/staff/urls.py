"""The handlers' pages, under handling/."""

from django.urls import path

from . import campaigns, field, queue, reports, templates

urlpatterns = [
    path("", queue.queue, name="handling"),
    path("pins.json", queue.pins, name="handling_pins"),
    path("many/", queue.many, name="handling_many"),
    path("filters/", queue.save_filter, name="handling_save_filter"),
    path("filters/<int:pk>/delete/", queue.delete_filter, name="handling_delete_filter"),
    path("shortlist/", field.shortlist, name="handling_shortlist"),
    path("shortlist/arrange/", field.arrange, name="handling_arrange"),
    path("shortlist/order/", field.put, name="handling_put"),
    path("shortlist/clear/", field.clear, name="handling_clear"),
    path("campaigns/", campaigns.campaigns, name="handling_campaigns"),
    path("campaigns/new/", campaigns.new, name="handling_campaign_new"),
    path("campaigns/<str:slug>/", campaigns.campaign, name="handling_campaign"),
    path("campaigns/<str:slug>/edit/", campaigns.edit, name="handling_campaign_edit"),
    path("campaigns/<str:slug>/state/", campaigns.set_state, name="handling_campaign_state"),
    path("campaigns/<str:slug>/decide/", campaigns.decide, name="handling_campaign_decide"),
    path("campaigns/<str:slug>/entries.csv", campaigns.download, name="handling_campaign_download"),
    path("templates/", templates.templates, name="handling_templates"),
    path("templates/new/", templates.template, name="handling_template_new"),
    path("templates/<int:pk>/", templates.template, name="handling_template"),
    path("templates/<int:pk>/delete/", templates.delete_template, name="handling_template_delete"),
    path("texts/", templates.message_texts, name="handling_texts"),
    path("texts/<slug:slug>/", templates.message_text, name="handling_text"),
    path("<str:number>/", reports.report, name="handling_report"),
    path("<str:number>/act/", reports.act, name="handling_act"),
    path("<str:number>/preview/", reports.preview, name="handling_preview"),
    path("<str:number>/version.json", reports.version, name="handling_version"),
    path("<str:number>/shortlist/", field.toggle, name="handling_toggle"),
]
