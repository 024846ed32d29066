// Everything can be read without this: it only hides people who do not match, and opens them for printing.
(function () {
  "use strict";
  var people = Array.prototype.slice.call(document.querySelectorAll("details.person"));
  var bar = document.getElementById("find");
  if (bar && people.length > 5) {
    var text = document.getElementById("text");
    var found = document.getElementById("found");
    bar.hidden = false;
    text.addEventListener("input", function () {
      var words = text.value.toLowerCase().split(/\s+/).filter(Boolean);
      var shown = people.filter(function (person) {
        var hit = words.every(function (word) { return person.dataset.find.indexOf(word) >= 0; });
        person.hidden = !hit;
        return hit;
      });
      found.textContent = words.length ? shown.length + " of " + people.length : "";
    });
  }
  var closed = [];
  addEventListener("beforeprint", function () {
    closed = people.filter(function (person) { return !person.open; });
    closed.forEach(function (person) { person.open = true; });
  });
  addEventListener("afterprint", function () {
    closed.forEach(function (person) { person.open = false; });
  });
})();
