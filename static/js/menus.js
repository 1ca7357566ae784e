// Menus close when something else is meant; the theme is kept in a cookie, so the server paints it at once.
const menus = () => document.querySelectorAll("details.menu[open]");
const closeAll = (except) => menus().forEach((menu) => menu !== except && (menu.open = false));

document.addEventListener("click", ({ target }) => closeAll(target.closest?.("details.menu")));
document.addEventListener("submit", ({ target }) => target.closest(".menu") && closeAll());
document.addEventListener("keydown", ({ key }) => {
  if (key !== "Escape") return;
  const menu = menus()[0];
  closeAll();
  menu?.querySelector("summary").focus();
});

document.addEventListener("click", ({ target }) => {
  const dialog = target.closest?.("[data-dialog]")?.dataset.dialog;
  if (dialog) document.getElementById(dialog).showModal();
  const choice = target.closest?.("[data-theme-choice]")?.dataset.themeChoice;
  if (choice === undefined) return;
  if (choice) document.documentElement.dataset.theme = choice;
  else delete document.documentElement.dataset.theme;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `theme=${choice}; Path=/; Max-Age=${choice ? 31536000 : 0}; SameSite=Lax${secure}`;
});
