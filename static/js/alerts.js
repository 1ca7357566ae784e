// What should be noticed: a sound, a notification while the page is hidden, and the number of unread things in the title.
const announcer = document.getElementById("announcer");
const sounds = {};
const ask = document.querySelector("[data-notify]");
let title = document.title;

function ring(name) {
  const sound = (sounds[name] ??= new Audio(`${document.body.dataset.sounds}${name}.wav`));
  sound.currentTime = 0;
  // A browser stays silent until its user has clicked or typed once; the page can only note that.
  sound.play().catch((error) => (document.body.dataset.silent = error.name));
}

function badge() {
  if (!/^\(\d+\) /.test(document.title)) title = document.title;
  const unread = [...document.querySelectorAll("[data-unread]")].reduce((sum, each) => sum + Number(each.dataset.unread), 0);
  const waiting = unread + document.querySelectorAll(".offer:not(.gone)").length;
  document.title = waiting ? `(${waiting}) ${title}` : title;
}

if (announcer) {
  new MutationObserver(() => {
    const said = announcer.querySelector("[data-sound]");
    if (!said) return;
    ring(said.dataset.sound);
    if (document.hidden && globalThis.Notification?.permission === "granted") {
      const note = new Notification(said.textContent, { tag: said.dataset.sound });
      note.onclick = () => globalThis.focus();
    }
  }).observe(announcer, { childList: true });

  document.addEventListener("htmx:after:swap", badge);
  badge();
}

if (ask && globalThis.Notification?.permission === "default") {
  ask.hidden = false;
  ask.addEventListener("click", async () => {
    ask.hidden = (await Notification.requestPermission()) !== "default";
  });
}
