// The JavaScript-only runtime of classic Outlook for Windows: no window, no DOM, no storage, no module imports. The name
// of this worker is the address of the add-in's script. What `Office.onReady` is given never runs here.
(async function () {
  const address = self.name;
  const [{ Channel }, { build }] = await Promise.all([import("../office/channel.js"), import("../office/build.js")]);
  const channel = new Channel(/** @type {any} */ (self), null);
  const hello = await channel.call("hello", address);
  const globals = /** @type {any} */ (self);
  const functions = (globals.officeFunctions = new Map());
  const actions = { associate: (/** @type {string} */ name, /** @type {Function} */ run) => void functions.set(name, run) };
  globals.Office = { actions, onReady: () => new Promise(() => undefined) };
  build(globals, channel, hello);
  const load = globals.importScripts.bind(self);
  for (const name of ["indexedDB", "caches", "importScripts", "BroadcastChannel"]) {
    Object.defineProperty(self, name, { value: undefined });
  }
  load(address);
  void channel.call("ready");
})();
