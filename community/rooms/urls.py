"""The handlers' rooms, under handling/rooms/."""

from django.urls import path

from . import pages

urlpatterns = [
    path("", pages.rooms, name="handling_rooms"),
    path("new/", pages.new, name="handling_room_new"),
    path("<int:room>/", pages.room, name="handling_room"),
    path("<int:room>/act/", pages.act, name="handling_room_act"),
    path("<int:room>/news.json", pages.news, name="handling_room_news"),
]
