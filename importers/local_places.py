"""Between mentions and the department's gazetteer: what is offered to a document, and what a decision teaches."""

from django.contrib.gis.geos import GEOSGeometry

from maptag.geocoding.addresses import Candidate
from maptag.local_places import FLAG, normal_form
from maptag.models import LocalPlace


def offers(department_id, mentions) -> dict[int, Candidate]:
    """What the department knows about these mentions, by their primary key; one query."""
    forms = {mention.pk: _form(mention) for mention in mentions}
    known = LocalPlace.objects.named(department_id, forms.values())
    return {pk: known[form].as_candidate() for pk, form in forms.items() if form in known}


def is_correction(mention, candidate: int | None, point) -> bool:
    """Whether the choice says more than the geocoder did. Where it could not choose (grade E), any choice does."""
    if candidate is None:
        return point is not None
    return candidate > 0 or mention.grade == "E" or FLAG in mention.candidates[candidate]["flags"]


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
    return normal_form(mention.kind, mention.text, mention.key, mention.near_gu)
