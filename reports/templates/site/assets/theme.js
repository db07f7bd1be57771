// Before anything is painted: the theme that the reader chose, else that of the system.
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");
  try {
    var chosen = localStorage.getItem("checker-theme");
    if (chosen === "light" || chosen === "dark") root.dataset.theme = chosen;
  } catch (error) {
    // Storage may be forbidden: then the choice lasts as long as the page.
  }
})();
