// The link "Leave this page quickly", made quicker: the page is blanked at once, and is not in the history afterwards.
// Escape, or Shift as on GOV.UK, pressed three times does the same. Without this file the link is a plain link.
(function () {
  "use strict";

  const PRESSES = 3;
  const WITHIN_MILLISECONDS = 5000; // from one press to the next: stiff hands are slow
  const KEYS = ["Escape", "Shift"];
  const link = document.querySelector(".leave-link");
  let key = "";
  let presses = 0;
  let pressedAt = 0;
  let leaving = false;

  function leave() {
    leaving = true;
    document.documentElement.hidden = true; // before the other page has come, which may take long
    document.title = link.hostname;
    location.replace(link.href);
  }

  link.addEventListener("click", function (event) {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return; // another tab was asked for
    event.preventDefault();
    leave();
  });

  // Any other key starts the count anew: Shift is pressed for every capital letter.
  document.addEventListener("keydown", function (event) {
    if (leaving) return event.preventDefault(); // one Escape too many would stop the other page from loading
    if (event.repeat) return;
    const again = event.key === key && event.timeStamp - pressedAt < WITHIN_MILLISECONDS;
    presses = KEYS.includes(event.key) ? (again ? presses + 1 : 1) : 0;
    key = event.key;
    pressedAt = event.timeStamp;
    if (presses === PRESSES) leave();
  });

  document.querySelector(".leave-keys").hidden = false;
})();
