// A whole page of entries is ticked at once; without this script each is ticked by itself.
const button = document.querySelector("[data-tick-all]");
const boxes = [...document.querySelectorAll("input[name=entry]")];
if (button && boxes.length) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const all = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !all;
  });
}
