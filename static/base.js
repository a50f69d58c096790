// Small comforts for every page; each page works without them.

for (const button of document.querySelectorAll("[data-theme-switch]")) {
  button.addEventListener("click", () => {
    const dark = document.documentElement.getAttribute("data-bs-theme") !== "dark";
    document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
    localStorage.setItem("theme", dark ? "dark" : "light");
  });
}

// a button opens the menu it names or stands before; Escape, and a touch anywhere else, closes it
for (const button of document.querySelectorAll("[data-opens]")) {
  const menu = document.getElementById(button.getAttribute("aria-controls")) ?? button.nextElementSibling;
  const open = (wanted) => { menu.classList.toggle("show", wanted); button.setAttribute("aria-expanded", wanted); };
  button.addEventListener("click", () => open(!menu.classList.contains("show")));
  addEventListener("click", (event) => { if (!menu.contains(event.target) && !button.contains(event.target)) open(false); });
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.classList.contains("show")) return;
    if (menu.contains(document.activeElement)) button.focus();
    open(false);
  });
}
for (const button of document.querySelectorAll(".alert > .btn-close")) button.addEventListener("click", () => button.parentElement.remove());

// a form being sent shows it, and is not sent again by an impatient finger
addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method.toLowerCase() !== "post") return;
  if (form.dataset.sending) return event.preventDefault();
  form.dataset.sending = "yes";
  event.submitter?.setAttribute("aria-busy", "true");
  // a download answers without leaving the page
  setTimeout(() => { delete form.dataset.sending; event.submitter?.removeAttribute("aria-busy"); }, 8000);
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sending]")) delete form.dataset.sending;
  for (const busy of document.querySelectorAll("[aria-busy=true]")) busy.removeAttribute("aria-busy");
});

// a question before something that cannot be undone: a dialog here, an opened box without this script
for (const box of document.querySelectorAll("details.ask-plain")) {
  box.querySelector("summary").addEventListener("click", (event) => {
    event.preventDefault();
    const dialog = document.createElement("dialog");
    dialog.className = "ask";
    const inner = document.createElement("div");
    inner.append(...box.querySelector(".ask-body").cloneNode(true).childNodes);
    dialog.append(inner);
    box.after(dialog);
    dialog.querySelector("[data-dismiss]")?.addEventListener("click", () => dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    dialog.showModal();
  });
}

// "/" goes to the search field
addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const field = document.querySelector("[data-search]");
  if (field) { event.preventDefault(); field.focus(); field.select(); }
});

// a file can be dropped where it can be chosen
for (const zone of document.querySelectorAll(".drop-zone")) {
  const input = zone.querySelector("input[type=file]");
  for (const kind of ["dragenter", "dragover"]) zone.addEventListener(kind, (e) => { e.preventDefault(); zone.classList.add("over"); });
  for (const kind of ["dragleave", "drop"]) zone.addEventListener(kind, () => zone.classList.remove("over"));
  zone.addEventListener("drop", (e) => { e.preventDefault(); input.files = e.dataTransfer.files; });
}

// a long list is found by pinyin too
if (document.querySelector("option[data-sounds]")) import("./searched.js");

// a select that filters a list sends itself
for (const select of document.querySelectorAll("select[data-submit]")) select.addEventListener("change", () => select.form.requestSubmit());

for (const button of document.querySelectorAll("[data-print]")) button.addEventListener("click", () => print());

// what scrolls to the side can be scrolled by keyboard
const reachable = () => {
  for (const box of document.querySelectorAll(".table-responsive")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
};
reachable();
addEventListener("resize", reachable);
