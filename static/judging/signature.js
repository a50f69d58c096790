// A signature as it is drawn: an SVG path in the steps of its box, kept in the form's hidden field.
const WIDTH = 1000;
const HEIGHT = 320;
const STEP = 4;

for (const pad of document.querySelectorAll("[data-sign]")) {
  const box = pad.querySelector(".sign-box");
  const ink = pad.querySelector("[data-ink]");
  const store = pad.querySelector("[data-path]");
  const clear = pad.querySelector("[data-clear]");
  const hint = pad.querySelector("[data-hint]");
  let path = store.value;
  let last = null;

  const show = () => {
    ink.setAttribute("d", path);
    store.value = path;
    clear.hidden = !path;
    hint.hidden = Boolean(path);
  };
  const place = (event) => {
    const edge = box.getBoundingClientRect();
    const within = (value, most) => Math.round(Math.min(Math.max(value, 0), 1) * most);
    return [within((event.clientX - edge.left) / edge.width, WIDTH), within((event.clientY - edge.top) / edge.height, HEIGHT)];
  };
  const draw = (event) => {
    const [x, y] = place(event);
    if (last && Math.hypot(x - last[0], y - last[1]) < STEP) return;
    path += `${last ? "L" : "M"}${x} ${y}`;
    last = [x, y];
  };

  box.addEventListener("pointerdown", (event) => {
    if (last || event.button > 0) return;
    event.preventDefault();
    box.setPointerCapture(event.pointerId);
    draw(event);
    show();
  });
  box.addEventListener("pointermove", (event) => {
    if (!last) return;
    for (const each of event.getCoalescedEvents?.() ?? [event]) draw(each);
    show();
  });
  for (const end of ["pointerup", "pointercancel"]) box.addEventListener(end, () => { last = null; });
  clear.addEventListener("click", () => { path = ""; last = null; show(); });
}
