// What reading does not need: search, filters, sorting, the choice of a theme, links into folded parts.
// Nothing is asked of any server; texts are only ever set as text.
(function () {
  "use strict";

  var root = document.documentElement;
  var base = document.body.dataset.root;

  function all(selector, within) {
    return Array.prototype.slice.call((within || document).querySelectorAll(selector));
  }

  function element(name, text, className) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function folded(text) {
    return text.toLowerCase().normalize("NFKD").replace(/[\u0300-\u036f]/g, "");
  }

  function words(text) {
    return folded(text).split(/\s+/).filter(Boolean);
  }

  function matches(text, wanted) {
    return wanted.every(function (word) { return text.indexOf(word) !== -1; });
  }

  // The theme: that of the system, light, dark.
  function theme() {
    var button = document.querySelector("[data-theme-toggle]");
    var choices = ["", "light", "dark"];
    if (!button) return;
    var names = { "": "Theme: system", light: "Theme: light", dark: "Theme: dark" };
    function show() { button.firstElementChild.textContent = names[root.dataset.theme || ""]; }
    show();
    button.addEventListener("click", function () {
      var next = choices[(choices.indexOf(root.dataset.theme || "") + 1) % choices.length];
      if (next) root.dataset.theme = next; else delete root.dataset.theme;
      try {
        if (next) localStorage.setItem("checker-theme", next); else localStorage.removeItem("checker-theme");
      } catch (error) { /* then the choice lasts as long as the page */ }
      show();
    });
  }

  // What stands behind the # when it is no place: the state of filters, so that it can be shared.
  function stated() {
    var text = location.hash.slice(1);
    return /^(q|o)=/.test(text) ? new URLSearchParams(text) : new URLSearchParams();
  }

  function state(values) {
    var kept = new URLSearchParams();
    Object.keys(values).forEach(function (key) { if (values[key]) kept.set(key, values[key]); });
    try {
      history.replaceState(null, "", kept.toString() ? "#" + kept : location.pathname + location.search);
    } catch (error) { /* pages opened from a disk may not always do this */ }
  }

  // Filters of tables: a row stays when it has every word.
  function filterTables() {
    all("[data-filter]").forEach(function (box) {
      var target = document.getElementById(box.dataset.filter);
      if (!target) return;
      var input = box.querySelector("input");
      var status = box.querySelector("[role=status]");
      var rows = all("tbody tr", target).map(function (row) {
        return { row: row, text: folded(row.textContent) };
      });
      function apply(keep) {
        var wanted = words(input.value);
        var left = 0;
        rows.forEach(function (each) {
          each.row.hidden = !matches(each.text, wanted);
          left += each.row.hidden ? 0 : 1;
        });
        all("section", target).forEach(function (section) {
          section.hidden = !section.querySelector("tbody tr:not([hidden])");
        });
        status.textContent = wanted.length ? left + " of " + rows.length : "";
        if (keep) state({ q: input.value });
      }
      input.value = stated().get("q") || "";
      input.addEventListener("input", function () { apply(true); });
      if (input.value) apply(false);
    });
  }

  // Filters of a repository's results: by words and by outcome.
  function filterResults() {
    var box = document.querySelector("[data-filter-results]");
    if (!box) return;
    var input = box.querySelector("input");
    var status = box.querySelector("[role=status]");
    var groups = all("[data-results]");
    var chips = element("div", "", "chips");
    var chosen = stated().get("o") || "";
    chips.setAttribute("role", "group");
    chips.setAttribute("aria-label", "Outcome");
    groups.forEach(function (group) {
      var chip = element("button", group.querySelector("h3").textContent);
      chip.type = "button";
      chip.dataset.group = group.id;
      chip.addEventListener("click", function () {
        chosen = chosen === group.id ? "" : group.id;
        apply(true);
      });
      chips.appendChild(chip);
    });
    box.insertBefore(chips, status);
    var items = [];
    groups.forEach(function (group) {
      all("article, .briefs > li", group).forEach(function (item) {
        items.push({ item: item, group: group, text: folded(item.textContent) });
      });
    });
    function apply(keep) {
      var wanted = words(input.value);
      var left = 0;
      groups.forEach(function (group) { group.hidden = true; });
      items.forEach(function (each) {
        var shown = matches(each.text, wanted) && (!chosen || each.group.id === chosen);
        each.item.hidden = !shown;
        if (shown) { left += 1; each.group.hidden = false; }
      });
      groups.forEach(function (group) {
        if (group.tagName === "DETAILS" && (wanted.length || chosen === group.id)) group.open = true;
      });
      all("button", chips).forEach(function (chip) {
        chip.setAttribute("aria-pressed", String(chip.dataset.group === chosen));
      });
      status.textContent = wanted.length || chosen ? left + " of " + items.length : "";
      if (keep) state({ q: input.value, o: chosen });
    }
    input.value = stated().get("q") || "";
    input.addEventListener("input", function () { apply(true); });
    apply(false);
  }

  // Sorting: the head of each column becomes a button.
  function sortable(table) {
    var heads = all("thead th", table);
    heads.forEach(function (head, column) {
      var numeric = head.classList.contains("n");
      var link = head.querySelector("a");
      var button = element("button", link ? "" : head.textContent);
      button.type = "button";
      if (link) {
        button.appendChild(element("span", "Sort by " + link.textContent, "away"));
        head.appendChild(button);
      } else {
        head.textContent = "";
        head.appendChild(button);
      }
      button.addEventListener("click", function () {
        var falling = head.getAttribute("aria-sort") === (numeric ? "descending" : "ascending") ? !numeric : numeric;
        heads.forEach(function (each) { each.removeAttribute("aria-sort"); });
        head.setAttribute("aria-sort", falling ? "descending" : "ascending");
        sort(table, column, numeric, falling);
      });
    });
  }

  function sort(table, column, numeric, falling) {
    var body = table.tBodies[0];
    var rows = all("tr", body).map(function (row, index) {
      var cell = row.cells[column];
      var text = cell.dataset.v === undefined ? cell.textContent.trim() : cell.dataset.v;
      var number = parseFloat(text.replace("\u2212", "-").replace(/,/g, ""));
      return { row: row, index: index, value: numeric || /^[0-9]$/.test(text) ? number : text.toLowerCase() };
    });
    function missing(value) { return value === "" || value !== value; }
    rows.sort(function (left, right) {
      if (missing(left.value) || missing(right.value)) {
        return missing(left.value) - missing(right.value) || left.index - right.index;
      }
      var order = numeric || typeof left.value === "number" && typeof right.value === "number"
        ? left.value - right.value
        : String(left.value).localeCompare(String(right.value), "en", { numeric: true });
      return (falling ? -order : order) || left.index - right.index;
    });
    rows.forEach(function (each) { body.appendChild(each.row); });
  }

  // A link to a place in a folded part unfolds it. Rules that passed have no place of their own, to keep
  // pages small: they are known by where they lead.
  function brief(name) {
    var end = "/" + name.slice(3) + ".html";
    return all(".briefs a").filter(function (link) { return link.getAttribute("href").endsWith(end); })[0];
  }

  function unfold() {
    var name = decodeURIComponent(location.hash.slice(1));
    var target = name && (document.getElementById(name) || name.indexOf("is-") === 0 && brief(name));
    if (!target) return;
    all("[data-found]").forEach(function (each) { delete each.dataset.found; });
    target.dataset.found = "";
    for (var above = target; above; above = above.parentElement) {
      if (above.tagName === "DETAILS") above.open = true;
    }
    target.scrollIntoView();
  }

  // Search: the list of what there is comes with the first key, as a script.
  function search() {
    var box = document.querySelector("[data-search]");
    if (!box) return;
    var input = box.querySelector("input");
    var found = document.getElementById("found");
    var entries = null;
    var loading = false;

    function load() {
      if (loading) return;
      loading = true;
      var script = element("script");
      script.src = base + "assets/index.js";
      script.addEventListener("load", function () {
        entries = window.checkerIndex.map(function (each) {
          var name = folded(each[1]);
          return { kind: each[0], name: each[1], about: each[2], href: each[3], low: name, text: name + " " + folded(each[2]) };
        });
        show();
      });
      document.head.appendChild(script);
    }

    function rank(entry, wanted) {
      if (entry.low === wanted.join(" ")) return 0;
      if (entry.low.indexOf(wanted[0]) === 0) return 1;
      return matches(entry.low, wanted) ? 2 : 3;
    }

    function close() {
      found.hidden = true;
      input.setAttribute("aria-expanded", "false");
      input.removeAttribute("aria-activedescendant");
    }

    function show() {
      var wanted = words(input.value);
      if (!wanted.length || !entries) { close(); return; }
      var hits = entries.filter(function (each) { return matches(each.text, wanted); });
      hits.sort(function (left, right) { return rank(left, wanted) - rank(right, wanted); });
      found.textContent = "";
      hits.slice(0, 30).forEach(function (hit, index) {
        var link = element("a");
        link.href = base + hit.href;
        link.id = "hit-" + index;
        link.setAttribute("role", "option");
        link.setAttribute("aria-selected", "false");
        link.tabIndex = -1;
        link.appendChild(element("span", hit.kind, "kind"));
        link.appendChild(element("span", hit.name));
        if (hit.about) link.appendChild(element("span", hit.about, "about"));
        found.appendChild(link);
      });
      if (!hits.length) found.appendChild(element("p", "Nothing is called so"));
      found.hidden = false;
      input.setAttribute("aria-expanded", "true");
      choose(hits.length ? 0 : -1);
    }

    function chosen() {
      return all("a", found).findIndex(function (each) { return each.getAttribute("aria-selected") === "true"; });
    }

    function choose(index) {
      all("a", found).forEach(function (link, at) {
        link.setAttribute("aria-selected", String(at === index));
        if (at === index) {
          input.setAttribute("aria-activedescendant", link.id);
          link.scrollIntoView({ block: "nearest" });
        }
      });
    }

    input.addEventListener("focus", load);
    input.addEventListener("input", function () { load(); show(); });
    input.addEventListener("keydown", function (event) {
      var links = all("a", found);
      if (event.key === "Escape") { input.value = ""; close(); }
      if (!links.length || found.hidden) return;
      if (event.key === "ArrowDown") { event.preventDefault(); choose((chosen() + 1) % links.length); }
      if (event.key === "ArrowUp") { event.preventDefault(); choose((chosen() + links.length - 1) % links.length); }
      if (event.key === "Enter" && chosen() >= 0) { event.preventDefault(); links[chosen()].click(); }
    });
    document.addEventListener("click", function (event) { if (!box.contains(event.target)) close(); });
    document.addEventListener("keydown", function (event) {
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement.tagName)) return;
      event.preventDefault();
      input.focus();
    });
  }

  // On a narrow screen the navigation scrolls sideways: show where the reader is.
  function here() {
    var current = document.querySelector(".side [aria-current]");
    var strip = current && current.closest("nav");
    if (strip && strip.scrollWidth > strip.clientWidth) {
      strip.scrollLeft = current.offsetLeft - (strip.clientWidth - current.offsetWidth) / 2;
    }
  }

  theme();
  here();
  search();
  filterTables();
  filterResults();
  all("table[data-sortable]").forEach(sortable);
  unfold();
  window.addEventListener("hashchange", unfold);
  window.addEventListener("beforeprint", function () {
    all("details.results").forEach(function (each) { each.open = true; });
  });
})();
