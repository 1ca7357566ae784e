"""What the demo's people and streets are called, by country."""

_FIRST_NAMES = {
    "GB": """
        Abigail Alfie Amara Beatrix Callum Dilys Eleri Ewan Farah Fergus Georgina Harriet Idris
        Imogen Ishaan Jemima Kirsty Leila Magnus Nadia Oluwaseun Percy Priya Rhys Rosalind Rufus
        Shona Tabitha Theo Winifred
    """,
    "US": """
        Alma Andre Beatriz Caleb Camila Darnell Delia Ezra Gloria Hector Imani Jerome Josefina
        Kayla Leandro Luz Malik Maribel Nolan Odessa Pilar Quincy Rafael Renata Shanice Silas
        Teresa Wendell Xiomara Zeke
    """,
    "DE": """
        Anneliese Bastian Cem Dorothea Elif Falk Frieda Gesine Hannes Ilse Jannik Karla Lennart
        Malte Mareike Nuri Ottilie Paula Rieke Selma Thorben Ulrike Veit Wiebke
    """,
    "CA": "Aurélie Bronwyn Desmond Félix Maude Odile Ravi Simone Tristan Yvonne",
    "AU": "Bindi Clancy Darcy Heath Kylee Lachlan Matilda Noah Tahlia Zara",
    "SE": "Agneta Björn Ebba Gustav Hedvig Lovisa Måns Sixten Tova Åsa",
}
_LAST_NAMES = {
    "GB": """
        Adeyinka Ashdown Bagshaw Birtwhistle Copplestone Dhillon Duckworth Entwistle Fairweather
        Farnaby Gathercole Hargreave Heptonstall Iqbal Kettlewell Lanyon Mistry Nettlefold
        Ogunleye Pargeter Quennell Ravenscroft Satterthwaite Threlfall Tregenza Umunna Venables
        Wadsworth Yardley Zaman
    """,
    "US": """
        Abernathy Bettencourt Calloway Castellanos Dunleavy Echeverria Fontanez Gallardo Hathaway
        Ibarra Jankowski Kowalczyk Lattimore Maldonado Nakagawa Ocasio Pettigrew Quintanilla
        Rosario Stallworth Tavarez Underwood Villalobos Winslow Yarborough Zambrano
    """,
    "DE": """
        Aydin Birkenfeld Clausnitzer Dörfler Ebersbach Feldhaus Grothe Haberland Immendorf Jessen
        Kaltenbach Lindenau Mühlbauer Nachtigall Ostermann Pfeiffenberger Quandt Reinsberg
        Sonnenfeld Tiedemann Uhlenbrock Vossberg Wittstock Yildirim
    """,
    "CA": """
        Arsenault Beauchemin Chowdhury Desrosiers Fraserly Gauvreau Lachapelle Macready Sidhu
        Thibodeau
    """,
    "AU": """
        Applegarth Barrowclough Coolidge Drysdale Featherstone Gillespie Hollows Lindeman Ridgeway
        Tran
    """,
    "SE": """
        Blomdahl Ekdahl Forsgren Grankvist Hedlund Kvarnström Lagergren Nordenskog Sjöstrand
        Wikander
    """,
}
FIRST_NAMES = {country: names.split() for country, names in _FIRST_NAMES.items()}
LAST_NAMES = {country: names.split() for country, names in _LAST_NAMES.items()}
COMPANIES = {
    "GB": (
        "Quince & Daughters Florists",
        "Bramble Lane Bakery",
        "Hollow Tooth Dental Studio",
        "Pigeon Post Prints",
        "Marrow Street Wine",
        "Tin Roof Ceramics",
    ),
    "US": (
        "Delancey Button Company",
        "Nine Lives Cat Clinic",
        "Rooftop Honey Works",
        "Low Tide Records",
        "Bergen Film Lab",
    ),
    "DE": ("Druckerei Kranichfeld", "Blumen am Kanal", "Optik Morgenrot", "Architekturbüro Lot & Lücke"),
}
STREETS = {
    "London desk": ("Tanner's Row", "Lockkeeper Street", "Alder Wharf", "Chandler Yard", "Hopgarden Lane"),
    "New York desk": ("Orchard Alley", "Cooper's Slip", "Ferry Street", "Sackett Yard", "Ninth Terrace"),
    "Berlin desk": ("Kastanienufer", "Färbergasse", "Alte Zollstraße", "Spreebogen", "Müllerhof"),
}
