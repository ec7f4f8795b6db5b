// Mini Outlook's stand-in for Microsoft's office.js. Like it, this is a small classic script that loads the rest by an
// element whose `src` is a plain text (a page under Trusted Types needs a default policy for both), and that offers
// `Office.onReady` and `Office.actions.associate` at once.
(function () {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  /** @type {(info: object) => void} */
  let settle = () => {};
  const ready = new Promise((resolve) => (settle = resolve));
  // A page of launch events names its functions while it is read, before anything is ready.
  const officeFunctions = new Map();
  const office = {
    actions: { associate: (/** @type {string} */ name, /** @type {Function} */ run) => void officeFunctions.set(name, run) },
    /** @param {(info: object) => void} [callback] */
    onReady(callback) {
      return callback ? ready.then((info) => (callback(info), info)) : ready;
    },
  };
  Object.assign(globalThis, { Office: office, officeReady: settle, officeFunctions });
  const rest = document.createElement("script");
  rest.type = "module";
  rest.src = String(new URL("office/main.js", script.src));
  document.head.append(rest);
})();
