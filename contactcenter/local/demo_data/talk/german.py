"""Dialogues in German, for Berlin."""

from contactcenter.local.demo_data.talk import Dialogue

DIALOGUES = (
    Dialogue(
        "Orders",
        "Wo bleibt Sendung {parcel}",
        "resolved",
        """
> Guten Morgen, wo bleibt denn meine Sendung {parcel}?
< Guten Morgen {first_name}, hier ist {agent}. Ich schaue gleich nach.
< Sie ist auf dem Rad und kommt gegen {time} zu Ihnen.
> Prima, ich bin da
< Sie bekommen eine Nachricht, sobald der Kurier vor der Tür steht.
> Ist angekommen, danke schön!
""",
    ),
    Dialogue(
        "Orders",
        "Abholung in der {street}",
        "booked",
        """
> Können Sie heute noch etwas in der {street} abholen?
< Gerne, {first_name}. Wie groß ist es, und wohin soll es?
> Ein Ordner Pläne, zum Bauamt
< Passt in die Tasche. Abholung um {time}, Auftrag {parcel}.
> Sehr gut
""",
    ),
    Dialogue(
        "Orders",
        "Klingel defekt bei {parcel}",
        "rebooked",
        """
> Auf der Karte steht, ich wäre nicht da gewesen. War ich aber
< Das tut mir leid. Der Kurier hat notiert, dass die Klingel nicht ging.
> Ah, stimmt. Heute Abend nochmal?
< Zwischen 18 und 20 Uhr, und er ruft Sie von unten an.
> Danke
# Hinterhaus, dritter Stock. Tor ist ab 19 Uhr zu.
""",
    ),
    Dialogue(
        "Orders",
        "Preis für eine Eilfahrt",
        "information",
        """
> Was kostet eine Eilfahrt von der {street} zum Flughafen?
< Hallo {first_name}, mit dem Lastenrad {amount} bis 25 kg, etwa 80 Minuten.
> Geht das auch um 6 Uhr früh?
< Ja, frühe Fahrten kosten ein Viertel mehr.
> Alles klar, ich melde mich
""",
    ),
    Dialogue(
        "Returns",
        "Rücksendung {parcel}",
        "booked",
        """
> Ich möchte {parcel} zurückschicken, habe aber keinen Drucker
< Kein Problem, {first_name}: der Kurier bringt das Etikett mit. Morgen um {time}?
> Passt
< Ist notiert. Bitte den Karton noch offen lassen.
> Mache ich, danke
""",
    ),
    Dialogue(
        "Returns",
        "Falscher Inhalt in {parcel}",
        "resolved",
        """
> In meinem Paket {parcel} sind fremde Schuhe 😅
< Oh! Da wurden zwei Taschen vertauscht. Um {time} kommt jemand mit Ihrer und nimmt die andere mit.
> Super, bis dann
< Entschuldigen Sie bitte die Mühe.
""",
    ),
    Dialogue(
        "Billing",
        "Rechnung für {parcel}",
        "resolved",
        """
> Ich brauche bitte eine Rechnung für {parcel}
< Guten Tag {first_name}, an die hinterlegte Adresse?
> Ja bitte
< Ist unterwegs: {amount}, bezahlt per Lastschrift.
> Vielen Dank
""",
    ),
    Dialogue(
        "Billing",
        "Doppelte Abbuchung {parcel}",
        "refund",
        """
> {parcel} wurde zweimal abgebucht
< Das sehe ich auch, {first_name}. {amount} gehen heute an Sie zurück.
> Wie lange dauert das?
< Zwei bis drei Banktage.
> In Ordnung
""",
    ),
)
