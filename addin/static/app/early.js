// Runs before office.js and before anything is painted. A classic script: the policy must exist when office.js starts.
//
// The pages demand Trusted Types. Office.js sets `script.src` to load its parts, so the one policy lets script addresses
// through: our own, those of hosts that the page itself names, and the host of MicrosoftAjax.js, which office.js needs.
// It makes no HTML and no script from text: such an assignment throws, ours included.
(function () {
  const AJAX = "https://ajax.aspnetcdn.com";

  /** @param {string} address */
  function createScriptURL(address) {
    const named = Array.from(
      document.querySelectorAll("head > script[src]"),
      (s) => /** @type {HTMLScriptElement} */ (s).src,
    );
    const hosts = [location.origin, AJAX, ...named.map((src) => new URL(src).origin)];
    if (!hosts.includes(new URL(address, location.href).origin)) throw new TypeError("Script address not allowed");
    return address;
  }

  const factory = /** @type {any} */ (window).trustedTypes;
  if (factory) factory.createPolicy("default", { createScriptURL });

  // In the pane Outlook's own theme comes on top (theme.js).
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const paint = () => (document.documentElement.dataset.theme = dark.matches ? "dark" : "light");
  dark.addEventListener("change", paint);
  paint();
})();
