// The editor of a marking scheme: the whole tree lives in one hidden field and is sent as one; the page only shows it.
import { exact, plain } from "./inputs.js";

const form = document.getElementById("scheme-editor");
const store = form.elements.tree;
const place = document.getElementById("editor-tree");
const scheme = JSON.parse(store.value);
const faults = JSON.parse(form.dataset.faults || "[]");
const opened = new WeakSet();
const known = new WeakMap();
let changed = false;

const copyOf = (name) => document.getElementById(`t-${name}`).content.firstElementChild.cloneNode(true);
const figure = (text) => exact(String(text ?? "").trim().replace(/[，,]/, ".")) ?? 0n;
const shown = (value) => { const told = plain(value); const [whole, part = ""] = told.split("."); return `${whole}.${part.padEnd(2, "0")}`; };
const lines = (text) => text.split("\n").map((line) => line.split("=").map((cell) => cell.trim())).filter(([first]) => first);

scheme.criteria ??= [];
scheme.sections ??= [];
scheme.parts ??= [];
scheme.rounding ??= {};

// --- the tree ---

function render(focus) {
  place.replaceChildren(...scheme.criteria.map((criterion) => criterionBox(criterion)));
  document.getElementById("editor-empty").hidden = scheme.criteria.length > 0;
  totals();
  markFaults();
  if (focus) known.get(focus)?.querySelector("input, textarea")?.focus();
}

function criterionBox(criterion) {
  const box = node("criterion", criterion, scheme.criteria);
  bind(box, criterion, ":scope > .node-head [data-field]");
  box.querySelector("[data-list]").append(...criterion.sub_criteria.map((sub) => formBox(sub, criterion)));
  on(box, "add-form", () => add(criterion.sub_criteria, { id: "", name: "", day: 1, aspects: [] }));
  return box;
}

function formBox(sub, criterion) {
  const box = node("form", sub, criterion.sub_criteria);
  bind(box, sub, ":scope > .node-head [data-field]");
  box.querySelector("[data-list]").append(...sub.aspects.map((aspect, at) => aspectBox(aspect, sub, at)));
  on(box, "add-aspect", () => add(sub.aspects, { kind: sub.aspects.at(-1)?.kind ?? "measurement", description: "", maximum: "" }));
  return box;
}

function aspectBox(aspect, sub, at) {
  const box = node("aspect", aspect, sub.aspects);
  box.dataset.code = `${sub.id}.${at + 1}`;
  box.querySelector("[data-code-shown]").textContent = box.dataset.code;
  bind(box, aspect, "[data-field]");
  fitKind(box, aspect.kind);
  return box;
}

function fitKind(box, kind) {
  for (const part of box.querySelectorAll("[data-for]")) part.hidden = !part.dataset.for.split(" ").includes(kind);
  fitTeam(box);
}

// whether an aspect is marked once is asked only where members are marked
function fitTeam(box) {
  for (const part of box.querySelectorAll("[data-of-members]")) part.hidden = !marksMembers();
}

function node(name, model, list) {
  const box = copyOf(name);
  known.set(model, box);
  if (name !== "aspect") box.dataset.code = model.id;
  on(box, "up", () => move(name, list, model, -1));
  on(box, "down", () => move(name, list, model, 1));
  on(box, "delete", () => remove(list, model, box));
  const details = box.matches("details") ? box : null;
  if (details) {
    details.open = opened.has(model);
    details.addEventListener("toggle", () => (details.open ? opened.add(model) : opened.delete(model)));
  }
  draggable(box, name, model, list);
  return box;
}

// only the buttons of this very node, never those of the nodes inside it
function on(box, act, run) {
  const button = [...box.querySelectorAll(`[data-act="${act}"]`)].find((one) => one.closest("[data-node]") === box);
  button?.addEventListener("click", (event) => { event.preventDefault(); run(); });
}

// --- fields and the model ---

function read(model, path) {
  const found = path.split(".").reduce((at, key) => at?.[key], model);
  if (path === "choices") return Object.entries(pairs(found)).map(([label, off]) => `${label} = ${off}`).join("\n");
  if (path === "bands") return (found ?? []).map((band) => band.join(" = ")).join("\n");
  return found ?? "";
}

