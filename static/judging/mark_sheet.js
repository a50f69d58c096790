// A mark sheet: every mark is kept on this device first, then sent, and shown as saved only after the server said so.
import { mark, readValue, showValue } from "./inputs.js";
import { Outbox } from "./outbox.js";

const root = document.getElementById("sheet");
const texts = root.dataset;
const say = (name, values = {}) => Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), texts[name]);
const aspects = new Map([...root.querySelectorAll("[data-aspect]")].map((box) => [box.dataset.aspect, box]));
const outbox = new Outbox(`judging.outbox.${texts.user}.${texts.sheet}`);
const lamp = document.querySelector(".saving");
const stored = new Map([...aspects].map(([id, box]) => [id, box.dataset.value || null]));
let version = Number(texts.version);
let busy = false;
let pause = 0;
let timer = null;

// --- what is shown ---

function show(id, value) {
  const box = aspects.get(id);
  showValue(box, value);
  box.querySelector("[data-take-back]").hidden = value === null;
  if (value !== null) box.classList.remove("missing");
}

function tell(id, text, wrong = false) {
  const box = aspects.get(id);
  box.classList.toggle("wrong", wrong);
  box.querySelector(".aspect-says").replaceChildren(text);
}

function hundredths(text) {
  const [whole, part = ""] = text.split(".");
  return Number(whole) * 100 + Number(part.padEnd(2, "0").slice(0, 2));
}

function totals() {
  let sum = 0;
  let most = 0;
  let marked = 0;
  for (const box of aspects.values()) {
    const full = hundredths(box.dataset.max);
    most += full;
    if (box.dataset.value === "") continue;
    marked += 1;
    sum += mark(box, box.dataset.value);
  }
  document.getElementById("running").textContent = `${(sum / 100).toFixed(2)} / ${(most / 100).toFixed(2)}`;
  document.getElementById("marked").textContent = `${marked} / ${aspects.size}`;
}

function lamps(state) {
  const waiting = outbox.all();
  const now = state ?? (waiting.length ? (busy ? "saving" : "waiting") : "saved");
  for (const [id, box] of aspects) box.classList.toggle("waiting", waiting.some((op) => op.aspect === id));
  if (!lamp) return;
  lamp.dataset.saving = now;
  if (now === "saved") lamp.textContent = say("tSaved");
  else if (now === "saving") lamp.textContent = say("tSaving");
  else if (now === "waiting") lamp.textContent = say("tWaiting", { count: waiting.length });
}

// --- giving a mark ---

function give(id, value) {
  outbox.put(id, value, stored.get(id));
  tell(id, "");
  show(id, value);
  totals();
  flush();
}

for (const [id, box] of aspects) {
  box.addEventListener("change", (event) => {
    const value = readValue(box, event.target);
    if (value === undefined) tell(id, say("tRange", { max: box.dataset.max }), true);
    else give(id, value);
  });
  box.querySelector("[data-take-back]").addEventListener("click", () => give(id, null));
}

// keys: 0-3 score, 1 and 0 give full or zero; then on to the next aspect
root.addEventListener("keydown", (event) => {
  const box = event.target.closest("[data-aspect]");
  if (!box || box.disabled || event.target.matches("[data-partial], [data-number], [data-reason]") || event.ctrlKey || event.metaKey || event.altKey) return;
  const radios = [...box.querySelectorAll("input[type=radio]")];
  const chosen = box.dataset.kind === "measurement" ? { 1: radios[0], 0: radios[1] }[event.key] : radios.find((r) => r.value === event.key);
  if (!chosen) return;
  event.preventDefault();
  give(box.dataset.aspect, chosen.value);
  const list = [...aspects.values()];
  (list[list.indexOf(box) + 1] ?? box).querySelector("input").focus();
});

// --- sending, in order, one at a time ---

async function flush() {
  clearTimeout(timer);
  if (busy || texts.open !== "yes") return lamps();
  const op = outbox.all()[0];
  if (!op) return lamps();
  busy = true;
  lamps();
  outbox.change(op.key, { sent: true });
  let wait = true;
  try {
    wait = await settle(op, await send(op));
  } catch {
    wait = true;
  }
  busy = false;
  if (wait === "stop") return;
  pause = wait ? Math.min(Math.max(1000, pause * 2), 15000) : 0;
  lamps();
  if (outbox.all().length) timer = setTimeout(flush, pause);
}

