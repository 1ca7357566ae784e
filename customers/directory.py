"""Finding and making customers by their numbers."""

from customers import phones
from customers.models import Customer, Phone


def lock(number: str) -> Phone:
    """Find or make the phone with this number and hold its row until the transaction ends.

    The row is what makes two texts of one customer wait for each other, new customers included.

    Args:
        number: as the network writes it; E.164 where it is one.
    """
    locking = Phone.objects.select_for_update(no_key=True)
    phone = locking.filter(number=number).first()
    if phone is None:
        made = Phone(number=number, country=phones.region_of(number))
        Phone.objects.bulk_create([made], ignore_conflicts=True)
        phone = locking.get(number=number)
    return phone


def recognise(phone: Phone) -> Customer:
    """Return the customer who uses this phone, or a new nameless one.

    Where several use it, the one with the newest record stands in until an agent says who it is.

    Args:
        phone: locked by `lock`, so that no two transactions make a customer each.
    """
    customer = phone.customers.current().order_by("-updated_at", "-id").first()
    if customer is None:
        customer = Customer.objects.create()
        customer.phones.add(phone)
    return customer


def sharing(phone: Phone) -> list[Customer]:
    """Return everybody who uses this phone; more than one means that an agent has to pick."""
    return list(phone.customers.current().order_by("-updated_at", "-id"))
