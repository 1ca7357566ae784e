"""A module per noun of the addresses. Each view asks `access` first, calls one verb, and answers with partials."""
