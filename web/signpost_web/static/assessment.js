// The checklist, quicker: counts what is ticked, unfolds all parts at once, and prints them all. Without it everything still works.
(function () {
  "use strict";

  const every = function (selector, within) { return Array.from((within || document).querySelectorAll(selector)); };
  const parts = every(".fold");
  const tally = document.getElementById("tally");
  const whole = document.getElementById("whole");
  let shut = []; // for the printer alone

  function said(place, count) {
    const words = place.dataset;
    return count === 0 ? words.none || "" : count === 1 ? words.one : words.many.replace("%n", count);
  }

  function count() {
    const counts = parts.map(function (part) { return every(".worry-row > input:checked", part).length; });
    parts.forEach(function (part, at) {
      const place = part.querySelector(".fold-count");
      place.textContent = said(place, counts[at]);
    });
    tally.textContent = said(tally, counts.reduce(function (sum, one) { return sum + one; }, 0));
  }

  function nameWhole() {
    whole.textContent = parts.every(function (part) { return part.open; }) ? whole.dataset.shut : whole.dataset.open;
  }

  document.addEventListener("change", count);
  window.addEventListener("pageshow", count); // back here, the browser may have kept the ticks
  parts.forEach(function (part) { part.addEventListener("toggle", nameWhole); });
  whole.setAttribute("role", "button");
  whole.addEventListener("keydown", function (event) { if (event.key === " ") { event.preventDefault(); whole.click(); } });
  whole.addEventListener("click", function (event) {
    event.preventDefault(); // the link would lose the ticks
    const open = whole.textContent === whole.dataset.open;
    parts.forEach(function (part) { part.open = open; });
  });
  window.addEventListener("beforeprint", function () {
    shut = parts.filter(function (part) { return !part.open; });
    shut.forEach(function (part) { part.open = true; });
  });
  window.addEventListener("afterprint", function () { shut.forEach(function (part) { part.open = false; }); });
})();
