// How far one piece of work is: asked for while it is open, drawn in place; its end loads the page with what came out.
const row = document.querySelector("[data-waits]");
const PAUSE = 1000, MOST_PAUSE = 15000;
let pause = PAUSE;

const ask = async () => {
  try {
    const answer = await fetch(row.dataset.waits, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    const told = (await answer.json()).exports.find((one) => String(one.id) === row.dataset.task);
    if (!told || !told.open) return location.reload();
    const bar = row.querySelector("progress");
    if (told.state === "task_running") bar.value = told.share;
    else bar.removeAttribute("value");
    row.querySelector("[data-text]").textContent = told.text || told.label;
    pause = PAUSE;
  } catch {
    // the server is away for a moment: asked less often
    pause = Math.min(pause * 2, MOST_PAUSE);
  }
  setTimeout(ask, pause);
};

if (row) setTimeout(ask, PAUSE);
