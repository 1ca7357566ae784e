// The drawer with switches: each is one or two named rules of the simulator.

const SWITCHES = [
  ["slow", "Slow to answer", "Takes three seconds for every text of ours", [{ on: "send", delay: 3 }]],
  ["busy", "Too many texts", "Answers 429: come back in five seconds", [{ on: "send", http: 429, retry_after: 5 }]],
  ["broken", "Internal errors", "Answers 500 to about every second text", [{ on: "send", http: 500, probability: 0.5 }]],
  ["dropped", "Answers get lost", "Takes the text, then hangs up without a word", [{ on: "send", drop: "after" }]],
  ["broke", "No credit left", "Answers 402", [{ on: "send", http: 402 }]],
  ["rejected", "Texts are rejected", "Accepted first, then refused as if the customer had replied STOP", [{ on: "status", final: "rejected", code: "1240" }]],
  ["twice", "Everything three times", "Customers' texts and statuses are posted thrice", [{ on: "inbound", duplicate: 2 }, { on: "status", duplicate: 2 }]],
  ["mixed", "Out of order", "Delivered is reported before submitted", [{ on: "status", reorder: true }]],
  ["late", "Ten seconds late", "Customers' texts and statuses come later", [{ on: "inbound", late: 10 }, { on: "status", late: 10 }]],
  ["silent", "No statuses", "Never says what became of a text", [{ on: "status", silent: true }]],
  ["unsigned", "Forgets to sign", "The first try of a webhook has no signature", [{ on: "inbound", unsigned: true }, { on: "status", unsigned: true }]],
];

export class Trouble {
  constructor(order) {
    this.order = order;
    this.drawer = document.querySelector("#trouble");
    this.button = document.querySelector("#trouble-button");
    this.boxes = new Map();
    for (const one of SWITCHES) this.add(...one);
    this.button.addEventListener("click", () => this.open(this.drawer.hidden));
    document.querySelector("#trouble-close").addEventListener("click", () => this.open(false));
    document.querySelector("#peace").addEventListener("click", () => this.order("DELETE", "/control/trouble"));
    this.drawer.addEventListener("keydown", (event) => event.key === "Escape" && this.open(false));
  }

  add(name, title, words, rules) {
    const label = document.querySelector("#switch").content.firstElementChild.cloneNode(true);
    const box = label.querySelector("input");
    label.querySelector("b").textContent = title;
    label.querySelector("small").textContent = words;
    box.addEventListener("change", () => this.change(name, rules, box.checked));
    this.boxes.set(name, box);
    document.querySelector("#switches").append(label);
  }

  async change(name, rules, on) {
    for (const [number, rule] of rules.entries()) {
      const title = `${name}-${number}`;
      if (on) await this.order("POST", "/control/trouble", { ...rule, name: title });
      else await this.order("DELETE", `/control/trouble?name=${title}`);
    }
  }

  open(open) {
    this.drawer.hidden = !open;
    this.button.setAttribute("aria-expanded", open);
    (open ? this.boxes.get("slow") : this.button).focus();
  }

  show(rules) {
    const names = new Set(rules.map((rule) => rule.name));
    let on = 0;
    for (const [name, box] of this.boxes) {
      box.checked = names.has(`${name}-0`);
      on += box.checked;
    }
    const others = rules.filter((rule) => !this.boxes.has((rule.name ?? "").replace(/-\d$/, ""))).length;
    const count = document.querySelector("#trouble-count");
    count.textContent = on + others;
    count.hidden = on + others === 0;
    const line = document.querySelector("#other-rules");
    line.hidden = others === 0;
    line.textContent = `And ${others} more, ordered through the control API.`;
  }
}
