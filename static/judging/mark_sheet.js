// A mark sheet: every mark is kept on this device first, then sent, and shown as saved only after the server said so.
import * as evidence from "./evidence.js";
import "./evidence_sheet.js";
import { mark, readValue, showValue } from "./inputs.js";
import "./number_pad.js";
import * as store from "./store.js";
import { outbox } from "./tablet.js";
import { bring } from "./view.js";

const root = document.getElementById("sheet");
const texts = root.dataset;
const say = (name, values = {}) => Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, value), texts[name]);
const aspects = new Map([...root.querySelectorAll("[data-aspect]")].map((box) => [box.dataset.aspect, box]));
const sheet = texts.sheet;
// what stands on the server as far as this page knows: the mark, and the operation that made it
const stands = new Map([...aspects].map(([id, box]) => [id, { value: box.dataset.value || null, newest: box.dataset.newest }]));
const given = [];
// aspects whose mark is on its way into the outbox
const entering = [];
let version = Number(texts.version);
let open = texts.open === "yes";
let queued = { waiting: [], stuck: [] };

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
  const running = document.getElementById("running");
  // a scheme may keep it from the judges
  if (running) running.textContent = `${marked ? (sum / 100).toFixed(2) : "—"} / ${(most / 100).toFixed(2)}`;
  document.getElementById("marked").textContent = `${marked} / ${aspects.size}`;
}

// --- giving a mark ---

async function give(id, value, undoing = false) {
  if (!open) return;
  const box = aspects.get(id);
  if (!undoing) given.push([id, box.dataset.value || null]);
  tell(id, "");
  show(id, value);
  totals();
  entering.push(id);
  try {
    await outbox.give(sheet, id, value, () => ({ newest: stands.get(id).newest, version }));
  } catch {
    tell(id, texts.tNotKept, true);
  }
  entering.splice(entering.indexOf(id), 1);
}

// the mark before comes back as a mark of its own: nothing given is ever lost from the record
const undo = document.getElementById("undo");
undo?.addEventListener("click", () => {
  const last = given.pop();
  if (!last) return;
  give(last[0], last[1], true);
  bring(aspects.get(last[0]));
  aspects.get(last[0]).scrollIntoView({ block: "center" });
  undo.disabled = !given.length;
});

for (const [id, box] of aspects) {
  box.addEventListener("change", (event) => {
    const value = readValue(box, event.target);
    if (value === undefined) tell(id, box.dataset.fits, true);
    else give(id, value);
  });
  box.querySelector("[data-take-back]").addEventListener("click", () => give(id, null));
  box.querySelector("[data-reason]")?.addEventListener("change", (event) => {
    event.stopPropagation();
    outbox.explain(sheet, id, event.target.value.trim()).catch(() => tell(id, texts.tNotKept, true));
  });
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
  const next = list[list.indexOf(box) + 1] ?? box;
  bring(next);
  next.querySelector("input").focus();
});

// --- what becomes of it ---

outbox.addEventListener("state", ({ detail }) => {
  const mine = (list) => list.filter((one) => one.sheet === sheet && aspects.has(one.aspect));
  const before = queued.stuck.map((one) => one.id).join();
  queued = { waiting: mine(detail.waiting), stuck: mine(detail.stuck) };
  for (const [id, box] of aspects) box.classList.toggle("waiting", queued.waiting.some((one) => one.aspect === id));
  if (queued.stuck.map((one) => one.id).join() !== before) for (const one of queued.stuck) one.state === "conflict" ? ask(one) : refused(one);
  if (undo) undo.disabled = !given.length;
  look();
});

outbox.addEventListener("answered", ({ detail }) => {
  if (detail.sheet !== sheet) return;
  version = Math.max(version, detail.version);
  for (const one of detail.operations) if (one.newest !== undefined && stands.has(one.aspect)) stands.set(one.aspect, { value: one.mark, newest: one.newest });
  if (detail.state !== "open") lock();
});

function lock() {
  open = false;
  for (const box of aspects.values()) box.disabled = true;
  document.getElementById("submit")?.setAttribute("hidden", "");
}

// refused for good: what was given stays readable, what stands is shown
function refused(operation) {
  const words = document.createElement("span");
  words.append(`${operation.message} `, say("tGave", { value: operation.reason ?? operation.value ?? texts.tNone }), document.createElement("br"));
  words.append(button(texts.tUnderstood, () => store.drop(operation.id)));
  if (store.isMark(operation)) show(operation.aspect, stands.get(operation.aspect).value);
  totals();
  tell(operation.aspect, words, true);
}