const pairs = (choices) => (Array.isArray(choices) ? Object.fromEntries(choices) : (choices ?? {}));

function write(model, path, field) {
  if (path === "choices") { model.choices = lines(field.value).map(([label, off]) => [label, off || "0"]); return; }
  if (path === "bands") { model.bands = lines(field.value).map(([distance, mark]) => [distance, mark || "0"]); return; }
  const keys = path.split(".");
  const last = keys.pop();
  const at = keys.reduce((here, key) => (here[key] ??= key === "benchmarks" ? [] : {}), model);
  const value = field.type === "checkbox" ? field.checked : field.value.trim();
  if (path.startsWith("benchmarks")) for (let n = 0; n < 4; n += 1) at[n] ??= "";
  if (value === "" && !path.startsWith("benchmarks") && !["name", "description", "id", "title"].includes(last)) delete at[last];
  else at[last] = value;
}

function bind(box, model, selector) {
  for (const field of box.querySelectorAll(selector)) {
    const path = field.dataset.field;
    if (field.type === "checkbox") field.checked = Boolean(read(model, path));
    else if (path === "choices" && Array.isArray(model.choices)) field.value = model.choices.map((pair) => pair.join(" = ")).join("\n");
    else field.value = read(model, path) || field.dataset.usual || "";
    field.addEventListener("input", () => {
      write(model, path, field);
      touched();
      if (path === "kind") { tidy(model); fitKind(box, model.kind); }
      if (path === "team") fitTeam(place);
      if (path === "times") {
        delete model.many;
        if (model.times === "1") delete model.times;
      }
      totals();
    });
  }
}

// a kind keeps only what it needs
const NEEDED = {
  measurement: ["maximum", "partial", "calculation"], judgement: ["maximum", "benchmarks", "panel"], deduction: ["maximum", "target", "unit", "step", "count", "unit_name"],
  choice: ["maximum", "choices"], errors: ["maximum", "step"], reading: ["maximum", "target", "bands", "unit_name"], panel: ["panel"], given: ["maximum"], penalty: [],
};
const ALWAYS = ["id", "kind", "description", "extra", "requirement", "section", "difficulty", "many", "times", "once"];

function tidy(aspect) {
  if (aspect.kind === "panel") aspect.panel = { judges: 5, highest: "100", step: "1", drop_high: 1, drop_low: 1, ...aspect.panel };
  else delete aspect.panel;
  for (const key of Object.keys(aspect)) if (!ALWAYS.includes(key) && !NEEDED[aspect.kind].includes(key)) delete aspect[key];
  known.get(aspect)?.querySelectorAll("[data-field]").forEach((field) => { if (field.type !== "checkbox") field.value = read(aspect, field.dataset.field) || field.dataset.usual || ""; });
}

function touched() {
  changed = true;
  document.getElementById("editor-state").hidden = false;
}

// --- adding, moving, taking out ---

function add(list, model) {
  list.push(model);
  opened.add(model);
  renumber();
  touched();
  render(model);
}

// past the end of its parent a node goes into the next one, as it does when it is dragged there
function move(name, list, model, way) {
  const forms = scheme.criteria.map((criterion) => criterion.sub_criteria);
  const parents = { criterion: [scheme.criteria], form: forms, aspect: forms.flat().map((sub) => sub.aspects) }[name];
  const at = list.indexOf(model);
  const within = at + way >= 0 && at + way < list.length;
  const into = within ? list : parents[parents.indexOf(list) + way];
  if (!into) return;
  list.splice(at, 1);
  into.splice(within ? at + way : way < 0 ? into.length : 0, 0, model);
  renumber();
  touched();
  render();
  const button = [...known.get(model).querySelectorAll(`[data-act="${way < 0 ? "up" : "down"}"]`)].find((one) => one.closest("[data-node]") === known.get(model));
  button?.focus();
  say(known.get(model).dataset.code);
}

function remove(list, model, box) {
  if (box.querySelector("[data-node]") && !confirm(form.dataset.tDelete)) return;
  list.splice(list.indexOf(model), 1);
  renumber();
  touched();
  render();
  document.getElementById("editor-tree").focus();
}

