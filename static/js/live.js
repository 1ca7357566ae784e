// Says whether the page hears news, and reads again whenever it may have missed some.
const SOCKET = document.body.getAttribute("hx-ws:connect");
const NOT_AN_AGENT = 4403;
const SILENCE = 50_000; // the server beats every 20 s
const POLL = 10_000;
const state = document.querySelector("connection-state");
let heard = Date.now();
let flying = false;
let again = false;

async function catchUp() {
  if (flying) {
    again = true;
    return;
  }
  flying = true;
  try {
    do {
      again = false;
      const transcript = document.querySelector("live-transcript");
      const place = transcript ? `interaction=${transcript.dataset.interaction}&after=${transcript.whole()}` : "";
      const path = `${document.body.dataset.refresh}?${place}`;
      await htmx.ajax("GET", path, { target: document.body, swap: "none" });
    } while (again);
  } finally {
    flying = false;
  }
}

function opened() {
  heard = Date.now();
  state.dataset.state = "live";
  catchUp();
}

if (SOCKET) {
  const connection = () => htmx.ext.ws.getRegistry().get(SOCKET)?.socket;
  document.addEventListener("htmx:after:ws:connection", opened);
  if (connection()?.readyState === WebSocket.OPEN) opened();

  document.addEventListener("htmx:ws:close", ({ detail }) => {
    state.dataset.state = "away";
    // Signed out, switched off, or no agent any more: the page itself says which.
    if (detail.code === NOT_AN_AGENT) location.reload();
  });

  document.addEventListener("htmx:before:ws:message", ({ detail }) => {
    heard = Date.now();
    if (detail.message.json?.catch_up) catchUp();
    // What was read before this came may be older than this.
    else if (!detail.message.json && flying) again = true;
  });

  setInterval(() => {
    if (state.dataset.state === "away") catchUp();
    else if (Date.now() - heard > SILENCE) connection()?.close(); // asleep, or cut off without a word
  }, POLL);

  document.addEventListener("catch-up", catchUp);
}

const isCatchUp = (ctx) => ctx?.request?.action?.startsWith(document.body.dataset.refresh);
const say = () => document.getElementById("notices").append(document.getElementById("lost").content.cloneNode(true));

document.addEventListener("htmx:after:request", ({ detail: { ctx } }) => {
  // Signed out meanwhile: the answer is the sign-in page, which belongs on a whole page.
  if (ctx.response.raw.redirected && !ctx.text.includes("<hx-partial")) location.reload();
});
document.addEventListener("htmx:response:error", ({ detail: { ctx } }) => {
  if (!isCatchUp(ctx) && !ctx.text.includes("<hx-partial")) say();
});
document.addEventListener("htmx:error", ({ detail: { ctx } }) => {
  if (ctx && !isCatchUp(ctx)) say();
});
