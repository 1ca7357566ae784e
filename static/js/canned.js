// A slash at the start of a word opens the canned messages; arrows choose, Enter or Tab puts one in.
const SLASH = /(^|\s)\/([\p{L}\p{N}-]*)$/u;
const pickerOf = (text) => text.form?.querySelector("[data-canned]");
const options = (picker) => [...picker.querySelectorAll("[role=option]:not([aria-disabled])")];
const chosen = (picker) => picker.querySelector("[aria-selected=true]");
let asked = 0;

function close(text) {
  asked += 1;
  pickerOf(text).replaceChildren();
  text.removeAttribute("aria-activedescendant");
}

async function open(text, words) {
  const picker = pickerOf(text);
  const mine = ++asked;
  const answer = await fetch(`${picker.dataset.canned}?q=${encodeURIComponent(words)}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok || mine !== asked) return;
  picker.innerHTML = await answer.text();
  choose(text, options(picker)[0]);
}

function choose(text, option) {
  if (!option) return;
  options(pickerOf(text)).forEach((each) => each.setAttribute("aria-selected", String(each === option)));
  text.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function put(text, option) {
  const before = text.value.slice(0, text.selectionStart).replace(SLASH, `$1${option.dataset.text.replaceAll("$", "$$$$")}`);
  text.value = before + text.value.slice(text.selectionStart);
  text.setSelectionRange(before.length, before.length);
  close(text);
  text.focus();
  text.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", ({ target }) => {
  if (target.tagName !== "TEXTAREA" || !pickerOf(target)) return;
  const typed = target.value.slice(0, target.selectionStart).match(SLASH);
  if (typed) open(target, typed[2]);
  else close(target);
});

document.addEventListener("keydown", (event) => {
  const text = event.target;
  const picker = text.tagName === "TEXTAREA" && pickerOf(text);
  if (!picker || !picker.firstElementChild) return;
  const all = options(picker);
  const at = all.indexOf(chosen(picker));
  if (event.key === "Escape") close(text);
  else if (event.key === "ArrowDown") choose(text, all[(at + 1) % all.length]);
  else if (event.key === "ArrowUp") choose(text, all.at(at - 1));
  else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") {
    if (!all[at]) return;
    put(text, all[at]);
  } else return;
  event.preventDefault();
}, { capture: true });

document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.("[data-canned] [role=option]:not([aria-disabled])");
  if (!option) return;
  event.preventDefault();
  put(option.closest("form").querySelector("textarea"), option);
});
