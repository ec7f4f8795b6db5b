/**
 * The only module that touches `Office`: promises instead of AsyncResult, feature tests, plain values.
 * Facts: Microsoft's Outlook add-in API requirement sets 1.1 to 1.16; what a client lacks is asked by `supports`.
 */
/* global Office */

/** What the dialog of a sign-in says when the person closes it, or it cannot open. */
export class DialogError extends Error {
  /** @param {"closed"|"blocked"|"failed"} reason @param {number} code Office dialog error code */
  constructor(reason, code) {
    super(`The window was ${reason} (${code})`);
    this.reason = reason;
    this.code = code;
  }
}

/** Error codes of displayDialogAsync: 12006 closed by the person, 12009 refused, 12011 stopped by a pop-up blocker. */
const CLOSED = 12006;
const BLOCKED = [12009, 12011];

/**
 * Run one asynchronous call of Office.
 * @template T
 * @param {(done: (result: Office.AsyncResult<T>) => void) => void} start
 * @returns {Promise<T>} rejects with the Office error, which has `code` and `message`
 */
export function asked(start) {
  return new Promise((resolve, reject) => {
    start((result) => {
      if (result.status === Office.AsyncResultStatus.Failed) reject(result.error);
      else resolve(result.value);
    });
  });
}

/**
 * Wait until Outlook answers.
 * @returns {Promise<"outlook"|"not_outlook"|"no_office">} not_outlook: the page was opened outside Outlook; no_office:
 *   Microsoft's script could not be loaded, so nobody knows
 */
export async function ready() {
  if (typeof Office === "undefined") return "no_office";
  const { host } = await Office.onReady();
  return host === Office.HostType.Outlook && Office.context.mailbox ? "outlook" : "not_outlook";
}

/** The same in a dialog, which has no mailbox. @returns {Promise<boolean>} */
export async function readyInDialog() {
  if (typeof Office === "undefined") return false;
  await Office.onReady();
  return Boolean(Office.context?.ui?.messageParent);
}

/** @param {string} set @param {string} [version] @returns {boolean} */
export function supports(set, version) {
  return Boolean(Office.context.requirements?.isSetSupported(set, version));
}

/**
 * Who uses which Outlook. `onPremises`: an Exchange Server mailbox (accountType is of Mailbox 1.6; desktop clients
 * that lack it are those of Exchange Server).
 */
export function profile() {
  const { userProfile } = Office.context.mailbox;
  const platform = String(Office.context.platform ?? Office.context.mailbox.diagnostics.hostName);
  const mobile = /ios|android/i.test(platform);
  return {
    address: userProfile.emailAddress,
    mobile,
    onPremises: supports("Mailbox", "1.6") ? userProfile.accountType === "enterprise" : !mobile,
  };
}

/** Language of Outlook's own texts, as a BCP 47 tag. */
export function locale() {
  return Office.context.displayLanguage || navigator.language;
}

/**
 * Call when another item is chosen in a pinned pane, or when the people or files of a draft change.
 * @param {() => void} heard
 */
export function onItemChanged(heard) {
  const { mailbox } = Office.context;
  const watch = () => {
    watchDraft(heard);
    heard();
  };
  if (supports("Mailbox", "1.5")) mailbox.addHandlerAsync(Office.EventType.ItemChanged, watch);
  watchDraft(heard);
}

/** @param {() => void} heard */
function watchDraft(heard) {
  const draft = /** @type {any} */ (Office.context.mailbox.item);
  if (!draft || typeof draft.subject === "string" || !draft.addHandlerAsync) return;
  if (supports("Mailbox", "1.7")) draft.addHandlerAsync(Office.EventType.RecipientsChanged, heard);
  if (supports("Mailbox", "1.8")) draft.addHandlerAsync(Office.EventType.AttachmentsChanged, heard);
}

/**
 * Open one of our own pages as a window of Outlook and wait for what it says.
 * @param {string} url absolute, our origin (it may redirect elsewhere)
 * @returns {Promise<any>} the message, parsed
 * @throws {DialogError}
 */
export async function openDialog(url) {
  const dialog = await displayDialog(url);
  return new Promise((resolve, reject) => {
    dialog.addEventHandler(Office.EventType.DialogMessageReceived, (/** @type {any} */ arg) => {
      if (arg.origin && arg.origin !== location.origin) return;
      dialog.close();
      resolve(JSON.parse(arg.message));
    });
    dialog.addEventHandler(Office.EventType.DialogEventReceived, (/** @type {any} */ arg) => {
      reject(new DialogError(arg.error === CLOSED ? "closed" : "failed", arg.error));
    });
  });
}

/**
 * Without a question first; where the browser blocks that, Outlook on the web asks the person to allow it.
 * @param {string} url
 * @returns {Promise<Office.Dialog>}
 */
async function displayDialog(url) {
  const open = (/** @type {boolean} */ promptBeforeOpen) =>
    asked((done) => Office.context.ui.displayDialogAsync(url, { height: 60, width: 30, promptBeforeOpen }, done));
  try {
    return await open(false).catch((error) => {
      if (BLOCKED.includes(error.code)) return open(true);
      throw error;
    });
  } catch (error) {
    throw new DialogError(BLOCKED.includes(error.code) ? "blocked" : "failed", error.code);
  }
}

/** From inside a dialog: tell the pane. @param {object} message */
export function tellPane(message) {
  Office.context.ui.messageParent(JSON.stringify(message), { targetOrigin: location.origin });
}

/**
 * Open an address outside Outlook's frame; classic Windows and Mac have a call of their own for it.
 * @param {string} url
 */
export function openWindow(url) {
  if (supports("OpenBrowserWindowApi", "1.1")) Office.context.ui.openBrowserWindow(url);
  else window.open(url, "_blank", "noopener,noreferrer");
}

/** Closes the pane, which covers all of a phone; null where it does not, or cannot. @returns {(() => void)|null} */
export const closing = () => (profile().mobile && supports("Mailbox", "1.5") ? () => Office.context.ui.closeContainer() : null);

/** The identity token of Exchange Server. @returns {Promise<string>} a JWT, good for minutes */
export function identityToken() {
  return asked((done) => Office.context.mailbox.getUserIdentityTokenAsync(done));
}

/** @returns {string|undefined} the background as #rrggbb; undefined where Outlook tells none (mobile, older clients) */
export const background = () => Office.context.officeTheme?.bodyBackgroundColor;

/** @param {() => void} heard */
export function onTheme(heard) {
  if (supports("Mailbox", "1.14")) Office.context.mailbox.addHandlerAsync(Office.EventType.OfficeThemeChanged, heard);
}
