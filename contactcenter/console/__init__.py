"""The agents' workspace: pages, answers and pushes over the same partials. An app without models.

A browser asks by HTTP and the socket only tells. Every answer and every push is a handful of `<hx-partial>`s, each
the fresh rendering of one template into the element with the same id, so nothing depends on who was first:

    answers      partials for a click, or a redirect where the browser has no script
    rendering    the partials of each thing, and of each announcement
    access       who may see what; asked when a page loads, when a socket subscribes, when a push is rendered
    consumers    one socket per page: presence, announcements in, partials out
    assets       one style sheet, two scripts and one sheet of icons, put together from static/

`views` holds a module per noun of the addresses in `urls`.
"""
