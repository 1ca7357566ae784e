// <text-composer>: Enter sends, what was sent makes room at once, and a counter says what the text takes on the air.
// The rule is that of sms/encoding.py (GSM 03.38): 160 or 153 septets a segment, 70 or 67 once a character is foreign.
const BASIC = new Set("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà");
const EXTENSION = new Set("\f^{}\\[~]|€");

function measure(text) {
  const characters = [...text];
  const gsm = characters.every((each) => BASIC.has(each) || EXTENSION.has(each));
  const units = characters.map((each) => (gsm ? (EXTENSION.has(each) ? 2 : 1) : each.length));
  const total = units.reduce((sum, each) => sum + each, 0);
  const [single, joined] = gsm ? [160, 153] : [70, 67];
  let segments = total ? 1 : 0;
  let used = 0;
  if (total > single) {
    for (const unit of units) {
      if (used + unit > joined) {
        segments += 1;
        used = 0;
      }
      used += unit;
    }
  }
  return { characters: characters.length, segments, encoding: gsm ? "GSM-7" : "Unicode" };
}

customElements.define("text-composer", class extends HTMLElement {
  connectedCallback() {
    this.addEventListener("input", ({ target }) => {
      target.removeAttribute("aria-invalid");
      target.form?.querySelector(".error").replaceChildren();
      this.#count();
    });
    this.addEventListener("keydown", (event) => this.#key(event));
    this.addEventListener("change", ({ target }) => target.type === "radio" && this.#text()?.focus());
    // The second click of a double click finds the field already empty: it is not another text.
    this.addEventListener("submit", (event) => this.#repeats(event.target) && this.#drop(event), { capture: true });
    this.addEventListener("htmx:before:request", ({ target }) => this.#makeRoom(target));
    this.addEventListener("htmx:finally:request", ({ target }) => delete target.sent);
    this.addEventListener("htmx:error", ({ target }) => this.#giveBack(target));
    this.addEventListener("htmx:response:error", ({ target, detail }) => {
      // An answer that knows what was wrong brings the text back itself.
      if (!detail.ctx.text.includes("<hx-partial")) this.#giveBack(target);
    });
    this.#count();
  }

  #text() {
    const mode = this.querySelector("[type=radio]:checked")?.value;
    return this.querySelector(mode === "note" ? ".noting textarea" : ".reply textarea");
  }

  #key(event) {
    const isSend = event.key === "Enter" && !event.shiftKey && !event.isComposing && !event.defaultPrevented;
    if (!isSend || event.target.tagName !== "TEXTAREA") return;
    event.preventDefault();
    event.target.form.requestSubmit();
  }

  #repeats(form) {
    return form.sent && !form.querySelector("textarea")?.value;
  }

  #drop(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  #makeRoom(form) {
    const text = form.querySelector?.("textarea");
    if (!text) return;
    form.sent = text.value;
    this.#set(text, "");
  }

  #giveBack(form) {
    const text = form.querySelector?.("textarea");
    if (text && form.sent && !text.value) this.#set(text, form.sent);
  }

  #set(text, value) {
    text.value = value;
    text.dispatchEvent(new Event("input", { bubbles: true }));
  }

  #count() {
    const { characters, segments, encoding } = measure(this.querySelector(".reply textarea").value);
    const limit = Number(this.dataset.limit);
    const count = this.querySelector(".count");
    const parts = `${segments} ${segments === 1 ? "segment" : "segments"}`;
    count.textContent = characters ? `${characters.toLocaleString()} / ${limit.toLocaleString()} · ${parts} · ${encoding}` : "";
    count.toggleAttribute("data-over", characters > limit);
  }
});
