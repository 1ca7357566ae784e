// What somebody was typing in a conversation is there again when they come back to it, in this tab.
const restored = new WeakSet();

function restore() {
  for (const text of document.querySelectorAll("[data-draft]")) {
    if (restored.has(text)) continue;
    restored.add(text);
    const draft = sessionStorage.getItem(text.dataset.draft);
    if (draft && !text.value) {
      text.value = draft;
      text.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }
}

document.addEventListener("input", ({ target }) => {
  if (!target.dataset?.draft) return;
  if (target.value) sessionStorage.setItem(target.dataset.draft, target.value);
  else sessionStorage.removeItem(target.dataset.draft);
});
document.addEventListener("htmx:after:swap", restore);
restore();
