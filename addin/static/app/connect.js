/** Signing in to Bothways and connecting Salesforce, from any screen; afterwards everything shown is loaded anew. */
import { del, forget, get, post } from "./api.js";
import { DialogError } from "./office.js";
import { refreshAll, session } from "./state.js";
import { forgetToken, signIn as signInAnew } from "./session.js";
import { codeFromWindow } from "./windows.js";

/** @returns {Promise<import("./types.js").Session>} */
export async function loadSession() {
  const { data } = await get("/session");
  session.set(data);
  return data;
}

/** To be called from a click: it may open a window. */
export async function signIn() {
  await signInAnew();
  await begin();
}

/** The end of a sign-in in a window, here and at the server. */
export async function signOut() {
  await del("/session").catch((error) => {
    if (error.status !== 401) throw error; // it has ended by itself
  });
  forgetToken();
  forget();
  session.set(null);
  refreshAll();
}

/** Bothways forgets its access to the person's Salesforce. */
export async function disconnectSalesforce() {
  await del("/connections/salesforce");
  await begin();
}

async function begin() {
  forget();
  await loadSession();
  refreshAll();
}

/**
 * Let the person sign in to Salesforce in a window.
 * @returns {Promise<boolean>} false: they closed it
 * @throws {DialogError|import("./api.js").ApiError}
 */
export async function connectSalesforce() {
  const { data } = await post("/connections/salesforce/start");
  let code;
  try {
    code = await codeFromWindow(data.url, "salesforce");
  } catch (error) {
    if (error instanceof DialogError && error.reason === "closed") return false;
    throw error;
  }
  const finished = await post("/connections/salesforce/finish", { code });
  forget();
  session.set(finished.data);
  refreshAll();
  return true;
}
