// The big screen turns its pages by itself; space or the button holds one.
const pages = [...document.querySelectorAll(".wall-page")];
const foot = document.querySelector(".wall-turn");
const EACH = 9000;
let at = 0;
let held = false;

function show(next) {
  at = (next + pages.length) % pages.length;
  pages.forEach((page, number) => page.classList.toggle("now", number === at));
  foot.querySelector("[data-wall-at]").textContent = `${at + 1} / ${pages.length}`;
}

function hold() {
  held = !held;
  foot.querySelector("[data-wall-pause]").setAttribute("aria-pressed", String(held));
}

if (pages.length > 1) {
  document.body.classList.add("turns");
  foot.hidden = false;
  show(0);
  setInterval(() => { if (!held) show(at + 1); }, EACH);
  foot.querySelector("[data-wall-pause]").addEventListener("click", hold);
  addEventListener("keydown", (event) => {
    if (event.key === "ArrowRight") show(at + 1);
    else if (event.key === "ArrowLeft") show(at - 1);
    else if (event.key === " " && event.target === document.body) { event.preventDefault(); hold(); }
  });
}
