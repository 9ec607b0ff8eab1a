"""Categories, reports and their history, campaigns, the people around them, and what goes out."""

from .attachments import Attachment
from .batches import Batch
from .campaigns import Campaign, CitizenGroup
from .cases import Case
from .categories import AnswerTemplate, Category, Moderation, RoutingRule
from .counters import Figures, RequestCount, SpentProof
from .entries import Entry
from .handovers import HandOver
from .history import ReportEvent, RetentionLog, Task
from .participants import BoardOptOut, CampaignMember, Confirmation, EditProposal
from .people import Block, Contact, SavedFilter, ShortlistItem, Subscription, Supporter
from .photos import Photo
from .reports import Report
from .rooms import IncidentRoom, RoomDepartment, RoomEntry, RoomReport, RoomVisit
from .sending import ApiKey, Message, MessageText, Webhook, WebhookDelivery

__all__ = [
    "AnswerTemplate",
    "ApiKey",
    "Attachment",
    "Batch",
    "Block",
    "BoardOptOut",
    "Campaign",
    "CampaignMember",
    "Case",
    "Category",
    "CitizenGroup",
    "Confirmation",
    "Contact",
    "EditProposal",
    "Entry",
    "Figures",
    "HandOver",
    "IncidentRoom",
    "Message",
    "MessageText",
    "Moderation",
    "Photo",
    "Report",
    "ReportEvent",
    "RequestCount",
    "RetentionLog",
    "RoomDepartment",
    "RoomEntry",
    "RoomReport",
    "RoomVisit",
    "RoutingRule",
    "SavedFilter",
    "ShortlistItem",
    "SpentProof",
    "Subscription",
    "Supporter",
    "Task",
    "Webhook",
    "WebhookDelivery",
]
