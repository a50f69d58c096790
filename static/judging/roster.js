// Puts a judge on a place: dragged by the handle with mouse, finger or pen, or picked up and moved with the keyboard.
// The lists do the same without this script; nothing is kept before the roster is set.
const form = document.getElementById("roster");
const texts = form.dataset;
const says = document.getElementById("roster-says");
const places = [...document.querySelectorAll("[data-place]")];
const list = (place) => place.querySelector("select");
const rowOf = (judge) => document.querySelector(`[data-judge="${judge}"]`);
const nameOf = (judge) => rowOf(judge)?.dataset.name ?? texts.tNobody;
const fill = (text, values) => Object.entries(values).reduce((said, [key, value]) => said.replace(`{${key}}`, value), text);
const EDGE = 90;
// a finger that rests is not quite still
const STILL = 6;
// the handle whose judge is on the way, and the place it is over
let held = null;
let over = null;
let moved = false;

function say(text, values = {}) {
  says.textContent = fill(text, values);
}

// a place shows at once whether whoever sits there must step back or take care
function colour() {
  for (const place of places) for (const tone of ["barred", "care"]) place.classList.toggle(tone, Boolean(rowOf(list(place).value)?.classList.contains(tone)));
}

function aim(place) {
  over?.classList.remove("over");
  over = place ?? null;
  over?.classList.add("over");
}

function letGo() {
  aim(null);
  held?.setAttribute("aria-pressed", "false");
  rowOf(held?.value)?.classList.remove("held");
  held = null;
}

function pickUp(handle) {
  held = handle;
  handle.setAttribute("aria-pressed", "true");
  rowOf(handle.value).classList.add("held");
}

// a judge sits once: whoever sat here takes the place the judge leaves
function seat(place, judge) {
  const before = list(place).value;
  const left = places.find((each) => each !== place && list(each).value === judge);
  if (left) list(left).value = before;
  list(place).value = judge;
  colour();
  say(texts.tSeated, { name: nameOf(judge), place: places.indexOf(place) + 1 });
}

function drop() {
  const [judge, place] = [held?.value, over];
  letGo();
  if (judge && place) seat(place, judge);
  else say("");
}

// --- mouse, finger and pen ---

function drag(handle, from) {
  const carried = Object.assign(document.createElement("div"), { className: "roster-carried", textContent: nameOf(handle.value) });
  const move = ({ clientX: x, clientY: y }) => {
    if (!moved && Math.hypot(x - from.clientX, y - from.clientY) < STILL) return;
    if (!moved) { letGo(); pickUp(handle); document.body.append(carried); }
    moved = true;
    carried.style.translate = `${x}px ${y}px`;
    aim(document.elementFromPoint(x, y)?.closest("[data-place]"));
    // the places may lie outside what is seen
    if (y < EDGE) scrollBy(0, -12);
    else if (y > innerHeight - EDGE) scrollBy(0, 12);
  };
  const end = ({ type }) => {
    handle.removeEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) handle.removeEventListener(name, end);
    carried.remove();
    if (!moved) return;
    if (type === "pointerup") drop();
    else letGo();
  };
  handle.addEventListener("pointermove", move);
  for (const name of ["pointerup", "pointercancel"]) handle.addEventListener(name, end);
}

// --- keyboard, and a tap on the handle: pick up, choose the place, put down ---

function step(way) {
  aim(places[(places.indexOf(over) + way + places.length) % places.length]);
  over.scrollIntoView({ block: "nearest" });
  say(texts.tOver, { place: places.indexOf(over) + 1, name: nameOf(list(over).value) });
}

function toggle(handle) {
  if (held === handle) return drop();
  letGo();
  pickUp(handle);
  say(texts.tHeld, { name: nameOf(handle.value) });
}

const WAYS = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };
for (const handle of document.querySelectorAll("[data-handle]")) {
  handle.addEventListener("pointerdown", (event) => {
    if (event.button > 0) return;
    moved = false;
    handle.setPointerCapture(event.pointerId);
    drag(handle, event);
  });
  handle.addEventListener("keydown", (event) => {
    if (held !== handle) return;
    if (event.key in WAYS) step(over ? WAYS[event.key] : Math.max(0, WAYS[event.key]));
    else if (event.key === "Escape") { letGo(); say(texts.tLeft); }
    else return;
    event.preventDefault();
  });
  // a drag ends in a click too, and has put its judge down by then
  handle.addEventListener("click", ({ detail }) => { if (!detail || !moved) toggle(handle); });
  handle.addEventListener("blur", () => { if (held === handle) letGo(); });
}
for (const place of places) {
  list(place)?.addEventListener("change", colour);
  place.addEventListener("mousedown", (event) => { if (held) { event.preventDefault(); aim(place); drop(); } });
}
if (places.every(list)) colour();
