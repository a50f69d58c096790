// How this tablet shows a sheet to whoever holds it: one aspect at a time or all, which hand, in bright light. Kept on the device.
const NAME = "judging.view";
const SWITCHES = ["one", "reach", "sun", "device"];
const page = document.documentElement;
const dialog = document.getElementById("view-ask");
const boxes = [...document.querySelectorAll("#sheet [data-aspect]")];
const steps = document.querySelector(".one-step");
const theme = page.dataset.bsTheme;
let chosen = read();

function read() {
  try {
    return JSON.parse(localStorage.getItem(NAME)) ?? {};
  } catch {
    return {};
  }
}

function apply() {
  for (const name of SWITCHES) page.toggleAttribute(`data-${name}`, Boolean(chosen[name]));
  page.dataset.hand = chosen.hand === "left" ? "left" : "right";
  // dark ink on white is what can be read in the sun, whatever theme was chosen
  page.dataset.bsTheme = chosen.sun ? "light" : theme;
  for (const field of dialog.querySelectorAll("[data-view]")) {
    field.checked = field.type === "radio" ? field.value === page.dataset.hand : Boolean(chosen[field.dataset.view]);
  }
}

export const chosenIs = (name) => Boolean(chosen[name]);

export function choose(what) {
  chosen = { ...chosen, ...what };
  localStorage.setItem(NAME, JSON.stringify(chosen));
  apply();
}

dialog?.addEventListener("change", ({ target }) => choose({ [target.dataset.view]: target.type === "radio" ? target.value : target.checked }));
document.querySelector("[data-view-opens]")?.addEventListener("click", () => dialog.showModal());
dialog?.querySelector("[data-close]").addEventListener("click", () => dialog.close());

// --- one aspect at a time ---

// an aspect that is spoken of is the one on the screen
export function bring(box) {
  if (!boxes.includes(box)) return;
  const at = boxes.indexOf(box);
  for (const one of boxes) one.classList.toggle("now", one === box);
  steps.querySelector("[data-at]").textContent = `${at + 1} / ${boxes.length}`;
  steps.querySelector("[data-way='-1']").disabled = at === 0;
  steps.querySelector("[data-way='1']").disabled = at === boxes.length - 1;
}

steps?.addEventListener("click", (event) => {
  const way = event.target.closest("[data-way]");
  if (!way) return;
  const next = boxes[boxes.findIndex((box) => box.classList.contains("now")) + Number(way.dataset.way)];
  bring(next);
  if (page.hasAttribute("data-one")) next.scrollIntoView({ block: "start" });
});

const named = () => boxes.find((box) => `#${box.id}` === location.hash);
addEventListener("hashchange", () => bring(named()));
document.getElementById("sheet")?.addEventListener("focusin", (event) => bring(event.target.closest("[data-aspect]")));

if (dialog) apply();
bring(named() ?? boxes.find((box) => box.dataset.value === "") ?? boxes[0]);
