// What ticks: <local-time datetime>, <elapsed-time since warn late>, <count-down until>, and notes that pass.
// Times are counted by the server's clock, which the page brings along.
const skew = Date.parse(document.body.dataset.now) - Date.now() || 0;
const now = () => Date.now() + skew;
const ticking = new Set();
const pad = (number) => String(number).padStart(2, "0");

function duration(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = pad(seconds % 60);
  if (hours >= 24) return `${Math.floor(hours / 24)} d`;
  return hours ? `${hours}:${pad(minutes)}:${rest}` : `${minutes}:${rest}`;
}

class Ticking extends HTMLElement {
  connectedCallback() {
    ticking.add(this);
    this.tick();
  }
  disconnectedCallback() {
    ticking.delete(this);
  }
  show(text, level) {
    if (this.textContent !== text) this.textContent = text;
    if (level) this.dataset.level = level;
    else delete this.dataset.level;
  }
}

customElements.define("elapsed-time", class extends Ticking {
  tick() {
    const seconds = Math.max(0, Math.floor((now() - Date.parse(this.getAttribute("since"))) / 1000));
    const over = (name) => this.hasAttribute(name) && seconds >= Number(this.getAttribute(name));
    this.show(duration(seconds), over("late") ? "late" : over("warn") ? "warn" : "");
  }
});

customElements.define("count-down", class extends Ticking {
  tick() {
    const seconds = Math.max(0, Math.ceil((Date.parse(this.getAttribute("until")) - now()) / 1000));
    this.show(duration(seconds), seconds <= 5 ? "late" : "");
  }
});

customElements.define("local-time", class extends HTMLElement {
  static observedAttributes = ["datetime"];
  attributeChangedCallback() {
    const at = new Date(this.getAttribute("datetime"));
    const today = at.toDateString() === new Date(now()).toDateString();
    const day = { day: "numeric", month: "short", ...(at.getFullYear() !== new Date(now()).getFullYear() && { year: "numeric" }) };
    const time = { hour: "2-digit", minute: "2-digit" };
    const parts = this.getAttribute("show") === "day" ? day : today ? time : { ...day, ...time };
    this.textContent = new Intl.DateTimeFormat(undefined, parts).format(at);
    this.title = at.toLocaleString();
  }
});

customElements.define("passing-note", class extends HTMLElement {
  connectedCallback() {
    const leave = () => (this.closest(".offer") ?? this).remove();
    this.querySelector("button")?.addEventListener("click", leave);
    setTimeout(leave, 10_000);
  }
});

setInterval(() => ticking.forEach((each) => each.tick()), 1000);
