// The texts on one phone's screen, in the order they got there.

const STATES = { sending: "Sending…", taken: "Delivered", retrying: "Not taken yet, trying again", refused: "Refused" };

function make(tag, properties) { return Object.assign(document.createElement(tag), properties); }

export class Thread {
  constructor(list, owner) {
    this.list = list;
    this.names = new Map();
    list.setAttribute("aria-label", `Texts on the phone of ${owner}`);
  }

  clear() {
    this.last = undefined;
    this.list.replaceChildren(make("div", { className: "empty", textContent: "No texts yet. Say hello." }));
  }

  // Returns whether the text was new.
  show(text, fresh) {
    const known = this.list.querySelector(`[data-uuid="${text.uuid}"]`);
    if (known) {
      this.state(known, text.state);
      return false;
    }
    this.list.querySelector(".empty")?.remove();
    if (this.last !== text.channel) this.via(text.channel);
    this.last = text.channel;
    const item = this.bubble(text);
    item.classList.toggle("fresh", fresh);
    this.list.append(item);
    this.list.scrollTop = this.list.scrollHeight;
    return true;
  }

  state(item, state) {
    item.dataset.state = state;
    item.querySelector(".state").textContent = STATES[state] ?? "";
  }

  bubble(text) {
    const item = make("div", { className: `text ${text.direction}`, title: new Date(text.at).toLocaleString() });
    item.dataset.uuid = text.uuid;
    const who = text.direction === "in" ? "You: " : `${this.names.get(text.channel) ?? text.channel}: `;
    item.append(make("span", { className: "quiet", textContent: who }));
    for (const medium of text.media) item.append(this.medium(medium));
    if (text.text) item.append(make("span", { className: "bubble", textContent: text.text, dir: "auto" }));
    item.append(make("small", { className: "state" }));
    this.state(item, text.state);
    return item;
  }

  medium(medium) {
    const path = new URL(medium.url, location.href).pathname;
    if (path.startsWith("/media/")) return make("img", { src: path, alt: medium.name || "Picture", width: 190, height: 142 });
    return make("span", { className: "bubble", textContent: `${medium.kind}: ${medium.name || medium.url}` });
  }

  via(channel) {
    const name = this.names.get(channel);
    this.list.append(make("div", { className: "via", textContent: name ? `${name} · ${channel}` : channel }));
  }
}
