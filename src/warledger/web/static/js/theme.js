// Runs before the first paint: the wanted theme from the address, else from the last visit, else the system's.
(() => {
  let wanted = new URLSearchParams(location.search).get("theme");
  try {
    wanted ??= localStorage.getItem("warledger.theme");
  } catch {
    // storage may be forbidden
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.dataset.theme = wanted === "dark" || wanted === "light" ? wanted : dark ? "dark" : "light";
})();
