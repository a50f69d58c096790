// The inputs of an aspect, one for each kind: what a touched input stands for, how a value is shown, what mark it makes.

const SCALE = 1000000n;

// an exact figure as a whole number of millionths; null where the text is none
export function exact(text) {
  const told = /^(-?)(\d{1,8})(?:\.(\d{1,6}))?$/.exec(String(text ?? ""));
  if (!told) return null;
  const size = BigInt(told[2]) * SCALE + BigInt((told[3] ?? "").padEnd(6, "0"));
  return told[1] ? -size : size;
}

export function plain(millionths) {
  const sign = millionths < 0n ? "-" : "";
  const size = millionths < 0n ? -millionths : millionths;
  const part = String(size % SCALE).padStart(6, "0").replace(/0+$/, "");
  return `${sign}${size / SCALE}${part ? `.${part}` : ""}`;
}

const written = (text) => text.trim().replace(/[，,。]/, ".").replace(/^[−–]/, "-").replace(/^(-?)\./, "$10.").replace(/\.$/, "");
const needs = (box) => JSON.parse(box.dataset.needs || "{}");
const size = (value) => (value < 0n ? -value : value);

const FITS = {
  measurement: (value, box) => value >= 0n && value <= exact(box.dataset.max) && value % 10000n === 0n,
  panel: (value, box) => {
    const { highest, step } = needs(box).panel;
    return value >= 0n && value <= exact(highest) && (!step || value % exact(step) === 0n);
  },
  errors: (value) => value >= 0n && value % SCALE === 0n,
  given: (value, box) => value >= 0n && value <= exact(box.dataset.max) && value % 10000n === 0n,
  penalty: (value) => value >= 0n && value % 10000n === 0n,
};

// gives the value a touched input stands for, null for an empty one, undefined where it is no mark
export function readValue(box, input) {
  if (input.type === "radio") return input.value;
  const text = written(input.value);
  if (text === "") return null;
  const value = exact(text);
  if (value === null || !(FITS[box.dataset.kind]?.(value, box) ?? true)) return undefined;
  return plain(value);
}

// shows a value (null: not marked) in the inputs of an aspect
export function showValue(box, value) {
  box.dataset.value = value ?? "";
  for (const input of box.querySelectorAll("input[type=radio]")) input.checked = value !== null && Number(input.value) === Number(value);
  for (const field of box.querySelectorAll("[data-partial], [data-number]")) {
    if (document.activeElement !== field || field.dataset.stepped) field.value = value ?? "";
  }
  for (const button of box.querySelectorAll("[data-usual]")) button.setAttribute("aria-pressed", String(value !== null && Number(button.dataset.usual) === Number(value)));
  const made = value === null ? null : mark(box, value);
  const output = box.querySelector("[data-makes] strong");
  if (output) output.textContent = made === null ? "—" : (made / 100).toFixed(2).replace("-0.00", "0.00");
  const why = box.querySelector("[data-why]");
  if (why) why.hidden = !Number(value);
}

// the mark a value makes, in hundredths, as one judge's own; the server's working alone counts
export function mark(box, value) {
  const given = exact(value);
  const most = exact(box.dataset.max);
  if (given === null) return 0;
  const found = (MAKES[box.dataset.kind] ?? (() => given))(given, most, needs(box));
  return Math.round(Number(found) / 10000);
}

const least = (value) => (value > 0n ? value : 0n);

const MAKES = {
  judgement: (given, most) => (given * most) / (3n * SCALE),
  choice: (given, most, { choices }) => least(most - (exact(Object.values(choices)[Number(given / SCALE)]) ?? 0n)),
  errors: (given, most, { step }) => least(most - (given / SCALE) * exact(step)),
  reading: (given, _most, { target, bands }) => {
    const off = size(given - exact(target));
    const band = bands.find(([distance]) => off <= exact(distance));
    return band ? exact(band[1]) : 0n;
  },
  deduction: (given, most, { target, unit, step, count }) => {
    const off = size(given - exact(target));
    const one = exact(unit);
    if (count === "exact") return least(most - (off * exact(step)) / one);
    const units = count === "begun" ? (off + one - 1n) / one : off / one;
    return least(most - units * exact(step));
  },
  panel: (given, _most, { panel }) => (given * (exact(panel.factor ?? "1"))) / SCALE,
  penalty: (given) => -given,
};

// --- buttons that change the figure, as if it had been typed ---

function set(field, value) {
  field.value = value;
  field.dataset.stepped = "yes";
  field.dispatchEvent(new Event("change", { bubbles: true }));
  delete field.dataset.stepped;
}

function stepped(box, way) {
  const field = box.querySelector("[data-number]");
  const frame = field.closest(".stepper");
  if (!frame) return;
  const step = exact(frame.dataset.step);
  const now = exact(written(field.value));
  const low = exact(frame.dataset.lowest);
  const high = frame.dataset.highest ? exact(frame.dataset.highest) : null;
  // the first touch of an empty field begins at the lower end, or for points at the usual middle
  let next = now === null ? exact(box.querySelector("[data-usual]:nth-of-type(3)")?.dataset.usual ?? frame.dataset.lowest) : now + BigInt(way) * step;
  if (now === null && !box.querySelector(".usual")) next = way > 0 ? low + step : low;
  if (next < low) next = low;
  if (high !== null && next > high) next = high;
  set(field, plain(next));
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-by], [data-usual], [data-sign]");
  const box = button?.closest("[data-aspect]");
  if (!box || box.disabled) return;
  const field = box.querySelector("[data-number]");
  if (button.dataset.by) return stepped(box, Number(button.dataset.by));
  if (button.dataset.usual !== undefined) return set(field, button.dataset.usual);
  const now = exact(written(field.value));
  if (now) set(field, plain(-now));
});

document.addEventListener("keydown", (event) => {
  const way = { ArrowUp: 1, ArrowDown: -1 }[event.key];
  if (!way || !event.target.matches(".stepper [data-number]")) return;
  event.preventDefault();
  stepped(event.target.closest("[data-aspect]"), way);
});

for (const box of document.querySelectorAll("#sheet [data-aspect]")) showValue(box, box.dataset.value || null);
