// The chief's board: its cells follow the database by server-sent events, or by asking again where there are none.
const board = document.getElementById("board");
const light = document.getElementById("board-live");
const signs = { open: "○", submitted: "◑", checked: "✓", closed: "■" };
const words = { open: board.dataset.tOpen, submitted: board.dataset.tSubmitted, checked: board.dataset.tChecked, closed: board.dataset.tClosed };
const PATIENCE = 45000;
let heard = Date.now();

function draw(place, cell) {
  const link = board.querySelector(`[data-cell="${place}"]`);
  // a sheet that came later has no cell yet: the page is drawn anew
  if (!link) return location.reload();
  const sign = cell.state === "open" && cell.begun ? "◔" : signs[cell.state];
  link.className = `plain cell cell-${cell.state}${cell.begun ? " begun" : ""}${cell.far ? " far" : ""}`;
  link.textContent = `${sign} ${cell.done}/${cell.of}${cell.far ? " ⚠" : ""}`;
  link.title = [link.dataset.name, words[cell.state], cell.far ? board.dataset.tFar : ""].filter(Boolean).join(" · ");
}

function alive() {
  heard = Date.now();
  light.textContent = `● ${light.dataset.live}`;
}

function take(text) {
  alive();
  for (const [place, cell] of Object.entries(JSON.parse(text).cells)) draw(place, cell);
}

async function poll(seen = "") {
  let next = seen;
  try {
    const answer = await fetch(`${board.dataset.events}?seen=${encodeURIComponent(seen)}`);
    const text = await answer.text();
    const data = /^data: (.*)$/m.exec(text);
    if (answer.ok) alive();
    if (data) take(data[1]);
    next = /^id: (.*)$/m.exec(text)?.[1] ?? seen;
  } catch {
    // the network is away; the light below says so
  }
  setTimeout(poll, 5000, next);
}

if ("EventSource" in window) {
  const source = new EventSource(board.dataset.events);
  source.addEventListener("board", (event) => take(event.data));
  source.addEventListener("open", alive);
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) poll();
  });
} else poll();
setInterval(() => {
  if (Date.now() - heard > PATIENCE) light.textContent = `○ ${light.dataset.late}`;
}, 5000);
