"""The handlers' pages, under handling/."""

from django.urls import path

from . import areas, campaigns, field, groups, members, queue, reports, rooms

urlpatterns = [
    path("", queue.queue, name="handling"),
    path("pins.json", queue.pins, name="handling_pins"),
    path("many/", queue.many, name="handling_many"),
    path("filters/", queue.save_filter, name="handling_save_filter"),
    path("filters/<int:pk>/delete/", queue.delete_filter, name="handling_delete_filter"),
    path("shortlist/", field.shortlist, name="handling_shortlist"),
    path("shortlist/arrange/", field.arrange, name="handling_arrange"),
    path("shortlist/clear/", field.clear, name="handling_clear"),
    path("campaigns/", campaigns.campaigns, name="handling_campaigns"),
    path("campaigns/new/", campaigns.new, name="handling_campaign_new"),
    path("campaigns/districts.json", areas.outline, name="handling_districts"),
    path("campaigns/<str:slug>/", campaigns.campaign, name="handling_campaign"),
    path("campaigns/<str:slug>/edit/", campaigns.edit, name="handling_campaign_edit"),
    path("campaigns/<str:slug>/copy/", campaigns.copy, name="handling_campaign_copy"),
    path("campaigns/<str:slug>/preview/", campaigns.preview, name="handling_campaign_preview"),
    path("campaigns/<str:slug>/state/", campaigns.set_state, name="handling_campaign_state"),
    path("campaigns/<str:slug>/decide/", campaigns.decide, name="handling_campaign_decide"),
    path("campaigns/<str:slug>/entries.csv", campaigns.download, name="handling_campaign_download"),
    path("campaigns/<str:slug>/members/", members.members, name="handling_campaign_members"),
    path("campaigns/<str:slug>/members/invite/", members.invite, name="handling_campaign_invite"),
    path("campaigns/<str:slug>/members/rules/", members.rules, name="handling_campaign_rules"),
    path("campaigns/<str:slug>/members/act/", members.act, name="handling_campaign_member"),
    path("groups/", groups.groups, name="handling_groups"),
    path("groups/<int:pk>/", groups.group, name="handling_group"),
    path("groups/<int:pk>/act/", groups.act, name="handling_group_act"),
    path("rooms/", rooms.rooms, name="handling_rooms"),
    path("rooms/new/", rooms.new, name="handling_room_new"),
    path("rooms/<int:room>/", rooms.room, name="handling_room"),
    path("rooms/<int:room>/act/", rooms.act, name="handling_room_act"),
    path("rooms/<int:room>/news.json", rooms.news, name="handling_room_news"),
    path("<str:number>/", reports.report, name="handling_report"),
    path("<str:number>/act/", reports.act, name="handling_act"),
    path("<str:number>/preview/", reports.preview, name="handling_preview"),
    path("<str:number>/version.json", reports.version, name="handling_version"),
    path("<str:number>/shortlist/", field.toggle, name="handling_toggle"),
]
