// A button copies the text of what it names; where the browser does not let it, the text is marked, to be copied by hand.
for (const button of document.querySelectorAll("[data-copy]")) {
  button.addEventListener("click", async () => {
    const from = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(from.value ?? from.textContent);
      const said = button.querySelector("span");
      const before = said.textContent;
      said.textContent = button.dataset.said;
      setTimeout(() => { said.textContent = before; }, 2000);
    } catch {
      getSelection().selectAllChildren(from);
      from.select?.();
    }
  });
}
