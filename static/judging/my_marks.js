// A judge's own marks of one form: what still waits on this device stands over what the server had.
import * as store from "./store.js";
import { outbox } from "./tablet.js";

const table = document.getElementById("my-marks");

function show({ waiting }) {
  for (const one of waiting.filter(store.isMark)) {
    const cell = table.querySelector(`[data-cell="${one.sheet}-${one.aspect}"]`);
    if (!cell) continue;
    cell.classList.add("waiting");
    cell.title = table.dataset.tWaits;
    // the place of a choice says nothing to a reader
    cell.textContent = cell.dataset.kind === "choice" ? "…" : (one.value ?? "—");
  }
}

outbox.addEventListener("state", ({ detail }) => show(detail));
await outbox.tell();
