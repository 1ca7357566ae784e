"""Dialogues in Spanish, which some customers in New York prefer."""

from contactcenter.local.demo_data.talk import Dialogue

DIALOGUES = (
    Dialogue(
        "Orders",
        "¿Dónde está el paquete {parcel}?",
        "resolved",
        """
> Hola, ¿dónde está mi paquete {parcel}?
< Hola {first_name}, soy {agent}. Lo miro ahora mismo.
< Va en la bici, llega a las {time} más o menos.
> Perfecto, gracias
< ¡A usted!
""",
    ),
    Dialogue(
        "Orders",
        "Recogida en {street}",
        "booked",
        """
> ¿Pueden recoger una caja hoy en {street}?
< Claro, {first_name}. ¿Cuánto pesa y adónde va?
> 4 kilos, a una panadería en Brooklyn
< Pasamos a las {time}. El número es {parcel}.
> Mil gracias
""",
    ),
    Dialogue(
        "Returns",
        "Devolución de {parcel}",
        "booked",
        """
> Quiero devolver {parcel}
< Muy bien, {first_name}. El mensajero lleva la etiqueta, mañana a las {time}.
> Allí estaré
""",
    ),
    Dialogue(
        "Billing",
        "Factura de {parcel}",
        "resolved",
        """
> Necesito la factura de {parcel}, por favor
< Enseguida, {first_name}. Son {amount}, ya pagados con tarjeta.
> Recibida, gracias
""",
    ),
)
