"""What a carrier's error code means to a person.

Codes are those of Vonage's Messages API, https://developer.vonage.com/en/api-errors/messages; they come
with a refused request (HTTP 4xx) and with a `rejected` or `undeliverable` status alike.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a text failed: may it help to try later, what does the agent read, has the customer opted out?"""

    temporary: bool
    sentence: str
    opted_out: bool = False


REASONS: dict[str, Reason] = {
    "1000": Reason(True, "The carrier is getting more texts from us than it allows. Try again in a minute."),
    "1010": Reason(False, "The carrier found something missing in the request."),
    "1020": Reason(False, "The carrier found a mistake in the request: the number or the text is not valid."),
    "1030": Reason(True, "The carrier had an internal error. Try again later."),
    "1040": Reason(False, "The carrier does not know this kind of number. Check the number."),
    "1050": Reason(False, "The carrier does not deliver texts to this number."),
    "1060": Reason(False, "The carrier has barred our account. Ask an administrator to contact the carrier."),
    "1070": Reason(False, "Our account with the carrier has no credit left. Ask an administrator to top it up."),
    "1080": Reason(False, "Our account with the carrier may not send texts this way. Ask an administrator."),
    "1100": Reason(True, "The carrier could not pass the text on. Try again later."),
    "1120": Reason(False, "The rules of the customer's country do not let this channel's number send there."),
    "1140": Reason(False, "Our account with the carrier lacks the service for this text. Ask an administrator."),
    "1150": Reason(False, "The carrier found a mistake in the request: the number or the text is not valid."),
    "1160": Reason(False, "Our account with the carrier is a trial: it may only text numbers on its test list."),
    "1170": Reason(False, "The customer's number is not valid. Check the number."),
    "1180": Reason(True, "The phone is switched off or out of reach just now. Try again later."),
    "1190": Reason(False, "The number is no longer in use."),
    "1200": Reason(False, "The number moved to another network and cannot be reached there."),
    "1210": Reason(False, "A network's spam filter blocked the text. Different words may get through."),
    "1220": Reason(True, "The phone was busy. Try again later."),
    "1230": Reason(True, "A network failed on the way to the customer. Try again later."),
    "1240": Reason(False, "The customer replied STOP, so the carrier delivers no more texts to this number.", True),
    "1241": Reason(False, "Too many texts went to this number in a short time."),
    "1250": Reason(False, "The carrier has no route to this number's network."),
    "1251": Reason(False, "The carrier has no route to this number's network."),
    "1260": Reason(False, "The number cannot be reached by text: it may be a landline. Check the number."),
    "1270": Reason(False, "The customer's network blocked the text because of an age limit on the phone."),
    "1280": Reason(False, "The customer's network blocked the text: their plan may not include texts."),
    "1282": Reason(False, "A network on the way blocked the text. Different words may get through."),
    "1290": Reason(False, "The customer's prepaid account has too little credit to receive the text."),
    "1310": Reason(False, "The customer's phone cannot show this kind of message."),
    "1330": Reason(False, "The customer's network refused the text without a reason. Check the number."),
    "1331": Reason(True, "A network on the way is not answering. Try again in a few minutes."),
    "1360": Reason(False, "The text could not be delivered before it expired."),
    "1420": Reason(False, "The carrier does not accept this channel's number as a sender."),
    "1430": Reason(False, "The customer's number is not valid. Check the number."),
    "1460": Reason(False, "The day's limit of texts to this network is used up. Send it again tomorrow."),
    "1470": Reason(False, "The carrier's fraud protection blocks texts to numbers that begin like this one."),
    "1472": Reason(False, "The carrier's fraud protection stopped the text: too many at once to this network."),
    "1473": Reason(False, "The carrier's fraud protection took the text for artificial traffic."),
    "1480": Reason(False, "The customer's country wants our company registered for texts, and it is not."),
    "1481": Reason(False, "The customer's country wants this channel's number registered, and it is not."),
    "1482": Reason(False, "The customer's country wants the wording of texts registered, and this one is not."),
    "1483": Reason(False, "The customer's country wants a recorded consent, and there is none for this number."),
    "1484": Reason(False, "A rule of the customer's country stopped the text."),
}


def is_temporary(code: str) -> bool:
    """Whether the same text may get through later; False for a code we do not know."""
    reason = REASONS.get(code)
    return reason is not None and reason.temporary


def means_opted_out(code: str) -> bool:
    """Whether the carrier refuses this customer's number because of STOP (1240), so that we must stop
    too."""
    reason = REASONS.get(code)
    return reason is not None and reason.opted_out


def sentence(code: str, detail: str = "") -> str:
    """The sentence an agent reads for a carrier's code; the carrier's own words for a code we do not
    know."""
    if reason := REASONS.get(code):
        return reason.sentence
    if detail:
        return f"The carrier refused the text: {detail}"
    return f"The carrier refused the text (code {code})." if code else "The carrier refused the text."
