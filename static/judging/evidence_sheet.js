// A mark sheet's evidence: one question for every aspect, with what was kept and what still waits on this device.
import * as evidence from "./evidence.js";

const root = document.getElementById("sheet");
const { sheet, user } = root.dataset;
const dialog = document.getElementById("evidence-ask");
const texts = dialog.dataset;
const [words, photo, wrong] = ["text", "photo"].map((name) => dialog.querySelector(`[name=${name}]`)).concat(dialog.querySelector("[data-wrong]"));
// kept on the server since this page was made
const kept = [];
let asked = null;

const buttons = () => [...root.querySelectorAll("[data-evidence]")];
const of = (list, aspect) => list.filter((one) => one.aspect === aspect);

function line(text, state, more) {
  const made = document.createElement("li");
  made.append(Object.assign(document.createElement("span"), { textContent: text }), " ");
  made.append(Object.assign(document.createElement("small"), { className: "text-secondary", textContent: state }));
  if (more) made.append(more);
  return made;
}

const said = (one) => [one.text, one.photo ? texts.tPhoto : ""].filter(Boolean).join(" · ");

function draw() {
  for (const button of buttons()) {
    const aspect = button.dataset.evidence;
    const count = Number(button.dataset.kept) + of(kept, aspect).length + of(evidence.waiting(sheet), aspect).length;
    button.querySelector("[data-count]").textContent = count || "";
    button.classList.toggle("wrong", of(evidence.refused(sheet), aspect).length > 0);
  }
  if (!asked) return;
  const list = dialog.querySelector("[data-here]");
  const gone = (one) => Object.assign(document.createElement("button"), { type: "button", className: "btn btn-sm ms-2", textContent: texts.tDrop, onclick: () => evidence.drop(user, one.id) });
  list.replaceChildren(
    ...of(kept, asked).map((one) => line(said(one), texts.tKept)),
    ...of(evidence.waiting(sheet), asked).map((one) => line(said(one), texts.tWaits)),
    ...of(evidence.refused(sheet), asked).map((one) => line(said(one), one.message, gone(one))),
  );
}

for (const button of buttons()) button.addEventListener("click", () => {
  asked = button.dataset.evidence;
  const box = button.closest("[data-aspect]");
  dialog.querySelector("[data-which]").textContent = `${box.dataset.code} ${box.querySelector("[data-name]").textContent}`;
  for (const one of dialog.querySelectorAll("[data-of]")) one.hidden = one.dataset.of !== asked;
  for (const one of dialog.querySelectorAll("[data-give]")) one.hidden = root.dataset.open !== "yes";
  wrong.hidden = true;
  draw();
  dialog.showModal();
});

dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
dialog.querySelector("[data-keep]").addEventListener("click", async () => {
  const file = photo.files[0];
  const tell = (text) => Object.assign(wrong, { textContent: text, hidden: false });
  if (!words.value.trim() && !file) return tell(texts.tEmpty);
  let small = null;
  try {
    small = file ? await evidence.shrunk(file) : null;
  } catch {
    return tell(texts.tNoPhoto);
  }
  try {
    await evidence.keep(user, sheet, asked, words.value.trim(), small);
  } catch {
    return tell(texts.tNotKept);
  }
  words.value = photo.value = "";
  wrong.hidden = true;
  document.dispatchEvent(new Event("evidence-given"));
});

document.addEventListener("evidence-kept", ({ detail }) => { if (detail.sheet === sheet) kept.push(detail); draw(); });
document.addEventListener("evidence", draw);
draw();
