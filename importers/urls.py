from django.urls import path

from importers.views import adding, columns, details, mentions, opinions, places, reviews, uploads

app_name = "importers"

urlpatterns = [
    path("", uploads.uploads, name="uploads"),
    path("progress", uploads.progress, name="progress"),
    path("search", places.search, name="search"),
    path("reverse", places.reverse, name="reverse"),
    path("<uuid:pk>/", reviews.review, name="review"),
    path("<uuid:pk>/retry", uploads.retry, name="retry"),
    path("<uuid:pk>/by-hand", uploads.by_hand, name="by_hand"),
    path("<uuid:pk>/document", reviews.chunk, name="chunk"),
    path("<uuid:pk>/find", reviews.find, name="find"),
    path("<uuid:pk>/pages/<int:number>.png", reviews.picture, name="picture"),
    path("<uuid:pk>/publish", reviews.publish, name="publish"),
    path("<uuid:pk>/columns", columns.columns, name="columns"),
    path("<uuid:pk>/details", details.save_details, name="details"),
    path("<uuid:pk>/mentions", mentions.mentions, name="mentions"),
    path("<uuid:pk>/mentions/span", adding.add_span, name="add_span"),
    path("<uuid:pk>/mentions/shape", adding.add_shape, name="add_shape"),
    path("<uuid:pk>/mentions/<int:number>", mentions.mention, name="mention"),
    path("<uuid:pk>/mentions/<int:number>/decision", mentions.decide, name="decide"),
    path("<uuid:pk>/mentions/<int:number>/alike", mentions.accept_alike, name="accept_alike"),
    path("<uuid:pk>/mentions/<int:number>/opinions", opinions.opinions, name="opinions"),
    path("<uuid:pk>/decisions", mentions.decide_many, name="decide_many"),
    path("<uuid:pk>/undo", mentions.undo, name="undo"),
]
