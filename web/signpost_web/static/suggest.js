// Suggestions under the search box while one types: a combobox as ARIA 1.2 describes it. Without this file the box is a plain box.
(function () {
  "use strict";

  const WAIT = 150; // milliseconds without a key: a word is half typed by then
  const LEAST = 2; // letters, as the server has it

  Array.from(document.querySelectorAll(".suggest")).forEach(function (around) {
    const box = around.querySelector("input");
    const said = around.dataset;
    const list = around.appendChild(document.createElement("ul"));
    const status = around.appendChild(document.createElement("p"));
    let timer = 0;
    let asked = 0; // answers that come late are for what was typed before
    let chosen = -1;

    list.id = box.id + "-list";
    list.className = "suggest-list";
    list.hidden = true;
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", said.list);
    status.className = "hidden";
    status.setAttribute("role", "status");
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-expanded", "false");
    box.setAttribute("aria-controls", list.id);

    function close() {
      clearTimeout(timer);
      asked += 1;
      list.hidden = true;
      box.setAttribute("aria-expanded", "false");
      choose(-1);
    }

    function choose(number) {
      chosen = number;
      Array.from(list.children).forEach(function (option, at) { option.setAttribute("aria-selected", String(at === number)); });
      if (number < 0) return box.removeAttribute("aria-activedescendant");
      box.setAttribute("aria-activedescendant", list.children[number].id);
      list.children[number].scrollIntoView({ block: "nearest" });
    }

    function piece(parent, words, name, language) {
      const made = parent.appendChild(document.createElement("span"));
      made.className = name;
      if (language) made.lang = language;
      made.textContent = words;
    }

    function optionOf(one, at) {
      const option = document.createElement("li");
      option.id = list.id + "-" + at;
      option.className = "suggest-option";
      option.setAttribute("role", "option");
      option.setAttribute("aria-selected", "false");
      piece(option, one.label, "suggest-label", said.lang);
      option.appendChild(document.createTextNode(" "));
      piece(option, said[one.kind] + (one.detail ? " · " + one.detail : ""), "suggest-detail");
      option.addEventListener("mousedown", function (event) { event.preventDefault(); }); // the box keeps the focus
      option.addEventListener("click", function () { take(one); });
      option.take = function () { take(one); };
      return option;
    }

    function take(one) {
      close();
      if (one.kind === "service") return location.assign("/services/" + encodeURIComponent(one.id));
      box.value = one.label; // the search knows a concern by its label
      status.textContent = "";
    }

    function show(found) {
      close();
      list.textContent = "";
      found.forEach(function (one, at) { list.appendChild(optionOf(one, at)); });
      list.hidden = !found.length;
      box.setAttribute("aria-expanded", String(found.length > 0));
      status.textContent = found.length ? (found.length === 1 ? said.one : said.many.replace("%n", found.length)) : said.none;
    }

    function ask() {
      const words = box.value.trim();
      const mine = asked += 1;
      if (words.length < LEAST) {
        status.textContent = "";
        return close();
      }
      fetch(said.from + "?q=" + encodeURIComponent(words), { credentials: "omit" })
        .then(function (answer) { return answer.ok ? answer.json() : []; })
        .then(function (found) { if (mine === asked && document.activeElement === box) show(found); })
        .catch(function () {}); // no line, no suggestions: the search itself still works
    }

    box.addEventListener("input", function () {
      clearTimeout(timer);
      timer = setTimeout(ask, WAIT);
    });
    box.addEventListener("blur", close);
    box.addEventListener("keydown", function (event) {
      const many = list.children.length;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        if (list.hidden) {
          if (event.key === "ArrowDown") ask();
          return;
        }
        event.preventDefault();
        const next = chosen + (event.key === "ArrowDown" ? 1 : -1);
        choose(next >= many ? -1 : next < -1 ? many - 1 : next); // beyond either end one is back in the box
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        close();
      } else if (event.key === "Enter") {
        if (list.hidden || chosen < 0) return close(); // the form is sent
        event.preventDefault();
        list.children[chosen].take();
      }
    });
  });
})();
