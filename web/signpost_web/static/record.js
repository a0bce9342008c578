// Nothing has moved for a while: warn before the session ends, and cover the page when it has. What was typed stays where it is.
// Without this file the session ends all the same; a form sent after that can be sent once more.
(function () {
  "use strict";

  const bar = document.getElementById("record-bar");
  const soon = document.getElementById("record-away");
  const over = document.getElementById("record-over");
  const account = bar.dataset.account;
  const WARN = Number(bar.dataset.warn) * 1000;
  const END = Number(bar.dataset.idle) * 1000;
  const CHECK_EVERY = 5000; // milliseconds. A machine that slept runs no timer, so the clock is looked at
  const TELL_EVERY = 60000; // somebody who types is not away, though the server hears nothing of it
  let heard = Date.now(); // when the server last heard of us
  let moved = false;

  // Resolves to whether the server still knows this person.
  async function stay() {
    const answer = await fetch("/record/stay", { method: "POST" });
    return answer.ok && (await answer.json()).account === account;
  }

  // Nothing behind the cover can be reached, by keyboard or by a screen reader.
  function cover(covered) {
    soon.hidden = true;
    over.hidden = !covered;
    for (const one of document.body.children) one.inert = covered && one !== over;
  }

  function goOn() {
    heard = Date.now();
    moved = false;
    cover(false);
  }

  function end() {
    cover(true);
    over.focus();
  }

  async function tryToStay() {
    try {
      if (await stay()) return goOn();
      end();
    } catch (error) {
      soon.hidden = false; // no connection: what is on the page is better not lost
    }
  }

  function look() {
    if (!over.hidden) return;
    const away = Date.now() - heard;
    if (away >= END) return end();
    if (moved && away >= TELL_EVERY) return tryToStay();
    soon.hidden = away < WARN;
  }

  for (const kind of ["input", "keydown", "pointerdown"]) document.addEventListener(kind, function () { moved = true; });
  document.addEventListener("visibilitychange", look);
  setInterval(look, CHECK_EVERY);

  soon.querySelector("[data-does=stay]").addEventListener("click", tryToStay);
  over.querySelector("[data-does=back]").addEventListener("click", async function () {
    let known = false;
    try { known = await stay(); } catch (error) { known = false; }
    over.querySelector("[data-said=no]").hidden = known;
    if (known) goOn();
  });
})();
