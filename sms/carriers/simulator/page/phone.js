// The page: which phones there are, and the news that reaches them. A lost connection is caught up by a read.

import { Handset } from "./handset.js";
import { Trouble } from "./trouble.js";

const shelf = document.querySelector("#handsets");
const people = document.querySelector("#people");
const connection = document.querySelector("#connection");
const handsets = new Map();

async function order(method, path, body) {
  try {
    const headers = body ? { "Content-Type": "application/json" } : {};
    const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
    return answer.ok ? "" : ((await answer.json()).error ?? `The simulator answered ${answer.status}.`);
  } catch {
    return "The simulator does not answer.";
  }
}

const trouble = new Trouble(order);
const send = (text) => (text.to ? order("POST", "/control/inbound", text) : "There is no channel number: start the simulator with --number.");
const remove = (number) => order("DELETE", `/phone/handsets/${encodeURIComponent(number)}`);

function seen(number, unread) {
  people.querySelector(`[data-number="${number}"] .unread`)?.toggleAttribute("hidden", !unread);
  const waiting = shelf.querySelectorAll(".owner .unread:not([hidden])").length;
  document.title = waiting ? `(${waiting}) Customers' phones` : "Customers' phones";
}

function place(person, index) {
  const handset = handsets.get(person.number) ?? new Handset(person, index, { send, remove, seen });
  handsets.set(person.number, handset);
  if (!handset.root.isConnected) {
    shelf.append(handset.root);
    people.append(tab(person, handset));
    watch.observe(handset.root);
  }
}

function tab(person, handset) {
  const button = Object.assign(document.createElement("button"), { type: "button" });
  button.dataset.number = person.number;
  button.append(handset.find(".avatar").cloneNode(true), person.name.split(" ")[0], handset.find(".unread").cloneNode(true));
  button.addEventListener("click", () => {
    handset.mark(false);
    handset.root.scrollIntoView({ behavior: "smooth", inline: "center", block: "nearest" });
  });
  const item = document.createElement("li");
  item.append(button);
  return item;
}

function leave(number) {
  handsets.get(number).root.remove();
  handsets.delete(number);
  people.querySelector(`[data-number="${number}"]`).parentElement.remove();
}

const watch = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    const number = [...handsets].find(([, one]) => one.root === entry.target)?.[0];
    people.querySelector(`[data-number="${number}"]`)?.setAttribute("aria-current", entry.isIntersecting);
  }
}, { root: null, threshold: 0.6 });

async function load() {
  const state = await (await fetch("/phone/state")).json();
  const numbers = new Set(state.handsets.map((one) => one.number));
  for (const number of [...handsets.keys()]) if (!numbers.has(number)) leave(number);
  state.handsets.forEach(place);
  for (const [number, handset] of handsets) {
    handset.channels(state.channels);
    handset.thread.clear();
    for (const text of state.texts[number] ?? []) handset.show(text, false);
  }
  trouble.show(state.rules);
  tick();
}

function hear(news) {
  if (news.kind === "text") handsets.get(news.handset)?.show(news, true);
  else if (news.kind === "trouble") trouble.show(news.rules);
  else if (news.kind === "state") {
    const item = shelf.querySelector(`[data-uuid="${news.uuid}"]`);
    if (item) handsets.get(news.handset)?.thread.state(item, news.state);
  } else load();
}

function say(state, words) {
  connection.dataset.state = state;
  connection.textContent = words;
}

function tick() {
  const now = new Date().toLocaleTimeString([], { hour: "numeric", minute: "2-digit" });
  for (const clock of shelf.querySelectorAll(".clock")) clock.textContent = now;
}

const form = document.querySelector("#adding");
const add = document.querySelector("#add");
add.addEventListener("click", () => {
  form.hidden = !form.hidden;
  add.setAttribute("aria-expanded", !form.hidden);
  if (!form.hidden) form.elements.name.focus();
});
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const problem = await order("POST", "/phone/handsets", Object.fromEntries(new FormData(form)));
  form.querySelector(".problem").textContent = problem;
  if (!problem) { form.reset(); form.hidden = true; add.setAttribute("aria-expanded", false); }
});

setInterval(tick, 10_000);
const events = new EventSource("/events");
events.onopen = () => load().then(() => say("open", "Connected"), () => say("lost", "Connection lost"));
events.onerror = () => say("lost", "Connection lost, trying again…");
events.onmessage = (event) => hear(JSON.parse(event.data));
