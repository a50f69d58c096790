// The panel's part of a mark sheet: asks the server what the judges may see of each other and shows it at each aspect.
const root = document.getElementById("panel");
const dialog = document.getElementById("discuss-ask");
const words = root.dataset;
const EVERY = 4000;
let shown = "";

function write(text, values) {
  return Object.entries(values).reduce((so_far, [key, value]) => so_far.replace(`{${key}}`, value), text);
}

function element(kind, name, ...inside) {
  const made = document.createElement(kind);
  if (name) made.className = name;
  made.append(...inside);
  return made;
}

function row(scores, mine) {
  const list = element("ul", "panel-scores");
  for (const [position, score] of scores) {
    const who = write(words.tJudge, { position }) + (position === mine ? ` (${words.tMe})` : "");
    list.append(element("li", position === mine ? "mine" : "", element("span", "small", who), element("strong", "tabular", score)));
  }
  return list;
}

function before(round, mine) {
  const head = element("span", "small text-secondary", write(words.tRound, round));
  return element("div", "panel-round", head, row(round.scores, mine), element("p", "small mb-0", `${round.by}: ${round.reason}`));
}

function ask(id, box, scores) {
  const form = dialog.querySelector("form");
  form.action = words.discuss.replace(/0$/, id);
  dialog.querySelector("[data-which]").textContent = `${box.dataset.code} ${box.querySelector("[data-name]").textContent}`;
  dialog.querySelector("[data-scores]").replaceChildren(scores);
  dialog.showModal();
}

function draw(id, aspect, mine) {
  const box = document.querySelector(`[data-aspect="${id}"]`);
  if (!box) return;
  box.querySelector(".panel")?.remove();
  const part = element("div", `panel panel-${aspect.state}`);
  part.setAttribute("role", "status");
  for (const round of aspect.rounds) part.append(before(round, mine));
  if (aspect.state === "hidden" && aspect.rounds.length) part.append(element("p", "mb-0", words.tAgain));
  if (aspect.state !== "hidden") {
    const says = aspect.state === "stopped" ? `⚠ ${words.tStopped}` : `✓ ${words.tAgreed}`;
    part.append(element("p", "mb-1 panel-says", says), row(aspect.scores, mine));
  }
  if (aspect.state === "stopped") {
    const button = element("button", "btn btn-warning mt-2", words.tWrite);
    button.type = "button";
    button.addEventListener("click", () => ask(id, box, row(aspect.scores, mine)));
    part.append(button);
  }
  box.classList.toggle("stopped", aspect.state === "stopped");
  box.classList.toggle("stands", aspect.state !== "hidden" && !words.mending);
  if (part.childNodes.length) box.append(part);
}

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(words.url, { headers: { Accept: "application/json" } });
    if (!answer.ok) return;
    const said = await answer.json();
    const now = JSON.stringify(said.aspects);
    // drawn only when something changed, so that a screen reader is not told the same again
    if (now === shown) return;
    // another round begins with no marks: the sheet reads anew what stands
    if (shown) document.dispatchEvent(new Event("panel"));
    shown = now;
    for (const [id, aspect] of Object.entries(said.aspects)) draw(id, aspect, said.position);
  } catch {
    // no network: the panel shows again when there is one
  }
}

dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
document.addEventListener("visibilitychange", look);
addEventListener("online", look);
setInterval(look, EVERY);
look();
