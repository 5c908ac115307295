// The bench by keyboard: every key presses a button or follows a link that is on the page, so that nothing needs it.
const pressed = (selector) => document.querySelector(selector)?.click();
const bench = () => document.getElementById("bench");
const rows = (selector) => [...bench().querySelectorAll(selector)];

function step(selector, by) {
  const links = rows(selector);
  const now = links.findIndex((link) => link.getAttribute("aria-current") === "true");
  const next = links[now < 0 ? 0 : now + by];
  if (next) next.click();
}
function opened(name) {
  const summary = document.querySelector(`summary[data-bench="${name}"]`);
  if (!summary) return;
  const box = summary.parentElement;
  box.open = !box.open;
  if (box.open) (box.querySelector("textarea, button") ?? summary).focus();
}
const reasons = () => document.querySelector("details[open] > form[data-reasons]");
const keys = {
  j: () => step(".bench-open", 1),
  k: () => step(".bench-open", -1),
  J: () => step(".bench-need", 1),
  K: () => step(".bench-need", -1),
  a: () => pressed('[data-bench="a"]'),
  d: () => opened("d"),
  l: () => pressed('[data-bench="l"]'),
  i: () => opened("i"),
  n: () => document.getElementById("bench-note-text")?.focus(),
  c: () => pressed(`.compare-chip[data-compare="${CSS.escape(document.querySelector("#bench-pair [data-at]")?.dataset.at ?? "")}"]`),
  C: () => pressed(document.querySelector("[data-comparing]") ? "[data-bench-single]" : "[data-bench-side]"),
  "?": () => document.getElementById("bench-keys").showModal(),
};
document.addEventListener("keydown", (event) => {
  const shown = document.querySelector("dialog[open]");
  if (shown && event.key === "Escape") shown.close();
  if (event.ctrlKey || event.metaKey || event.altKey || shown) return;
  if (event.key === "Escape") {
    document.querySelectorAll(".bench-tools details[open]").forEach((box) => {
      box.open = false;
      box.querySelector("summary").focus();
    });
    document.activeElement.closest("textarea, input")?.blur();
  }
  if (event.target.closest("input, textarea, select") || !bench()) return;
  const number = reasons() && /^[1-9]$/.test(event.key) ? reasons().querySelectorAll("button")[event.key - 1] : null;
  const act = number ? () => number.click() : keys[event.shiftKey ? event.key : event.key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act();
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-bench-keys]")) keys["?"]();
  const link = event.target.closest(".bench-open");
  if (!link) return;
  // The list stays as it is while the pair beside it changes.
  rows(".bench-open").forEach((each) => each.removeAttribute("aria-current"));
  link.setAttribute("aria-current", "true");
  bench().dataset.step = "pair";
  if (innerWidth >= 768) link.focus();
});
document.addEventListener("htmx:afterSettle", (event) => {
  const said = document.querySelector("#bench [data-said]");
  const told = document.getElementById("bench-said");
  if (said && told) told.textContent = said.textContent;
  if (innerWidth < 768) scrollTo(0, 0);
  if (event.target.id === "bench" || document.activeElement === document.body) {
    const current = document.querySelector("[data-comparing] [data-pair-title]") ?? document.querySelector('.bench-open[aria-current="true"]');
    current?.focus({ preventScroll: innerWidth < 768 });
  }
});
document.addEventListener("htmx:responseError", () => {
  const told = document.getElementById("bench-said");
  if (!told) return;
  told.textContent = told.dataset.fault;
  told.className = "alert alert-danger";
});
