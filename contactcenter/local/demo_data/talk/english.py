"""Dialogues in English, for London and New York."""

from contactcenter.local.demo_data.talk import Dialogue

DIALOGUES = (
    Dialogue(
        "Orders",
        "Where is parcel {parcel}",
        "resolved",
        """
> Hi, my parcel {parcel} was due this morning and nothing yet
< Hello {first_name}, {agent} here. Let me look where it is.
< It is on Joon's bike, two stops before yours. Expect it by {time}.
> Great, I'm in till 6
< Perfect. You get a text when the rider is at your door.
> It's here. Thank you!
""",
    ),
    Dialogue(
        "Orders",
        "Collection from {street}",
        "booked",
        """
> Can you collect something today from {street}?
< Hi {first_name}, yes. How big is it, and where does it go?
> A shoebox, about 2 kg. To the hospital pharmacy on the hill
< That fits a normal bike. Between {time} and half an hour later?
> Works
# Fragile: glass vials. Told the rider to use the padded box.
< Booked as {parcel}. Please have it ready at the door.
> Super, cheers
""",
    ),
    Dialogue(
        "Orders",
        "New delivery address for {parcel}",
        "resolved",
        """
> I gave you the wrong house number for {parcel} 🙈
< No harm done, it has not left yet. What is the right one?
> 14b {street}, the blue door
< Changed: 14b {street}, blue door. The label is printed anew.
> You're a star
""",
    ),
    Dialogue(
        "Orders",
        "Standing order for the bakery",
        "booked",
        """
> Morning! We would like the 6:30 bread round every weekday from Monday. Possible?
< Good morning {first_name}. How many crates, and to how many addresses?
> 9 crates, 5 cafés
< That is one cargo bike. I can hold the 6:30 slot from Monday, {amount} a week.
> Deal. Can I have it in writing?
< On its way to your email. The first round is {parcel}.
> Got it, thanks
""",
    ),
    Dialogue(
        "Orders",
        "Nobody was home for {parcel}",
        "rebooked",
        """
> The card says you came at {time} but I was in all day!
< I am sorry, {first_name}. The rider noted that the bell did not work.
> Oh. That is fair, it's broken. Can you come again?
< This evening between 6 and 8, and the rider will phone you from the street.
> Evening is good
< Done, same number {parcel}.
""",
    ),
    Dialogue(
        "Orders",
        "Leave {parcel} with a neighbour",
        "resolved",
        """
> not home today, can {parcel} go to number 8?
< Of course. Who lives there?
> Mrs Adeyemi, ground floor
< Noted: Mrs Adeyemi, number 8, ground floor. She will be asked to sign.
> thx
""",
    ),
    Dialogue(
        "Orders",
        "Price for a same-day run",
        "information",
        """
> How much is same day from {street} to the airport?
< Hello {first_name}! By e-cargo bike it is {amount} up to 25 kg, about 70 minutes.
> And before 9 in the morning?
< Early runs are a quarter more. Shall I hold one?
> I'll ask my boss and come back, thank you
< Any time. The price stands for a week.
""",
    ),
    Dialogue(
        "Orders",
        "Parcel {parcel} arrived wet",
        "passed_on",
        """
> {parcel} came soaked, the box fell apart in my hands
< That should not happen, {first_name}. Is what was inside all right?
> The book is ruined, the rest survived
# Rain cover of bike 31 is torn, told the workshop.
< I am sorry. I pass it to our claims desk; they write to you today. Could you keep the box?
> OK, I have pictures too
< Even better, thank you.
""",
    ),
    Dialogue(
        "Orders",
        "Asked for {first_name}'s parcel, no answer",
        "no_answer",
        """
> hello?
< Hello {first_name}, this is {agent} at Wren & Wheel. How can I help?
< Are you still there? I close this for now; just text again and we go on.
""",
    ),
    Dialogue(
        "Returns",
        "Return of {parcel}",
        "booked",
        """
> I want to send {parcel} back to the shop
< Hi {first_name}, we can take it. Do you have the return label?
> No printer here
< No need: the rider brings one. Tomorrow at {time}?
> Tomorrow is fine
< Booked. Keep the box open until the rider has looked inside, please.
> will do
""",
    ),
    Dialogue(
        "Returns",
        "Returned {parcel} has not reached the shop",
        "resolved",
        """
> RETURN {parcel}: the shop says they never got it
< Let me check the hand-over, {first_name}.
< It was signed for by their back office at {time}. I send you the slip.
> Could you send it to them as well?
< Done, to their returns address, with you in copy.
> They found it. Sorry for the fuss!
< No fuss at all.
""",
    ),
    Dialogue(
        "Returns",
        "Wrong item in {parcel}",
        "resolved",
        """
> got somebody else's shoes lol
< Ha, sorry {first_name}! What is the number on the label?
> {parcel}
< Two bags were swapped at our depot. A rider comes at {time} with yours and takes the other pair.
> They're quite nice actually
< I did not read that 🙂
> fine, see you at {time}
""",
    ),
    Dialogue(
        "Returns",
        "Return pick-up missed",
        "rebooked",
        """
> Nobody came for my return
< I am sorry, {first_name}. The rider had a flat tyre at {street} and the round was cut short.
> So when?
< First stop tomorrow, before 9. I put it at the top of the list myself.
> Ok. Please really do
# Second attempt. Please give it to Marek, he knows the yard.
< Promised.
""",
    ),
    Dialogue(
        "Returns",
        "How to pack a lamp",
        "information",
        """
> How do I pack a lamp so that you'd take it?
< Two hand's breadths of padding all round, {first_name}, and the bulb out.
> And the box may be how big?
< 60 x 50 x 50 cm on a normal bike, more on a cargo bike.
> perfect that'll do
""",
    ),
    Dialogue(
        "Billing",
        "Invoice for {parcel}",
        "resolved",
        """
> INVOICE please for {parcel}, my accountant is asking
< Hello {first_name}, to which address shall it go?
> The office, the one you have on file
< Sent. It says {amount}, paid by card.
> Received 👍
""",
    ),
    Dialogue(
        "Billing",
        "Charged twice for {parcel}",
        "refund",
        """
> You charged me twice for {parcel}!!
< I see both, {first_name}, and only one is right. I am sorry.
> So?
< {amount} go back to your card today. Banks take two or three days to show it.
> ok thanks for being quick
# Card terminal at the depot booked twice again. Third this week.
< You are welcome.
""",
    ),
    Dialogue(
        "Billing",
        "Waiting time on the bill",
        "refund",
        """
> There's {amount} "waiting time" on my bill but it was your rider who was late
< Let me read the rider's log, {first_name}.
< You are right: the clock ran while he was still on his way. I take it off.
> Thank you. Appreciated
< The corrected bill is in your mail.
""",
    ),
    Dialogue(
        "Billing",
        "Monthly account for the studio",
        "booked",
        """
> We send 20+ parcels a month now. Can we get one bill a month instead of 20?
< Gladly, {first_name}. I only need your company's name and VAT number.
> Same name as on the last one. VAT number comes by email
< Then your first monthly bill comes on the 1st. Payment within 14 days.
> Wonderful
""",
    ),
    Dialogue(
        "Billing",
        "Reminder although paid",
        "passed_on",
        """
> I got a reminder for {amount} but I paid it last week
< Sorry for the letter, {first_name}. Which reference did you use?
> {parcel}
< Found: it was booked to another account. Our bookkeeping moves it, and the reminder is void.
> Please make sure, I don't want a third one
< I noted it on your account.
""",
    ),
)
