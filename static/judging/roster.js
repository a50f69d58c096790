// Drags a judge onto a place; the lists do the same without a mouse and without this script.
const KIND = "text/plain";
const places = [...document.querySelectorAll("[data-place]")];

for (const row of document.querySelectorAll("[data-judge][draggable]")) {
  row.addEventListener("dragstart", (event) => event.dataTransfer.setData(KIND, row.dataset.judge));
}

function seat(place, judge) {
  const here = place.querySelector("select");
  if (!here || ![...here.options].some((option) => option.value === judge)) return;
  // a judge sits once: whoever sat here takes the place the judge leaves
  const left = places.map((each) => each.querySelector("select")).find((list) => list !== here && list.value === judge);
  if (left) left.value = here.value;
  here.value = judge;
  here.focus();
}

for (const place of places) {
  place.addEventListener("dragover", (event) => { event.preventDefault(); place.classList.add("over"); });
  place.addEventListener("dragleave", () => place.classList.remove("over"));
  place.addEventListener("drop", (event) => {
    event.preventDefault();
    place.classList.remove("over");
    seat(place, event.dataTransfer.getData(KIND));
  });
}
