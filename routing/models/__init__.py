"""Agents, queues, hours and work, a module each."""

from routing.models.agents import LEVELS, Agent, AgentSkill, Presence, Skill, StatusChange
from routing.models.hours import OpenPeriod, Schedule, SpecialDay
from routing.models.queues import Queue, QueueNeed, Rule, RuleNeed
from routing.models.work import Assignment, Entry, Offer

__all__ = [
    "LEVELS",
    "Agent",
    "AgentSkill",
    "Assignment",
    "Entry",
    "Offer",
    "OpenPeriod",
    "Presence",
    "Queue",
    "QueueNeed",
    "Rule",
    "RuleNeed",
    "Schedule",
    "Skill",
    "SpecialDay",
    "StatusChange",
]
