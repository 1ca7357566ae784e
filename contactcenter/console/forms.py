"""What agents type, made safe to hand to the verbs."""

import uuid

from django import forms
from django.http import QueryDict

from cases.models import Disposition, Note
from customers.models import Customer
from routing.models import Agent, Assignment
from sms.outbound import LIMIT


class TextForm(forms.Form):
    """A text to the customer; the token makes a double click one message."""

    body = forms.CharField(
        max_length=LIMIT,
        widget=forms.Textarea,
        error_messages={
            "required": "Type a message first.",
            "max_length": "A text has at most %(limit_value)s characters; this one has %(show_value)s.",
        },
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def clean_body(self) -> str:
        # A browser without script sends its line ends as CR LF, which would cost a character each.
        return str(self.cleaned_data["body"]).replace("\r\n", "\n")

    @classmethod
    def empty(cls) -> "TextForm":
        """Return a form for the next message, with a token of its own."""
        return cls(initial={"token": uuid.uuid4()})


class NoteForm(forms.Form):
    """Words for colleagues."""

    body = forms.CharField(
        max_length=Note._meta.get_field("body").max_length,
        widget=forms.Textarea,
        error_messages={
            "required": "Type a note first.",
            "max_length": "A note has at most %(limit_value)s characters; this one has %(show_value)s.",
        },
    )


class SearchForm(forms.Form):
    """What was typed after the slash."""

    q = forms.CharField(max_length=60, required=False)


class PlaceForm(forms.Form):
    """Where in a timeline somebody reads, and which conversation a page has open; nonsense counts as nothing."""

    before = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    after = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)
    interaction = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)

    @classmethod
    def read(cls, data: QueryDict) -> dict[str, int]:
        """Return what makes sense of a query string."""
        form = cls(data)
        form.is_valid()
        return {name: value for name, value in form.cleaned_data.items() if value is not None}


class WrapUpForm(forms.Form):
    """How a conversation ended."""

    disposition = forms.ModelChoiceField(
        Disposition.objects.filter(is_active=True),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "That disposition is not in use any more. Choose another."},
    )

    @classmethod
    def of(cls, assignment: Assignment, data: object = None) -> "WrapUpForm":
        """Return the form for this conversation's queue, which may insist on an answer."""
        chosen = {"disposition": assignment.interaction.disposition_id}
        form = cls(data, initial=chosen)  # type: ignore[arg-type]
        if assignment.queue and assignment.queue.disposition_required:
            field = form.fields["disposition"]
            field.required = True
            field.error_messages["required"] = "Choose how this conversation ended."
        return form


class StatusForm(forms.Form):
    """An agent's declared status."""

    status = forms.ChoiceField(choices=Agent.Status.choices)


class CustomerForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    """A customer's record, as an agent may change it."""

    class Meta:
        model = Customer
        fields = ["first_name", "last_name", "company", "email", "language", "external_id", "remarks", "is_vip"]
        widgets = {"remarks": forms.Textarea(attrs={"rows": 3})}
        labels = {"external_id": "Number in other systems", "remarks": "Remarks"}
        help_texts = {"external_id": "", "language": ""}


class IdentityForm(forms.Form):
    """Which of the customers who share a number this is."""

    customer = forms.ModelChoiceField(Customer.objects.none())

    def __init__(self, assignment: Assignment, data: object = None) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        phone = assignment.interaction.phone
        if phone is not None:
            self.fields["customer"].queryset = phone.customers.current()  # type: ignore[attr-defined]
