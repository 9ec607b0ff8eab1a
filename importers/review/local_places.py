"""Between mentions and the department's gazetteer: what is offered to a document, and what a decision teaches."""

from django.conf import settings
from django.contrib.gis.geos import GEOSGeometry
from django.db import transaction

from importers.models.placement import candidate_values
from maptag.geocoding.types import Candidate, Certainty
from maptag.models import LocalPlace
from maptag.models.local_places import FLAG, normal_form

# Degrees within which two places are one: a tenth of a metre.
SAME = 1e-6


def offers(department_id, mentions) -> dict[int, Candidate]:
    """What the department knows about these mentions, by their primary key; one query."""
    forms = {mention.pk: _form(mention) for mention in mentions}
    by_form = LocalPlace.objects.named(department_id, forms.values())
    return {pk: by_form[form].as_candidate() for pk, form in forms.items() if form in by_form}


@transaction.atomic
def renew_offers(upload):
    """Offer undecided mentions what the department has learned since the import.

    Behind the other candidates, whose numbers a colleague's open screen may be about to send.
    """
    since = upload.finished_at or upload.created_at
    if not LocalPlace.objects.filter(department=upload.department_id, at__gt=since).exists():
        return
    waiting = list(upload.mentions.open().select_for_update())
    offered = offers(upload.department_id, waiting)
    renewed = [mention for mention in waiting if mention.pk in offered and _add(mention, offered[mention.pk])]
    upload.mentions.bulk_update(renewed, ["candidates"], batch_size=500)


def _add(mention, offer: Candidate) -> bool:
    """Append `offer` to the mention's candidates, or say there who confirmed it last; whether that changed them."""
    offered = offer.as_dict() | {"reasons": list(offer.reasons), "flags": list(offer.flags)}
    for index, candidate in enumerate(mention.candidates):
        if is_offer(candidate) and _is_at(candidate, offer):
            changed = candidate["reasons"] != offered["reasons"]
            mention.candidates[index] = offered
            return changed
    mention.candidates.append(offered)
    return True


def is_offer(candidate: dict) -> bool:
    """Whether a stored candidate is what the department's people said."""
    return FLAG in candidate["flags"]


def _is_at(candidate: dict, offer: Candidate) -> bool:
    return (candidate["lon"], candidate["lat"], candidate["geometry"]) == (offer.lon, offer.lat, offer.geometry)


def withdrawn(mention) -> set[int]:
    """Which of its candidates were offers of the department, that has deleted its entry since.

    They keep their numbers, which an open screen may be about to send. A place that a colleague moved stays to choose.
    """
    offered = {index for index, candidate in enumerate(mention.candidates) if is_offer(candidate)}
    return offered if offered and not offers(mention.upload.department_id, [mention]) else set()


def contradicted(department_id, mentions) -> set[int]:
    """The primary keys of those of a queryset that the department's people have put elsewhere than the geocoder."""
    if not LocalPlace.objects.filter(department=department_id).exists():
        return set()
    fields = ("kind", "text", "key", "near_gu", "near_sido", "geometry")
    offered = list(mentions.filter(candidates__contains=[{"flags": [FLAG]}], source="automatic").only(*fields))
    places = {pk: candidate_values(offer.as_dict())["geometry"] for pk, offer in offers(department_id, offered).items()}
    at = {mention.pk: mention.geometry for mention in offered}
    return {pk for pk, geometry in places.items() if not geometry.equals_exact(at[pk], SAME)}


def is_correction(mention, candidate: int | None, point) -> bool:
    """Whether the choice says more than the geocoder did. Where it could not choose, any choice does."""
    if candidate is None:
        return point is not None
    return candidate > 0 or mention.certainty == Certainty.AMBIGUOUS or is_offer(mention.candidates[candidate])


def learn(mention, by) -> dict:
    """Keep where the mention lies now; answers what was known before."""
    return LocalPlace.objects.learn(
        mention.upload.department_id,
        _form(mention),
        by,
        name=mention.text,
        kind=mention.kind,
        geometry=mention.geometry,
        address=mention.address,
        position_type=mention.position_type,
        error_m=mention.error_m,
    )


def unlearn(decision):
    """Take back what a decision taught, if it did."""
    if decision.taught is not None:
        mention, geometry = decision.mention, GEOSGeometry(decision.after["geometry"])
        department = mention.upload.department_id
        LocalPlace.objects.unlearn(department, _form(mention), decision.by, geometry, decision.taught)


def _form(mention) -> str:
    form = normal_form(mention.kind, mention.text, mention.key, mention.near_gu)
    elsewhere = mention.near_sido not in ("", settings.CITY_NAME)
    return f"{mention.near_sido} {form}"[:300] if elsewhere else form
