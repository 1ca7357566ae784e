"""What a supervisor sets up: skills, agents, queues, hours, rules; and the record of who was offered what."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from cases.admin import FactAdmin
from routing.models import (
    Agent,
    AgentSkill,
    Assignment,
    Entry,
    Offer,
    OpenPeriod,
    Presence,
    Queue,
    QueueNeed,
    Rule,
    RuleNeed,
    Schedule,
    Skill,
    SpecialDay,
    StatusChange,
)
from sms.admin import ChannelAdmin
from sms.models import Channel


class SkillLevelInline(TabularInline):
    model = AgentSkill
    extra = 0
    hide_title = True
    autocomplete_fields = ["skill"]


@admin.register(Skill)
class SkillAdmin(ModelAdmin):
    list_display = ["name", "agents_with_it"]
    search_fields = ["name"]

    @admin.display(description="Agents")
    def agents_with_it(self, skill: Skill) -> str:
        levels = skill.agent_levels.select_related("agent").order_by("-level")
        return ", ".join(f"{each.agent.name} {each.level}" for each in levels)


class QueueMemberInline(TabularInline):
    model = Queue.members.through
    verbose_name = "queue"
    verbose_name_plural = "queues"
    extra = 0
    hide_title = True
    autocomplete_fields = ["queue"]


@admin.register(Agent)
class AgentAdmin(ModelAdmin):
    """An agent's status and load are moved by what happens, not by hand."""

    list_display = ["name", "user", "status", "status_since", "load", "capacity"]
    list_filter = ["status", "queues", "skills"]
    list_select_related = ["user"]
    search_fields = ["name", "user__username", "user__first_name", "user__last_name"]
    autocomplete_fields = ["user"]
    inlines = [SkillLevelInline, QueueMemberInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Agent | None = None) -> list[str]:
        return ["signs_in_as", "status", "status_since", "load", "idle_since"]

    def get_fields(self, request: HttpRequest, obj: Agent | None = None) -> list[str]:
        who = "signs_in_as" if obj else "user"
        return [who, "name", "capacity", *(["status", "status_since", "load", "idle_since"] if obj else [])]

    @admin.display(description="Signs in as")
    def signs_in_as(self, agent: Agent) -> str:
        # Not the user itself: that would be a link to a page which supervisors may not open.
        return agent.user.get_username()

    def save_model(self, request: HttpRequest, obj: Agent, form: Any, change: bool) -> None:
        # Only what was edited: the load has moved since the page was opened.
        obj.save(update_fields=form.changed_data if change else None)


class QueueNeedInline(TabularInline):
    model = QueueNeed
    extra = 0
    hide_title = True
    autocomplete_fields = ["skill"]


@admin.register(Queue)
class QueueAdmin(ModelAdmin):
    list_display = ["name", "priority", "offer_seconds", "wrap_up_seconds", "service_level_seconds", "is_active"]
    list_filter = ["is_active"]
    search_fields = ["name"]
    autocomplete_fields = ["members", "overflow_queue"]
    inlines = [QueueNeedInline]
    fieldsets = [
        (None, {"fields": ["name", "members", "priority", "is_active"]}),
        ("Offers", {"fields": [("offer_seconds", "retry_seconds"), ("after_miss", "after_reject")]}),
        ("Wrap-up", {"fields": [("wrap_up_seconds", "disposition_required")]}),
        ("Targets", {"fields": ["service_level_seconds", ("overflow_queue", "overflow_after")]}),
    ]


class OpenPeriodInline(TabularInline):
    model = OpenPeriod
    extra = 0
    hide_title = True


class SpecialDayInline(TabularInline):
    model = SpecialDay
    extra = 0
    hide_title = True


@admin.register(Schedule)
class ScheduleAdmin(ModelAdmin):
    list_display = ["name", "time_zone", "holiday_country", "holiday_subdivision"]
    search_fields = ["name"]
    inlines = [OpenPeriodInline, SpecialDayInline]


