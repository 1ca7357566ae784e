// Which conversation is open: marked in the list, focused when somebody opens it, and reached by the keyboard.
const links = () => [...document.querySelectorAll(".conversation a")];
const isWide = () => matchMedia("(min-width: 721px)").matches;

function mark() {
  for (const link of links()) {
    if (link.pathname === location.pathname) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
}

function focusConversation() {
  const text = document.querySelector(".composer .reply textarea");
  (isWide() && text ? text : document.querySelector(".head h2, .hollow h2"))?.focus({ preventScroll: true });
}

document.addEventListener("htmx:after:swap", ({ detail: { ctx } }) => {
  mark();
  const asked = ctx.response && ctx.sourceElement !== document.body && ctx.sourceElement?.tagName !== "LIVE-TRANSCRIPT";
  if (asked && /hx-target="#workspace"/.test(ctx.text)) focusConversation();
  // What had the focus is gone with what was clicked: go on where the next step is.
  else if (asked && document.activeElement === document.body) {
    document.querySelector(".wrap-up input, .left p, .composer .reply textarea")?.focus();
  }
});

const SHORTCUTS = {
  ArrowDown: () => step(1),
  ArrowUp: () => step(-1),
  KeyA: () => document.querySelector("[data-accept]")?.click(),
  KeyR: () => write("reply"),
  KeyN: () => write("note"),
};

function step(by) {
  const all = links();
  const at = all.findIndex((link) => link.hasAttribute("aria-current"));
  all[at < 0 ? 0 : (at + by + all.length) % all.length]?.click();
}

function write(mode) {
  document.querySelector(`.modes [value=${mode}]`)?.click();
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches?.("input, textarea, select");
  if (event.altKey && !event.ctrlKey && !event.metaKey && SHORTCUTS[event.code]) {
    event.preventDefault();
    SHORTCUTS[event.code]();
  } else if (event.key === "?" && !typing) document.getElementById("shortcuts")?.showModal();
});
