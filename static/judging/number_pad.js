// The number pad of a mark sheet: whoever touches a field for a figure gets big keys instead of the device's keyboard.
// A mouse, a keyboard and a screen reader go on as before; what is typed on either lands in the same field.
import { mark, readValue } from "./inputs.js";
import { bring, choose, chosenIs } from "./view.js";

const FIELDS = "#sheet [data-number], #sheet [data-partial]";
const SIGNED = ["reading", "deduction"];
const UNFINISHED = /^[-−]?[.,，。]?$/;
const pad = document.getElementById("number-pad");
const part = (name) => pad.querySelector(`[data-${name}]`);
const key = (name) => pad.querySelector(`[data-key="${name}"]`);
const boxOf = (of) => of.closest("[data-aspect]");
let field = null;
// of what is changed by its keys a browser tells nothing
let untold = false;

// before a field is focused: the device must not bring up its own keys
function prepare(to) {
  to.dataset.mode = to.getAttribute("inputmode");
  to.setAttribute("inputmode", "none");
}

function release(of) {
  if (of.dataset.mode) of.setAttribute("inputmode", of.dataset.mode);
  delete of.dataset.mode;
}

function open(on) {
  field = on;
  // the figure that stands gives way to the first key
  field.select();
  const { code, fits, kind } = boxOf(field).dataset;
  part("which").textContent = `${code} ${boxOf(field).querySelector("[data-name]").textContent}`;
  part("limits").textContent = fits;
  key("-").hidden = !SIGNED.includes(kind);
  key(".").disabled = kind === "errors";
  pad.hidden = false;
  show();
  // the aspect stays in sight above the keys
  const hidden = boxOf(field).querySelector(".aspect-foot").getBoundingClientRect().top - pad.closest(".tablet-bar").getBoundingClientRect().top;
  if (hidden > 0) scrollBy(0, hidden);
}

function close() {
  tell();
  release(field);
  field = null;
  pad.hidden = true;
}

const isFigure = () => field.value.trim() === "" || readValue(boxOf(field), field) !== undefined;

function show() {
  part("figure").textContent = field.value || "—";
  part("limits").classList.toggle("wrong", !UNFINISHED.test(field.value.trim()) && !isFigure());
  // what a reading makes, before it is given
  const makes = boxOf(field).querySelector("[data-makes] span");
  const value = readValue(boxOf(field), field);
  part("worth").textContent = makes && value ? `${makes.textContent} ${(mark(boxOf(field), value) / 100).toFixed(2)}` : "";
}

// a figure is given when it is left, as one that was typed is
function tell() {
  if (untold) field.dispatchEvent(new Event("change", { bubbles: true }));
  untold = false;
}

function press(name) {
  const { value, selectionStart: from, selectionEnd: to } = field;
  const rest = value.slice(0, from) + value.slice(to);
  if (name === "-") field.value = /^[-−]/.test(value) ? value.slice(1) : `-${value}`;
  else if (name === "delete") field.setRangeText("", from === to ? Math.max(0, from - 1) : from, to, "end");
  else if (name !== "." || !/[.,，。]/.test(rest)) field.setRangeText(name, from, to, "end");
  untold ||= field.value !== value;
  show();
}

// on to the next aspect; from what is no figure, nowhere
function next() {
  if (!isFigure()) return part("limits").classList.add("wrong");
  const box = boxOf(field);
  tell();
  const reason = box.querySelector("[data-why]:not([hidden]) [data-reason]");
  if (reason?.value.trim() === "") return reason.focus();
  const boxes = [...document.querySelectorAll("#sheet [data-aspect]")];
  const after = boxes[boxes.indexOf(box) + 1];
  if (!after) return field.blur();
  bring(after);
  const to = after.querySelector("[data-number]") ?? after.querySelector("input");
  const padded = to.matches(FIELDS);
  if (padded) prepare(to);
  to.focus();
  if (padded) open(to);
  else after.scrollIntoView({ block: "center" });
}

// the device's own keyboard from now on; how this tablet shows brings the pad back
function leaveToDevice() {
  const on = field;
  choose({ device: true });
  close();
  on.blur();
  on.focus();
}

document.addEventListener("pointerdown", ({ target, pointerType }) => {
  if (target.matches(FIELDS) && target !== field && pointerType !== "mouse" && !chosenIs("device")) prepare(target);
}, true);
document.addEventListener("pointercancel", ({ target }) => { if (target.matches(FIELDS) && target !== field) release(target); });
// not before the finger is lifted: the page may move now
document.addEventListener("click", ({ target }) => {
  if (target.matches(FIELDS) && target !== field && target.dataset.mode) open(target);
});
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  // the keys may be come to by keyboard or by a screen reader, and are left with the field
  const stays = pad.contains(relatedTarget) || relatedTarget === field || !document.hasFocus();
  if (field && !stays && (target === field || pad.contains(target))) close();
});
document.addEventListener("input", ({ target }) => { if (target === field) show(); });
document.addEventListener("change", ({ target }) => { if (target === field) untold = false; }, true);
document.addEventListener("keydown", (event) => {
  if (!field || !(event.target === field || pad.contains(event.target))) return;
  if (event.key === "Enter" && event.target === field) next();
  else if (event.key === "Escape") { field.focus(); close(); }
  else return;
  event.preventDefault();
});

// a touched key leaves the focus in the field
pad.addEventListener("pointerdown", (event) => event.preventDefault());
pad.addEventListener("click", ({ target }) => {
  const name = target.closest("[data-key]")?.dataset.key;
  if (!name || !field) return;
  if (name === "next") next();
  else if (name === "device") leaveToDevice();
  else press(name);
});
