// Shows the photo that was chosen before it is sent; nothing leaves the browser for it.
for (const box of document.querySelectorAll("[data-preview]")) {
  const field = document.getElementById(box.dataset.preview);
  const picture = box.querySelector("img");
  field?.addEventListener("change", () => {
    if (picture.src) URL.revokeObjectURL(picture.src);
    const [file] = field.files;
    const shown = Boolean(file?.type.startsWith("image/"));
    box.hidden = !shown;
    if (shown) picture.src = URL.createObjectURL(file);
    else picture.removeAttribute("src");
  });
}
