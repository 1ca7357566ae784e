// <live-transcript>: stays at its end when it was there, says so when there is more below, tells the server what has
// been read, and asks for what is missing when a number was skipped.
customElements.define("live-transcript", class extends HTMLElement {
  #atEnd = true;
  #missed = new Set();

  connectedCallback() {
    this.timeline = this.querySelector(".timeline");
    this.more = this.querySelector(".newer");
    this.#seen = this.#newest();
    this.#toEnd();
    this.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.more.addEventListener("click", () => this.#toEnd());
    this.watch = new MutationObserver(() => this.#changed());
    this.watch.observe(this.timeline, { childList: true });
    this.size = new ResizeObserver(() => this.#atEnd && this.#toEnd());
    this.size.observe(this);
    this.size.observe(this.timeline);
    this.onVisible = () => this.#read();
    document.addEventListener("visibilitychange", this.onVisible);
    this.#read();
  }

  disconnectedCallback() {
    this.watch.disconnect();
    this.size.disconnect();
    document.removeEventListener("visibilitychange", this.onVisible);
  }

  #seen = 0;
  #reported = 0;

  #newest() {
    return Number(this.timeline.lastElementChild?.dataset.number ?? 0);
  }

  #toEnd() {
    this.scrollTop = this.scrollHeight;
    this.#scrolled();
  }

  #scrolled() {
    this.#atEnd = this.scrollHeight - this.scrollTop - this.clientHeight < 48;
    if (this.#atEnd) {
      this.more.hidden = true;
      this.#read();
    }
  }

  #changed() {
    const isNew = this.#newest() > this.#seen;
    this.#seen = this.#newest();
    if (isNew && this.#atEnd) this.#toEnd();
    else if (isNew) this.more.hidden = false;
    this.#lookForGaps();
    this.#read();
  }

  // The number up to which nothing is missing.
  whole() {
    let last = Number(this.timeline.firstElementChild?.dataset.number ?? 0);
    for (const { dataset } of this.timeline.children) {
      if (Number(dataset.number) > last + 1) break;
      last = Number(dataset.number);
    }
    return last;
  }

  #lookForGaps() {
    const whole = this.whole();
    // Once for each gap: a line that cannot be had must not be asked for for ever.
    if (whole === this.#newest() || this.#missed.has(whole)) return;
    this.#missed.add(whole);
    document.dispatchEvent(new Event("catch-up"));
  }

  #read() {
    if (document.hidden || !this.#atEnd || !this.dataset.reading || this.#seen <= this.#reported) return;
    this.#reported = this.#seen;
    htmx.ajax("POST", this.dataset.reading, { target: this, swap: "none" });
  }
});
