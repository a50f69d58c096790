// Reveals third, second, first; goes back too. The address remembers how far it went, so a reload loses nothing.
const steps = [...document.querySelectorAll("[data-step]")];
const foot = document.querySelector(".ceremony-foot");
const ON = new Set(["ArrowRight", "ArrowDown", "PageDown", " ", "Enter"]);
const BACK = new Set(["ArrowLeft", "ArrowUp", "PageUp", "Backspace"]);
let shown = Math.min(Number(location.hash.slice(1)) || 0, steps.length);

function draw() {
  steps.forEach((step, number) => step.classList.toggle("waits", number >= shown));
  steps.forEach((step, number) => step.querySelector(".podium-who").setAttribute("aria-hidden", String(number >= shown)));
  foot.querySelector("[data-back]").disabled = shown === 0;
  foot.querySelector("[data-next]").disabled = shown === steps.length;
  history.replaceState(null, "", `#${shown}`);
}

function go(by) {
  shown = Math.max(0, Math.min(steps.length, shown + by));
  draw();
}

if (steps.length) {
  foot.hidden = false;
  draw();
  foot.querySelector("[data-back]").addEventListener("click", () => go(-1));
  foot.querySelector("[data-next]").addEventListener("click", () => go(1));
  document.querySelector("[data-ceremony]").addEventListener("click", () => go(1));
  addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    // a button that has the focus is pressed by space and enter itself
    if (event.target.closest("button") && (event.key === " " || event.key === "Enter")) return;
    if (!ON.has(event.key) && !BACK.has(event.key)) return;
    event.preventDefault();
    go(ON.has(event.key) ? 1 : -1);
  });
}
