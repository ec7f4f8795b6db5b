/** Nested app authentication as Outlook does it: tokens of the mailbox's user for the add-in's page. */

/** @typedef {{success: boolean, [name: string]: any}} Answer */

/**
 * @param {string} address the user's @param {string} origin of the add-in's page @param {any} request
 * @returns {Promise<Answer>}
 */
export async function nestedAppAuth(address, origin, request) {
  if (request.method === "GetInitContext") {
    return { success: true, initContext: { sdkName: "mini-outlook", sdkVersion: "1.0", capabilities: {} } };
  }
  const answer = await token(address, origin, request.tokenParams);
  if (answer.success || request.method !== "GetTokenPopup") return answer;
  if (answer.error.status !== "USER_INTERACTION_REQUIRED") return answer;
  const agreed = await consent(address, request.tokenParams.clientId);
  if (agreed) return token(address, origin, request.tokenParams);
  return refused("USER_CANCEL", "user_cancelled", "The window was closed.");
}

/**
 * @param {string} address @param {string} origin @param {{clientId: string, scope: string}} wanted
 * @returns {Promise<Answer>}
 */
async function token(address, origin, { clientId, scope }) {
  const body = JSON.stringify({ client_id: clientId, scope, origin });
  const headers = { "Content-Type": "application/json" };
  let answer;
  try {
    answer = await fetch(`/broker/${encodeURIComponent(address)}/token`, { method: "POST", headers, body });
  } catch {
    return refused("NO_NETWORK", "no_network", "The network is not available.");
  }
  const said = await answer.json();
  if (answer.ok) {
    const { account, access_token, id_token, expires_in, scope: given } = said;
    return { success: true, token: { access_token, id_token, expires_in, scope: given }, account };
  }
  const asks = ["interaction_required", "invalid_grant"].includes(said.error);
  return refused(asks ? "USER_INTERACTION_REQUIRED" : "PERSISTENT_ERROR", said.error, said.error_description);
}

/** @param {string} status @param {string} code @param {string} description @returns {Answer} */
function refused(status, code, description) {
  return { success: false, error: { status, code, description, subError: "", properties: {} } };
}

/** Entra's page in a window of its own. @param {string} address @param {string} clientId @returns {Promise<boolean>} */
function consent(address, clientId) {
  const url = `/broker/${encodeURIComponent(address)}/consent?client_id=${encodeURIComponent(clientId)}`;
  const popup = window.open(url, "_blank", "popup,width=480,height=600");
  return new Promise((resolve) => {
    const watch = setInterval(() => popup?.closed !== false && done(false), 300);
    const heard = (/** @type {MessageEvent} */ event) => {
      if (event.source === popup && event.origin === location.origin) done(event.data?.consent === "continue");
    };
    const done = (/** @type {boolean} */ agreed) => {
      clearInterval(watch);
      removeEventListener("message", heard);
      resolve(agreed);
    };
    addEventListener("message", heard);
  });
}
