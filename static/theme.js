// Runs before the page is painted, so that a dark page never flashes white.
(() => {
  const chosen = localStorage.getItem("theme");
  const dark = chosen ? chosen === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.setAttribute("data-bs-theme", dark ? "dark" : "light");
  // base.css shows what only a script would open to whoever has none
  document.documentElement.classList.add("js");
})();
