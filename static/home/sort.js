// A counted table can be put in another order by its headings; without this script it stands as it was ranked.
const text = (row, column) => row.cells[column].textContent.trim();

function sort(table, head, column) {
  const counted = head.classList.contains("num");
  // counts begin with the most, ranks and names with the first
  const first = counted && column > 0 ? "descending" : "ascending";
  const second = first === "ascending" ? "descending" : "ascending";
  const order = head.getAttribute("aria-sort") === first ? second : first;
  const way = order === "ascending" ? 1 : -1;
  const compare = counted
    ? (a, b) => parseFloat(text(a, column)) - parseFloat(text(b, column))
    : (a, b) => text(a, column).localeCompare(text(b, column), document.documentElement.lang);
  for (const each of table.tHead.rows[0].cells) each.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", order);
  table.tBodies[0].append(...[...table.tBodies[0].rows].sort((a, b) => way * compare(a, b)));
}

for (const table of document.querySelectorAll("table[data-sort]")) {
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, head, column));
  });
}
