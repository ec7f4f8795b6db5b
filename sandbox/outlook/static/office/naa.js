/**
 * `window.nestedAppAuthBridge`, which MSAL's createNestablePublicClientApplication talks to: JSON texts with a requestId,
 * answered by the host as `{success, requestId, initContext | token, account | error}` (MSAL browser, src/naa).
 */

/** @param {import("./channel.js").Channel} channel */
export function nestedAppAuthBridge(channel) {
  /** @type {Set<(answer: string) => void>} */
  const listeners = new Set();
  return {
    addEventListener: (/** @type {string} */ _type, /** @type {(answer: string) => void} */ heard) => void listeners.add(heard),
    removeEventListener: (/** @type {string} */ _type, /** @type {(answer: string) => void} */ heard) => void listeners.delete(heard),
    postMessage(/** @type {string} */ text) {
      const request = JSON.parse(text);
      const tell = (/** @type {object} */ answer) => {
        const whole = JSON.stringify({ messageType: "NestedAppAuthResponse", requestId: request.requestId, ...answer });
        for (const heard of listeners) heard(whole);
      };
      channel.call("nestedAppAuth", request).then(tell, (error) =>
        tell({ success: false, error: { status: "TRANSIENT_ERROR", code: error.name, description: error.message } }),
      );
    },
  };
}