function send(op) {
  return fetch(texts.url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": document.querySelector("meta[name=csrf-token]").content },
    body: JSON.stringify({ key: op.key, seen_version: version, marks: { [op.aspect]: op.value } }),
    signal: AbortSignal.timeout(20000),
  });
}

// gives true to try again later, false when the operation is settled, "stop" when a person must act first
async function settle(op, answer) {
  if (answer.status >= 500 || answer.status === 429) return true;
  const said = await answer.json();
  if (answer.ok) return saved(op, said);
  if (answer.status === 409 && said.current) return differs(op, said.current);
  if (said.faults?.[0]?.field !== op.aspect) return bad(`${said.error} ${say("tKept")}`);
  outbox.drop(op.key);
  show(op.aspect, stored.get(op.aspect));
  totals();
  tell(op.aspect, said.faults?.[0]?.message ?? said.error, true);
  return false;
}

function saved(op, said) {
  version = Math.max(version, said.version);
  stored.set(op.aspect, op.value);
  for (const other of outbox.all()) if (other.aspect === op.aspect && other.key !== op.key) outbox.change(other.key, { base: op.value });
  outbox.drop(op.key);
  return false;
}

// somebody (this judge on another page) changed the sheet: only a difference on this very aspect is asked about
function differs(op, current) {
  version = current.version;
  if (current.state !== "open") return bad(say("tLocked"));
  const queued = new Set(outbox.all().map((other) => other.aspect));
  for (const id of aspects.keys()) {
    const now = current.marks[id] ?? null;
    stored.set(id, now);
    if (!queued.has(id)) show(id, now);
  }
  totals();
  const theirs = stored.get(op.aspect);
  if (same(theirs, op.value)) { outbox.drop(op.key); return false; }
  if (same(theirs, op.base)) return false;
  ask(op, theirs);
  return "stop";
}

const same = (a, b) => (a === null || b === null ? a === b : Number(a) === Number(b));

function ask(op, theirs) {
  const written = (value) => value ?? say("tNone");
  const button = (text, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "btn me-2 mt-1";
    made.textContent = text;
    made.addEventListener("click", () => { act(); tell(op.aspect, ""); flush(); });
    return made;
  };
  const mine = button(say("tMine", { value: written(op.value) }), () => outbox.change(op.key, { base: theirs }));
  const other = button(say("tTheirs", { value: written(theirs) }), () => { outbox.drop(op.key); show(op.aspect, theirs); totals(); });
  const words = document.createElement("span");
  words.append(say("tDiffers"), document.createElement("br"), mine, other);
  tell(op.aspect, words, true);
  lamps("waiting");
  aspects.get(op.aspect).scrollIntoView({ block: "center" });
}

function bad(text) {
  lamps("bad");
  if (lamp) lamp.textContent = text;
  return "stop";
}

addEventListener("online", () => { pause = 0; flush(); });
addEventListener("beforeunload", (event) => { if (outbox.all().length && texts.open === "yes") event.preventDefault(); });

// --- submitting ---

const dialog = document.getElementById("submit-ask");
document.getElementById("submit")?.addEventListener("click", () => {
  const missing = [...aspects.values()].filter((box) => box.dataset.value === "");
  const waiting = outbox.all().length > 0;
  const list = dialog.querySelector(".missing-list");
  list.replaceChildren(...missing.map((box) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    link.href = `#${box.id}`;
    link.textContent = box.querySelector("legend").textContent.trim().replace(/\s+/g, " ");
    link.addEventListener("click", () => { dialog.close(); setTimeout(() => box.querySelector("input").focus()); });
    line.append(link);
    return line;
  }));
  for (const box of aspects.values()) box.classList.toggle("missing", box.dataset.value === "");
  dialog.querySelector("[data-missing]").hidden = !missing.length;
  dialog.querySelector("[data-waiting]").hidden = !waiting;
  dialog.querySelector("[data-ready]").hidden = Boolean(missing.length) || waiting;
  dialog.querySelector("[data-send]").hidden = Boolean(missing.length) || waiting;
  dialog.querySelector("[name=seen_version]").value = version;
  dialog.showModal();
});
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());

// --- what an earlier visit left behind ---

if (texts.open === "yes") for (const op of outbox.all()) if (aspects.has(op.aspect)) show(op.aspect, op.value);
totals();
flush();
