// The checklist of the consultation page, quicker: find a concern by typing. Without it the list is read and ticked.
(function () {
  "use strict";

  const every = function (selector) { return Array.from(document.querySelectorAll(selector)); };
  const find = document.getElementById("find");
  const said = document.getElementById("said");
  const picks = every(".pick").map(function (row) {
    const label = row.querySelector("label").textContent.trim();
    return { row: row, box: row.querySelector("input"), label: label, starts: " " + label.toLowerCase(), words: (label + " " + row.dataset.also).toLowerCase() };
  });
  const told = said.textContent;
  let first = null;

  function narrow() {
    const typed = find.value.trim().toLowerCase();
    const words = typed.split(/\s+/);
    const fitting = picks.filter(function (pick) {
      const fits = words.every(function (word) { return pick.words.includes(word); });
      pick.row.hidden = !fits;
      pick.row.classList.remove("pick-first");
      return fits;
    });
    every(".checklist fieldset").forEach(function (part) { part.hidden = !part.querySelector(".pick:not([hidden])"); });
    first = typed ? fitting.find(function (pick) { return pick.starts.includes(" " + typed); }) || fitting[0] : null;
    if (first) first.row.classList.add("pick-first");
    said.textContent = !typed ? told : first ? "Enter ticks: " + first.label : "No concern has that word.";
  }

  find.addEventListener("input", narrow);
  find.addEventListener("keydown", function (event) {
    if (event.key === "Escape") { find.value = ""; narrow(); }
    if (event.key !== "Enter" || !find.value.trim()) return; // with nothing typed, Enter sends the form
    event.preventDefault();
    if (!first) return;
    const ticked = first;
    ticked.box.checked = true;
    find.value = "";
    narrow();
    said.textContent = "Ticked: " + ticked.label + ". Enter shows the services.";
  });
  if ("first" in find.dataset) find.focus(); // `autofocus` would have come before it was shown
})();
