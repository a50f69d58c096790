// A page that the service worker showed from this device, because the server was silent: it says of when it is, and renews
// itself as soon as the server answers. Nothing typed is lost: marks are in the outbox, and what is being typed is waited for.
const kept = document.documentElement.dataset;
const box = document.getElementById("kept-page");
// the city's clocks, whatever zone the tablet is set to
const CITY = "Asia/Shanghai";
const LONGEST_PAUSE = 30_000;
let pause = 3000;
let typed = false;

document.addEventListener("input", (event) => { typed ||= Boolean(event.target.form); });
const isQuiet = () => !typed && !document.querySelector("dialog[open]") && !document.activeElement.matches("textarea, input:not([type=radio])");

export function clock(moment) {
  const how = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: CITY };
  const day = (at) => new Date(at).toLocaleDateString("sv", { timeZone: CITY });
  if (day(moment) !== day(Date.now())) Object.assign(how, { month: "long", day: "numeric" });
  return new Date(moment).toLocaleString(document.documentElement.lang, how);
}

// what a judge would see differ on a sheet, beside the marks, which it asks for by itself
const essence = (page) => page.getElementById("sheet") && [page.getElementById("sheet").dataset.open, ...[...page.querySelectorAll("#content > .alert, #sheet legend")].map((part) => part.textContent)].join("\n");

function take(page) {
  const [mine, theirs] = [document, page].map((one) => one.getElementById("content"));
  if (kept.instead || theirs.querySelector("#sheet, form")) {
    if (kept.instead || !essence(page) || essence(page) !== essence(document)) return location.reload();
  } else {
    // the finger's or the keyboard's place stays where it was
    const here = document.activeElement.closest("#content a[href]")?.getAttribute("href");
    mine.replaceChildren(...theirs.childNodes);
    if (here) mine.querySelector(`a[href="${here}"]`)?.focus();
  }
  delete kept.fetched;
  box.hidden = true;
  document.dispatchEvent(new Event("renewed"));
}

async function renew() {
  // not as a page is opened: the worker lets this one wait for the server as long as it takes
  const answer = isQuiet() && (await fetch(location.href, { headers: { Accept: "text/html" } }).catch(() => null));
  const text = answer?.ok && !answer.redirected && (await answer.text().catch(() => ""));
  // meanwhile somebody may have begun to type
  if (text && isQuiet()) return take(new DOMParser().parseFromString(text, "text/html"));
  pause = Math.min(LONGEST_PAUSE, pause * (answer ? 2 : 1));
  setTimeout(renew, pause);
}

if (kept.fetched !== undefined) {
  const at = kept.fetched ? clock(Number(kept.fetched)) : "";
  const { tAsOf, tInstead, tOld } = box.dataset;
  box.querySelector("[data-said]").textContent = (kept.instead ? tInstead : at ? tAsOf : tOld).replace("{time}", at || "—");
  box.hidden = false;
  setTimeout(renew, 1000);
}
