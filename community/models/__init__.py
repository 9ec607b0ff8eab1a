"""Categories, reports and their history, campaigns, the people around them, and what goes out."""

from .campaigns import Campaign, CampaignMember, CitizenGroup, Confirmation, EditProposal
from .cases import Case, IncidentRoom, RoomEntry
from .categories import AnswerTemplate, Category, Moderation, RoutingRule
from .history import ReportEvent, RetentionLog, Task
from .limits import RequestCount, SpentProof
from .people import Block, Follower, SavedFilter, ShortlistItem, Supporter
from .photos import Photo
from .reports import Contact, Report
from .sending import ApiKey, Message, MessageText, Webhook, WebhookDelivery

__all__ = [
    "AnswerTemplate",
    "ApiKey",
    "Block",
    "Campaign",
    "CampaignMember",
    "Case",
    "Category",
    "CitizenGroup",
    "Confirmation",
    "Contact",
    "EditProposal",
    "Follower",
    "IncidentRoom",
    "Message",
    "MessageText",
    "Moderation",
    "Photo",
    "Report",
    "ReportEvent",
    "RequestCount",
    "RetentionLog",
    "RoomEntry",
    "RoutingRule",
    "SavedFilter",
    "ShortlistItem",
    "SpentProof",
    "Supporter",
    "Task",
    "Webhook",
    "WebhookDelivery",
]
