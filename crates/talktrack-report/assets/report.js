// Search, filter and sort the table of verdicts. Without this script the whole table is there to read.
// What the rows say stays in the page alone: a second copy of thousands of them would fill memory.
(() => {
  "use strict";
  const table = document.getElementById("verdict-table");
  if (!table) return;
  const body = table.tBodies[0];
  const form = document.getElementById("filters");
  const search = document.getElementById("search");
  const status = document.getElementById("shown");
  const more = document.getElementById("more");
  const selects = [...form.querySelectorAll("select")];
  const total = body.rows.length;
  // So many rows are shown at first, and more at a time: the chapters below stay within reach, and a
  // browser lays out what is seen.
  const FIRST = matchMedia("(max-width: 46rem)").matches ? 15 : 50;
  const STEP = 200;
  let most = FIRST;

  function fits(row, words, chosen) {
    const facets = ` ${row.getAttribute("data-f")} `;
    if (!chosen.every((one) => facets.includes(one))) return false;
    if (words.length === 0) return true;
    const text = row.textContent.toLowerCase();
    return words.every((word) => text.includes(word));
  }

  function show() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = selects.filter((select) => select.value).map((select) => ` ${select.value} `);
    let found = 0;
    for (let row = body.firstElementChild; row; row = row.nextElementSibling) {
      const isFound = fits(row, words, chosen);
      if (isFound) found += 1;
      row.hidden = !isFound;
      row.classList.toggle("later", isFound && found > most);
    }
    body.classList.remove("unread");
    const left = found - most;
    more.hidden = left <= 0;
    more.textContent = `Show ${Math.min(left, STEP)} more`;
    status.textContent = `${found} of ${total} assets` + (left > 0 ? `, the first ${most} shown` : "");
  }

  function start() {
    most = FIRST;
    show();
  }

  function sort(head) {
    const column = head.cellIndex;
    const up = head.getAttribute("aria-sort") !== "ascending";
    const isNumber = head.classList.contains("n");
    const key = (row) => {
      const text = row.cells[column].textContent;
      return isNumber ? Number(text.replace(/\D/g, "") || -1) : text.trim().toLowerCase();
    };
    const keyed = [...body.rows].map((row) => [key(row), row]);
    const compare = (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);
    keyed.sort((a, b) => (up ? compare(a, b) : compare(b, a)));
    body.append(...keyed.map((pair) => pair[1]));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    start();
  }

  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(head));
    head.append(button);
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", start);
  form.addEventListener("reset", () => setTimeout(start));
  more.addEventListener("click", () => {
    most += STEP;
    show();
  });
  start();
})();
