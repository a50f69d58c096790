// Copying figures from paper: Enter goes on to the next field, and only the button sends the sheet.
const form = document.querySelector("[data-paper]");
const fields = form ? [...form.querySelectorAll(".copy-line input, .copy-line select")] : [];

form?.addEventListener("keydown", (event) => {
  const place = fields.indexOf(event.target);
  if (event.key !== "Enter" || place < 0) return;
  event.preventDefault();
  const next = fields[place + 1] ?? form.querySelector("[type=file], [type=submit]");
  next.focus();
  next.select?.();
});

if (!document.querySelector(".errors-box")) fields[0]?.focus();

// a figure typed beside "neither" chooses it
for (const field of document.querySelectorAll(".entry-choice input[type=text], .entry-choice select")) {
  field.addEventListener("input", () => {
    field.closest(".entry-choice").querySelector("[type=radio]").checked = true;
  });
}