function renumber() {
  for (const criterion of scheme.criteria) criterion.sub_criteria.forEach((sub, n) => { sub.id = `${criterion.id}${n + 1}`; });
}

const say = (text) => { document.getElementById("editor-says").textContent = text; };

// --- dragging: a node goes before another of its kind, also into another parent ---

let held = null;

function draggable(box, name, model, list) {
  const handle = [...box.querySelectorAll("[data-handle]")].find((one) => one.closest("[data-node]") === box);
  handle.addEventListener("dragstart", (event) => {
    held = { name, model, list };
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", box.dataset.code);
    event.stopPropagation();
  });
  handle.addEventListener("dragend", () => { held = null; place.querySelectorAll(".drop").forEach((one) => one.classList.remove("drop")); });
  box.addEventListener("dragover", (event) => {
    if (held?.name !== name || held.model === model) return;
    event.preventDefault();
    event.stopPropagation();
    box.classList.add("drop");
  });
  box.addEventListener("dragleave", () => box.classList.remove("drop"));
  box.addEventListener("drop", (event) => {
    if (held?.name !== name || held.model === model) return;
    event.preventDefault();
    event.stopPropagation();
    const from = held.list.indexOf(held.model);
    const later = held.list === list && from < list.indexOf(model);
    held.list.splice(from, 1);
    list.splice(list.indexOf(model) + (later ? 1 : 0), 0, held.model);
    renumber();
    touched();
    render();
  });
}

// --- live totals ---

// what an aspect adds to the whole: as often as it is done
const worth = (aspect) => single(aspect) * BigInt(/^\d+$/.test(aspect.times ?? "") ? aspect.times : 1);

function single(aspect) {
  if (aspect.kind === "penalty") return 0n;
  if (aspect.kind !== "panel") return figure(aspect.maximum);
  const { judges = 0, highest = "0", factor = "1", summed = false, drop_high: high = 0, drop_low: low = 0, drop_from: from = 5 } = aspect.panel ?? {};
  const kept = Number(judges) >= Number(from) ? Number(judges) - Number(high) - Number(low) : Number(judges);
  return (figure(highest) * figure(factor) * BigInt(summed ? Math.max(kept, 0) : 1)) / 1000000n;
}

const sum = (values) => values.reduce((whole, value) => whole + value, 0n);

function totals() {
  const weights = new Map(scheme.parts.flatMap((part) => String(part.criteria ?? "").split(/[\s,]+/).map((id) => [id, figure(part.weight ?? "100")])));
  let whole = 0n;
  const each = scheme.team === "sum" ? BigInt(form.dataset.members) : 1n;
  const sections = new Map();
  for (const criterion of scheme.criteria) {
    let mine = 0n;
    let counted = 0n;
    for (const sub of criterion.sub_criteria) {
      const of = sum(sub.aspects.map(worth));
      mine += of;
      tell(known.get(sub), of);
      for (const aspect of sub.aspects) {
        tell(known.get(aspect), worth(aspect), aspect);
        counted += worth(aspect) * (aspect.once ? 1n : each);
        if (aspect.section) sections.set(String(aspect.section), (sections.get(String(aspect.section)) ?? 0n) + worth(aspect));
      }
    }
    tell(known.get(criterion), mine);
    whole += weights.has(criterion.id) ? (counted * weights.get(criterion.id)) / 100000000n : counted;
  }
  const total = document.getElementById("editor-total");
  total.textContent = shown(whole);
  const off = 100000000n - whole;
  total.closest("[data-whole]").dataset.whole = off === 0n ? "right" : "off";
  document.getElementById("editor-off").textContent = off === 0n ? form.dataset.tRight : (off > 0n ? form.dataset.tShort : form.dataset.tOver).replace("{marks}", shown(off < 0n ? -off : off));
  let variation = 0n;
  for (const row of document.querySelectorAll("#editor-sections tr")) {
    const has = sections.get(row.querySelector("[data-field=id]").value) ?? 0n;
    const differs = figure(row.querySelector("[data-field=mark]").value) - has;
    variation += differs < 0n ? -differs : differs;
    row.querySelector("[data-has]").textContent = shown(has);
    row.querySelector("[data-differs]").textContent = shown(differs < 0n ? -differs : differs);
  }
  document.getElementById("editor-variation").textContent = shown(variation);
  store.value = JSON.stringify(sent());
}