def refuse_idle_rules(rules: Iterable[Rule]) -> None:
    """Raise ValidationError when a rule can never hold because one before it always does."""
    active = [rule for rule in rules if rule.is_active]
    # A new rule has no key yet; it comes after those that share its position.
    active.sort(key=lambda rule: (rule.position, rule.pk or float("inf")))
    for place, later in enumerate(active):
        for earlier in active[:place]:
            if earlier.covers(later):
                raise ValidationError(
                    f"“{later.name}” would never apply: whatever it holds for, “{earlier.name}” takes first. "
                    "Give it a smaller position or narrower conditions to the other."
                )


class RulesInOrder(BaseInlineFormSet):  # type: ignore[type-arg]
    """A channel's rules, saved together, so that they can be judged together."""

    def clean(self) -> None:
        super().clean()
        if not any(self.errors):
            forms = [form for form in self.forms if form.cleaned_data and form not in self.deleted_forms]
            refuse_idle_rules(form.instance for form in forms)


class RuleInline(TabularInline):
    model = Rule
    formset = RulesInOrder
    extra = 0
    show_change_link = True
    fields = ["position", "name", "is_active", "keyword", "hours", "schedule", "queue"]


class RuleForm(ModelForm):  # type: ignore[type-arg]
    """One rule, judged beside the others of its channel."""

    def clean(self) -> None:
        super().clean()
        channel = self.cleaned_data.get("channel")
        if channel is not None and not self.errors:
            # The instance takes the fields' values only after this, in _post_clean.
            edited = Rule(
                pk=self.instance.pk,
                **{name: self.cleaned_data[name] for name in self.cleaned_data if name in RULE_FIELDS},
            )
            refuse_idle_rules([*channel.rules.exclude(pk=self.instance.pk), edited])


class RuleNeedInline(TabularInline):
    model = RuleNeed
    extra = 0
    hide_title = True
    autocomplete_fields = ["skill"]


RULE_FIELDS = {field.name for field in Rule._meta.concrete_fields} - {"id"}


@admin.register(Rule)
class RuleAdmin(ModelAdmin):
    form = RuleForm
    list_display = ["name", "channel", "position", "keyword", "hours", "queue", "treatment", "is_active"]
    list_filter = ["channel", "queue", "is_active"]
    list_select_related = ["channel", "queue"]
    search_fields = ["name", "keyword"]
    autocomplete_fields = ["channel", "queue", "schedule"]
    inlines = [RuleNeedInline]
    fieldsets = [
        (None, {"fields": ["channel", ("position", "is_active"), "name"]}),
        ("When", {"fields": ["keyword", "language", "customer_tag", "vip_only", ("hours", "schedule")]}),
        ("Then", {"fields": ["treatment", ("queue", "priority"), "automatic_text"]}),
    ]


class ChannelWithRulesAdmin(ChannelAdmin):
    """A channel with what happens to the texts that come in on it."""

    inlines = [RuleInline]


admin.site.unregister(Channel)
admin.site.register(Channel, ChannelWithRulesAdmin)


@admin.register(Entry)
class EntryAdmin(FactAdmin):
    list_display = ["interaction", "queue", "status", "priority", "entered_at", "left_at"]
    list_filter = ["status", "queue"]
    list_select_related = ["interaction", "queue"]
    search_fields = ["=interaction__pk"]


@admin.register(Offer)
class OfferAdmin(FactAdmin):
    list_display = ["entry", "agent", "status", "offered_at", "resolved_at"]
    list_filter = ["status", "agent"]
    list_select_related = ["entry", "agent"]
    search_fields = ["=entry__interaction__pk"]


@admin.register(Assignment)
class AssignmentAdmin(FactAdmin):
    list_display = ["interaction", "agent", "queue", "assigned_at", "released_at"]
    list_filter = ["agent", "queue"]
    list_select_related = ["interaction", "agent", "queue"]
    search_fields = ["=interaction__pk"]


@admin.register(Presence)
class PresenceAdmin(FactAdmin):
    list_display = ["agent", "connected_at", "beat_at"]
    list_filter = ["agent"]
    list_select_related = ["agent"]


@admin.register(StatusChange)
class StatusChangeAdmin(FactAdmin):
    list_display = ["agent", "status", "reason", "by", "at"]
    list_filter = ["agent", "status"]
    list_select_related = ["agent", "by"]