// somebody (this judge on another device) gave another mark: the judge says which one is meant
function ask(operation) {
  const written = (value) => value ?? texts.tNone;
  const words = document.createElement("span");
  const settle = (take) => async () => {
    if (await outbox.choose(sheet, operation, take)) await truth();
    else tell(operation.aspect, texts.tLater, true);
  };
  words.append(say("tDiffers"), document.createElement("br"));
  words.append(button(say("tMine", { value: written(operation.value) }), settle(true)));
  words.append(button(say("tTheirs", { value: written(operation.mark) }), settle(false)));
  show(operation.aspect, operation.value);
  tell(operation.aspect, words, true);
  bring(aspects.get(operation.aspect));
  aspects.get(operation.aspect).scrollIntoView({ block: "center" });
}

function button(text, act) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = "btn me-2 mt-1";
  made.textContent = text;
  made.addEventListener("click", async () => { await act(); await outbox.tell(); });
  return made;
}

document.addEventListener("panel", () => truth());

// what the server has now, where it can be asked; marks on their way stay as they are
async function truth() {
  const answer = await fetch(`/api/v1/sheets/${sheet}`, { headers: { Accept: "application/json" }, cache: "no-store" }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const said = await answer.json();
  // asked before a mark was kept, answered after it: what this page knows is newer
  if (said.version < version) return;
  version = said.version;
  const busy = new Set([...entering, ...[...queued.waiting, ...queued.stuck].filter(store.isMark).map((one) => one.aspect)]);
  for (const id of aspects.keys()) {
    stands.set(id, { value: said.marks[id] ?? null, newest: said.newest[id] ?? "" });
    if (busy.has(id)) continue;
    show(id, said.marks[id] ?? null);
    // what is still to be understood or decided stays in words
    if (!queued.stuck.some((one) => one.aspect === id)) tell(id, "");
  }
  if (said.state !== "open") lock();
  totals();
}

// --- submitting ---

const dialog = document.getElementById("submit-ask");
document.getElementById("submit")?.addEventListener("click", async () => {
  await outbox.giving.catch(() => null);
  // a sheet is sent off only where the server is there and has every mark
  await outbox.ask().catch(() => outbox.lost());
  const missing = [...aspects.values()].filter((box) => box.dataset.value === "");
  for (const box of aspects.values()) box.classList.toggle("missing", box.dataset.value === "");
  name("[data-missing]", missing, "input");
  name("[data-unexplained]", [...aspects.values()].filter((box) => lacksReason(box)), "[data-reason]");
  dialog.showModal();
  look();
});

const lacksReason = (box) => Number(box.dataset.value) > 0 && box.querySelector("[data-reason]")?.value.trim() === "";

// the aspects that keep the sheet here, each leading to the field to fill in
function name(part, boxes, field) {
  const list = dialog.querySelector(part);
  list.hidden = !boxes.length;
  list.querySelector("[data-list]").replaceChildren(...boxes.map((box) => {
    const line = document.createElement("li");
    const link = document.createElement("a");
    const code = document.createElement("span");
    code.className = "tabular";
    code.textContent = box.dataset.code;
    link.href = `#${box.id}`;
    link.append(code, box.querySelector("[data-name]").textContent);
    link.addEventListener("click", () => { dialog.close(); bring(box); setTimeout(() => box.querySelector(field).focus()); });
    line.append(link);
    return line;
  }));
}

// while the judge looks on, the last marks may arrive, or the network may go
function look() {
  if (!dialog.open) return;
  const missing = !dialog.querySelector("[data-missing]").hidden || !dialog.querySelector("[data-unexplained]").hidden;
  const held = queued.waiting.length + queued.stuck.length + evidence.waiting(sheet).length > 0 || outbox.state !== "idle";
  dialog.querySelector("[data-waiting]").hidden = missing || !held;
  for (const part of dialog.querySelectorAll("[data-ready], [data-send]")) part.hidden = missing || held;
  dialog.querySelector("[data-not-yet]").hidden = !missing && !held;
  dialog.querySelector("[name=seen_version]").value = version;
}
dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());

// --- what this device knows that the page does not ---

for (const one of await store.keptOn(sheet)) {
  if (!stands.has(one.aspect) || one.version < version) continue;
  stands.set(one.aspect, { value: one.value, newest: one.newest });
  show(one.aspect, one.value);
}
for (const one of await store.operations(texts.user)) if (one.sheet === sheet && one.state === "waiting" && aspects.has(one.aspect) && store.isMark(one)) show(one.aspect, one.value);
for (const [id, box] of aspects) {
  const field = box.querySelector("[data-reason]");
  const known = field && (await store.reasonOn(texts.user, sheet, id));
  // what waits here is newer than the page; what was sent only fills a page that was made before
  if (known && (known.state || !field.value)) field.value = known.reason;
}
totals();
await outbox.tell();
// a touch before this would be shown and never kept
for (const box of aspects.values()) box.disabled = !open;
root.dataset.ready = "yes";
if (navigator.onLine) truth();
