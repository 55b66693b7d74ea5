// Search, filter and sort the table of verdicts. Without this script the whole table is there to read.
(() => {
  "use strict";
  const table = document.getElementById("verdict-table");
  if (!table) return;
  const PAGE = 50; // rows shown at first: the chapters below stay within reach
  const body = table.tBodies[0];
  const form = document.getElementById("filters");
  const search = document.getElementById("search");
  const status = document.getElementById("shown");
  const more = document.getElementById("more");
  const selects = [...form.querySelectorAll("select")];
  let rows = [...body.rows].map((row) => ({
    row,
    facets: new Set(row.dataset.f.split(" ")),
    text: row.textContent.toLowerCase(),
  }));
  const total = rows.length;
  let all = false;

  function show() {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = selects.map((select) => select.value).filter(Boolean);
    let found = 0;
    for (const { row, facets, text } of rows) {
      const fits = chosen.every((one) => facets.has(one)) && words.every((word) => text.includes(word));
      row.hidden = !fits;
      if (fits) found += 1;
      row.classList.toggle("later", fits && !all && found > PAGE);
    }
    more.hidden = all || found <= PAGE;
    status.textContent = `${found} of ${total} assets` + (more.hidden ? "" : `, the first ${PAGE} shown`);
  }

  function sort(head, button) {
    const column = head.cellIndex;
    const up = head.getAttribute("aria-sort") !== "ascending";
    const isNumber = head.classList.contains("n");
    const key = ({ row }) => {
      const text = row.cells[column].textContent;
      return isNumber ? Number(text.replace(/\D/g, "") || -1) : text.trim().toLowerCase();
    };
    const keyed = rows.map((one) => [key(one), one]);
    const compare = isNumber ? (a, b) => a[0] - b[0] : (a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : 0);
    keyed.sort((a, b) => (up ? compare(a, b) : compare(b, a)));
    rows = keyed.map((pair) => pair[1]);
    body.append(...rows.map(({ row }) => row));
    for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    show();
  }

  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(head, button));
    head.append(button);
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", show);
  form.addEventListener("reset", () => setTimeout(show));
  more.addEventListener("click", () => { all = true; show(); });
  show();
})();