function tell(box, value, aspect) {
  if (!box) return;
  box.querySelector("[data-sum]").textContent = aspect?.kind === "penalty" ? "—" : shown(value);
  if (!aspect) return;
  box.querySelector("[data-text]").textContent = aspect.description || form.dataset.tUntitled;
  box.querySelector("[data-kind-shown]").textContent = box.querySelector("[data-field=kind]").selectedOptions[0]?.textContent ?? "";
}

const marksMembers = () => ["sum", "mean"].includes(scheme.team);

// a team that is marked as one has nothing that is marked once beside its members; the choice comes back with them
const withoutOnce = () => scheme.criteria.map((criterion) => ({
  ...criterion,
  sub_criteria: criterion.sub_criteria.map((sub) => ({ ...sub, aspects: sub.aspects.map(({ once: _once, ...aspect }) => aspect) })),
}));

function sent() {
  const parts = scheme.parts.map((part) => ({ ...part, criteria: String(part.criteria ?? "").split(/[\s,]+/).filter(Boolean) }));
  // the members that are marked one by one are those an entry has
  const members = marksMembers() ? Number(form.dataset.members) : undefined;
  return { ...scheme, members, parts, criteria: members ? scheme.criteria : withoutOnce() };
}

// --- what holds for the whole scheme ---

function rows(name, list, fresh) {
  const body = document.getElementById(`editor-${name}`);
  const show = () => {
    body.replaceChildren(...list.map((model) => {
      const row = copyOf(name);
      bind(row, model, "[data-field]");
      row.querySelector("[data-act=delete]").addEventListener("click", () => { list.splice(list.indexOf(model), 1); touched(); show(); totals(); });
      return row;
    }));
  };
  document.querySelector(`[data-add="${name}"]`).addEventListener("click", () => { list.push(fresh()); touched(); show(); totals(); body.lastElementChild.querySelector("input").focus(); });
  show();
}

for (const part of scheme.parts) if (Array.isArray(part.criteria)) part.criteria = part.criteria.join(" ");
rows("sections", scheme.sections, () => ({ id: scheme.sections.reduce((most, one) => Math.max(most, Number(one.id) || 0), 0) + 1, name: "", mark: "" }));
rows("parts", scheme.parts, () => ({ id: "", name: "", criteria: "", weight: "" }));
bind(form, scheme, "[data-whole-field][data-field]");
for (const field of form.querySelectorAll("[data-rounding]")) {
  const step = field.dataset.rounding;
  const mode = form.querySelector(`[data-rounding-mode="${step}"]`);
  field.value = scheme.rounding[step]?.places ?? "";
  mode.value = scheme.rounding[step]?.mode ?? mode.options[0].value;
  mode.hidden = field.value === "";
  const settle = () => {
    if (field.value === "") delete scheme.rounding[step];
    else scheme.rounding[step] = { places: Number(field.value), mode: mode.value };
    mode.hidden = field.value === "";
    touched();
    totals();
  };
  field.addEventListener("input", settle);
  mode.addEventListener("input", settle);
}
document.querySelectorAll("[data-add-criterion]").forEach((button) => button.addEventListener("click", () => {
  const letter = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZ"].find((one) => !scheme.criteria.some((criterion) => criterion.id === one)) ?? "";
  add(scheme.criteria, { id: letter, name: "", sub_criteria: [] });
}));

// --- faults at their place ---

function markFaults() {
  for (const code of faults) {
    const box = code && [...place.querySelectorAll("[data-node]")].find((one) => one.dataset.code === code);
    if (!box) continue;
    box.classList.add("has-fault");
    for (let at = box; at; at = at.parentElement?.closest("details[data-node]")) if (at.matches("details")) at.open = true;
  }
}

form.addEventListener("submit", () => { totals(); changed = false; });
addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });
form.hidden = false;
changed = faults.length > 0;
render();
