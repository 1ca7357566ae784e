// hx-swap="keyed": a list stays right whatever arrives first. A known element (by id) is brought up to date, unless
// what came is older (data-version); a new one goes where its data-number belongs.
let api;

function place(list, fresh) {
  const known = document.getElementById(fresh.id);
  if (known) {
    if (Number(fresh.dataset.version) < Number(known.dataset.version)) return null;
    const holder = document.createDocumentFragment();
    holder.append(fresh);
    api.morph(known, holder, false);
    return known;
  }
  let before = list.lastElementChild;
  while (before && Number(before.dataset.number) > Number(fresh.dataset.number)) before = before.previousElementSibling;
  if (before) before.after(fresh);
  else list.prepend(fresh);
  return fresh;
}

htmx.registerExtension("keyed", {
  init(internal) {
    api = internal;
  },
  handle_swap(style, target, fragment) {
    if (style !== "keyed") return false;
    // A copy: placing takes them out of the fragment.
    return [...fragment.children].map((fresh) => place(target, fresh)).filter(Boolean);
  },
});
