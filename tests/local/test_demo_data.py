"""The demo company: believable, valid, loaded once."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from random import Random

import phonenumbers
import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, F, Max, Min, Q
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from cases.models import CannedMessage, Case, Event, Interaction
from contactcenter.local.demo_data import company, loading
from contactcenter.local.demo_data.channels import CHANNELS, DemoChannel
from contactcenter.local.demo_data.people import everybody, unknown_handset
from contactcenter.local.demo_people import SIGN_INS
from customers.models import Customer, Phone
from routing.models import Agent, Assignment, Entry, Offer, Presence, Queue, Rule, Schedule
from sms.carriers.simulator.handsets import HANDSETS
from sms.models import Channel, Country, Message
from tests import cast

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 30, 1, 30, tzinfo=UTC)  # the night after Europe changed its clocks


@pytest.fixture(scope="class")
def demo(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[loading.Loaded]:
    """The demo, loaded once for all tests of a class, in a transaction that is rolled back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield loading.load(NOW)
        transaction.set_rollback(True)


class TestTheDemo:
    """What stands in the database after the load."""

    @pytest.fixture(autouse=True)
    def loaded(self, demo: loading.Loaded) -> None:
        """Every test here looks at the demo."""

    def test_the_demo_is_a_small_company_with_a_history(self, demo: loading.Loaded) -> None:
        assert demo.is_new
        assert (Channel.objects.count(), Queue.objects.count(), Agent.objects.count()) == (3, 3, 4)
        assert Customer.objects.count() == 200
        assert CannedMessage.objects.count() >= 12
        assert Interaction.objects.count() > 200

    def test_a_second_load_changes_nothing(self, demo: loading.Loaded) -> None:
        again = loading.load(NOW + timedelta(days=3))
        assert not again.is_new
        assert again.counts == demo.counts

    def test_every_number_is_one_that_a_phone_can_have(self) -> None:
        numbers = [*Phone.objects.values_list("number", "country"), *Channel.objects.values_list("number", "country")]
        for number, country in numbers:
            parsed = phonenumbers.parse(number)
            assert phonenumbers.is_valid_number(parsed), number
            assert phonenumbers.region_code_for_number(parsed) == country

    def test_all_handsets_but_one_belong_to_customers(self) -> None:
        known = Phone.objects.filter(number__in=[one.number for one in HANDSETS], customers__isnull=False)
        assert known.count() == len(HANDSETS) - 1
        assert not Phone.objects.filter(number=unknown_handset()).exists()

    def test_some_share_a_number_and_some_have_two(self) -> None:
        assert Phone.objects.annotate(users=Count("customers")).filter(users=2).count() >= 3
        assert Customer.objects.annotate(numbers=Count("phones")).filter(numbers=2).count() >= 10

    def test_the_channels_are_those_the_simulator_is_started_with(self) -> None:
        rows = Channel.objects.values_list("number", "name", "country")
        assert set(rows) == {(one.number, one.name, one.country) for one in CHANNELS}
        assert not Channel.objects.filter(country__can_receive=False).exists()

    def test_what_a_supervisor_could_not_save_is_not_in_the_demo(self) -> None:
        rows = [
            each for model in (Channel, Queue, Schedule, Rule, CannedMessage) for each in model._default_manager.all()
        ]
        for row in [*rows, *Customer.objects.all()]:
            row.full_clean()

    def test_every_channel_answers_at_any_hour(self) -> None:
        for channel in Channel.objects.all():
            last = channel.rules.order_by("position").last()
            assert last is not None
            assert (last.keyword, last.hours, last.schedule, last.queue is None) == ("", Rule.Hours.ANY, None, False)
            closed = channel.rules.get(hours=Rule.Hours.CLOSED)
            assert closed.treatment == Rule.Treatment.QUEUE and closed.automatic_text

    @pytest.mark.parametrize("line", CHANNELS, ids=lambda line: line.country)
    @pytest.mark.parametrize(("word", "queue"), [("", "Orders"), ("return", "Returns"), ("invoice", "Billing")])
    def test_a_strangers_text_is_offered_to_a_colleague(self, line: DemoChannel, word: str, queue: str) -> None:
        words = {"return": company.RETURN_WORDS, "invoice": company.INVOICE_WORDS}.get(word, {})
        for agent in Agent.objects.all():
            Presence.objects.create(agent=agent)
        Agent.objects.update(status=Agent.Status.AVAILABLE)
        text = f"{words.get(line.language, 'hello')}?"
        offer = cast.offered(text, sender=unknown_handset(), to=line.number)
        assert offer.entry.queue.name == queue

    def test_every_timeline_is_numbered_without_a_gap(self) -> None:
        timelines = Interaction.objects.annotate(
            lines=Count("events"), first=Min("events__number"), newest=Max("events__number")
        )
        assert not timelines.exclude(first=1, lines=F("last_event"), newest=F("last_event")).exists()

    def test_time_only_moves_forward_in_a_timeline(self) -> None:
        seen: dict[int, datetime] = {}
        for interaction, at in Event.objects.order_by("interaction", "number").values_list("interaction", "at"):
            assert at >= seen.get(interaction, at)
            seen[interaction] = at
        assert max(seen.values()) < NOW

    def test_nothing_is_in_anybodys_hands(self) -> None:
        assert not Interaction.objects.exclude(status=Interaction.Status.CLOSED).exists()
        assert not Entry.objects.live().exists()
        for agent in Agent.objects.all():
            held = Assignment.objects.held().filter(agent=agent).count()
            offered = Offer.objects.filter(agent=agent, status=Offer.Status.OFFERED).count()
            assert agent.load == held + offered == 0

    def test_every_answered_conversation_was_offered_to_and_held_by_a_member(self) -> None:
        answered = Interaction.objects.filter(assignments__isnull=False)
        assert answered.count() > 200
        strangers = Assignment.objects.exclude(queue__members=F("agent"))
        assert not strangers.exists()
        assert not Assignment.objects.exclude(offer__status=Offer.Status.ACCEPTED, offer__agent=F("agent")).exists()

    def test_cases_are_open_and_closed_and_outlive_their_conversations(self) -> None:
        assert Case.objects.open().count() >= 5
        closed = Case.objects.filter(status=Case.Status.CLOSED).annotate(ended=Max("interactions__closed_at"))
        assert closed.count() > 100
        assert not closed.filter(closed_at__lt=F("ended")).exists()
        assert not Interaction.objects.exclude(customer=F("case__customer")).exists()

    def test_texts_were_delivered_and_some_failed(self) -> None:
        sent = Message.objects.filter(direction=Message.Direction.OUTBOUND)
        failed = sent.filter(status=Message.Status.FAILED)
        assert 0 < failed.count() < sent.count() / 10
        assert not sent.filter(Q(carrier_reference="") | Q(sent_at=None)).exists()

    def test_one_transcript_is_longer_than_a_page(self) -> None:
        assert Interaction.objects.filter(last_event__gt=50, phone__number=HANDSETS[0].number).exists()

    def test_everybody_signs_in_with_the_printed_password(self) -> None:
        for person in SIGN_INS:
            user = authenticate(username=person.username, password=person.password)
            assert user is not None
            assert (user.is_staff, user.is_superuser) == (person.role != "agent", person.role == "administrator")


def test_the_command_says_what_it_made(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("load_demo")
    call_command("load_demo")
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("Made the demo") and "200 customers" in first
    assert second.startswith("The demo is already there, nothing was changed")


def test_a_database_with_other_data_is_left_alone() -> None:
    Customer.objects.create(first_name="Somebody", last_name="Else")
    with pytest.raises(CommandError, match="data of its own"):
        call_command("load_demo")
    assert (Customer.objects.count(), Channel.objects.count()) == (1, 0)


def test_the_same_people_come_every_time() -> None:
    assert everybody(Random(1)) == everybody(Random(1))
    assert everybody(Random(1)) != everybody(Random(2))


def test_the_history_ends_before_now_whatever_the_hour() -> None:
    now = timezone.now()
    loading.load(now)
    assert Interaction.objects.filter(closed_at__gte=now).count() == 0


def test_thirty_countries_receive_and_the_rest_of_the_world_can_be_sent_to() -> None:
    assert Country.objects.filter(can_receive=True).count() == 30
    assert set(Country.objects.values_list("iso", flat=True)) >= set(phonenumbers.SUPPORTED_REGIONS)
    both = Country.objects.filter(voice_and_sms=True).values_list("iso", flat=True)
    assert set(both) == {"US", "CA"}
