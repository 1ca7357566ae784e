// One customer's phone: whose it is, which channel it texts, and what is typed on it.

import { Thread } from "./thread.js";

const PICTURES = { parcel: "A damaged parcel", plant: "A plant", sunset: "A sunset" };

export class Handset {
  constructor(person, index, { send, remove, seen }) {
    Object.assign(this, { person, send, seen });
    this.root = document.querySelector("#handset").content.firstElementChild.cloneNode(true);
    this.thread = new Thread(this.find(".texts"), person.name);
    this.find(".avatar").classList.add(`hue-${index % 8}`);
    const initials = person.name.match(/(?<!\p{L})\p{L}/gu) ?? ["☎"];
    this.find(".avatar").textContent = [...new Set([initials[0], initials.at(-1)])].join("").toUpperCase();
    this.find("h2").textContent = person.name;
    this.find(".number").textContent = [person.number, person.country].filter(Boolean).join(" · ");
    this.find("textarea").setAttribute("aria-label", `Text from ${person.name}`);
    this.find("select").setAttribute("aria-label", `Channel that ${person.name} texts`);
    this.find(".remove").hidden = !person.added;
    this.find(".remove").setAttribute("aria-label", `Remove the phone of ${person.name}`);
    this.find(".remove").addEventListener("click", () => remove(person.number));
    this.find("form").addEventListener("submit", (event) => this.submit(event));
    this.find("textarea").addEventListener("keydown", (event) => this.key(event));
    this.find(".attach").addEventListener("click", () => this.tray(this.find(".pictures").hidden));
    for (const look of ["focusin", "pointerdown"]) this.root.addEventListener(look, () => this.mark(false));
    for (const [name, label] of Object.entries(PICTURES)) this.picture(name, label);
  }

  find(selector) { return this.root.querySelector(selector); }

  channels(channels) {
    const select = this.find("select");
    const names = (this.thread.names = new Map(channels.map((one) => [one.number, one.name])));
    const near = channels.find((one) => one.country === this.person.country) ?? channels[0];
    const chosen = names.has(select.value) ? select.value : (near?.number ?? "");
    select.replaceChildren(...channels.map((one) => new Option(`${one.name}  ${one.number}`, one.number)));
    select.value = chosen;
  }

  show(text, fresh) {
    const added = this.thread.show(text, fresh);
    const elsewhere = !this.root.contains(document.activeElement);
    if (added && fresh && text.direction === "out" && elsewhere) this.mark(true);
  }

  mark(unread) {
    if (this.find(".unread").hidden !== unread) return;
    this.find(".unread").hidden = !unread;
    this.seen(this.person.number, unread);
  }

  key(event) {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.find("form").requestSubmit();
  }

  async submit(event) {
    event.preventDefault();
    const box = this.find("textarea");
    const text = box.value.trim();
    box.focus();
    if (text && (await this.give({ text })) && box.value.trim() === text) box.value = "";
  }

  async give(order) {
    const problem = await this.send({ from: this.person.number, to: this.find("select").value, ...order });
    this.find(".problem").textContent = problem;
    return !problem;
  }

  tray(open) {
    this.find(".pictures").hidden = !open;
    this.find(".attach").setAttribute("aria-expanded", open);
  }

  picture(name, label) {
    const button = Object.assign(document.createElement("button"), { type: "button" });
    const image = { src: `/media/${name}.png`, alt: label, loading: "lazy" };
    button.append(Object.assign(document.createElement("img"), image));
    button.addEventListener("click", async () => {
      const box = this.find("textarea");
      const media = [{ kind: "image", url: `/media/${name}.png`, name: `${name}.png` }];
      if (!(await this.give({ text: box.value.trim(), media }))) return;
      box.value = "";
      this.tray(false);
    });
    this.find(".pictures").append(button);
  }
}
