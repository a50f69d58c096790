// How far each file is: asked for while one is open, drawn in place; an end loads the page once, with its buttons.
const list = document.querySelector("[data-exports]");
const live = document.querySelector("[data-exports-live]");
const PAUSE = 1500, MOST_PAUSE = 15000;
let pause = PAUSE;

const draw = (told) => {
  const row = list.querySelector(`[data-export="${told.id}"]`);
  // one that ended, or that another page asked for meanwhile
  if (!row || (row.dataset.open === "yes") !== told.open) return false;
  if (!told.open) return true;
  const bar = row.querySelector("progress");
  if (told.state === "task_running") bar.value = told.share;
  else bar.removeAttribute("value");
  row.querySelector("[data-label-of]").textContent = told.label;
  row.querySelector("[data-text-of]").textContent = told.text;
  return true;
};

const ask = async () => {
  try {
    const answer = await fetch(list.dataset.exports, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    const { exports } = await answer.json();
    if (exports.map(draw).includes(false)) return location.reload();
    live.hidden = true;
    pause = PAUSE;
  } catch {
    // the server is away for a moment: said once, asked less often
    live.hidden = false;
    pause = Math.min(pause * 2, MOST_PAUSE);
  }
  setTimeout(ask, pause);
};

if (list && list.dataset.busy === "yes") setTimeout(ask, PAUSE);
