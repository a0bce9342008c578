// Pages that go on paper or into a message, quicker: print and copy with one press. Everything else works without it.
(function () {
  "use strict";

  const every = function (selector) { return Array.from(document.querySelectorAll(selector)); };
  every(".scripted").forEach(function (one) { one.hidden = false; });
  every(".unscripted").forEach(function (one) { one.hidden = true; });
  every("[data-prints]").forEach(function (button) { button.addEventListener("click", function () { window.print(); }); });
  every("[data-copies]").forEach(function (button) {
    button.addEventListener("click", function () {
      document.getElementById(button.dataset.copies).select();
      button.parentNode.querySelector("[role=status]").textContent = document.execCommand("copy") ? button.dataset.copied : button.dataset.notCopied;
    });
  });
})();
