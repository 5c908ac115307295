// Small comforts: theme, Ctrl-K, chips that submit, suggestions; every page works without them.
const root = document.documentElement;
const stored = localStorage.getItem("silian-theme");
const dark = stored ? stored === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
root.setAttribute("data-bs-theme", dark ? "dark" : "light");
root.classList.add("scripts");

document.addEventListener("click", (event) => {
  const target = event.target.closest("[data-theme-switch]");
  if (target) {
    const next = root.getAttribute("data-bs-theme") === "dark" ? "light" : "dark";
    root.setAttribute("data-bs-theme", next);
    localStorage.setItem("silian-theme", next);
  }
  if (!event.target.closest(".search")) document.querySelectorAll(".hits").forEach((box) => box.replaceChildren());
});
document.addEventListener("keydown", (event) => {
  const box = document.querySelector("#search-box");
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && box) {
    event.preventDefault();
    box.focus();
    box.select();
  }
  if (event.key === "Escape") document.querySelectorAll(".hits").forEach((hits) => hits.replaceChildren());
});
document.addEventListener("keydown", (event) => {
  // On a pair: A accepts, D opens the reasons to decline.
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (document.querySelector(".pair")) document.querySelector(`[data-key="${CSS.escape(event.key.toLowerCase())}"]`)?.click();
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});
function closeOnNarrowScreens() {
  if (innerWidth < 768) document.querySelectorAll("[data-narrow-closed]").forEach((box) => box.removeAttribute("open"));
}
document.addEventListener("DOMContentLoaded", closeOnNarrowScreens);
document.addEventListener("htmx:afterSettle", closeOnNarrowScreens);
