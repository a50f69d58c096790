// One touch for the usual case: whoever nobody has decided on was present.
document.querySelector("[data-all-present]")?.addEventListener("click", () => {
  for (const group of document.querySelectorAll("[role=radiogroup]")) {
    if (!group.querySelector("input:checked")) group.querySelector("input[value=present]").checked = true;
  }
});
