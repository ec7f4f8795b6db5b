/**
 * AsyncResult and its callback: always on a later task, with `asyncContext`; errors are `{code, name, message}`.
 * The numbers are those of Office.js's own table; where the documentation gives a name only, the number is ours.
 */

export class OfficeError extends Error {
  /** @param {number} code @param {string} name @param {string} message */
  constructor(code, name, message) {
    super(message);
    this.code = code;
    this.name = name;
  }
}

/** @type {Record<string, [number, string]>} */
const KNOWN = {
  AccessDenied: [7000, "You don't have sufficient permissions for this action."],
  InvalidAttachmentId: [9003, "The attachment identifier isn't valid."],
  AttachmentToDeleteDoesNotExist: [9008, "The attachment to delete can't be found."],
  NumberOfRecipientsExceeded: [9012, "The number of recipients is greater than the limit."],
  GenericTokenError: [9018, "An internal error has occurred."],
  APICallFailedDueToItemChange: [9030, "The call failed because the item was changed."],
  InvalidParameterValueError: [9031, "A parameter has a value that isn't valid."],
  NetworkError: [9041, "The user is no longer connected to the network."],
  InternalServerError: [9042, "The Exchange server returned an error. Please look at the diagnostics object."],
  InvalidCategory: [9044, "Invalid categories were provided."],
  ItemNotSaved: [9046, "The item isn't saved yet."],
  MissingExtendedPermissionsForAPIError: [9047, "The manifest lacks an extended permission for this call."],
  KeyNotFound: [9050, "The key was not found."],
  SessionObjectMaxLengthExceeded: [9051, "The session data exceed 50,000 characters."],
  DataExceedsMaximumSize: [9052, "The data are longer than the limit."],
};

/** @param {string} name one of KNOWN @param {string} [message] */
export function failure(name, message) {
  const [code, text] = KNOWN[name];
  return new OfficeError(code, name, message ?? text);
}

/**
 * Split the arguments of a call into its own, options and callback; options and callback may be left out.
 * @param {any[]} args @param {number} count how many own ones there are
 */
export function split(args, count) {
  const rest = [...args];
  const callback = rest.length > count && typeof rest.at(-1) === "function" ? rest.pop() : undefined;
  const own = rest.slice(0, count);
  const options = rest.length > count ? rest[count] ?? {} : {};
  return { own, options, callback };
}

/**
 * Tell the callback how the work ended.
 * @param {Promise<any>} work @param {any} asyncContext @param {((result: object) => void)|undefined} callback
 */
export function deliver(work, asyncContext, callback) {
  const common = { asyncContext, diagnostics: {} };
  work.then(
    (value) => later(callback, { ...common, status: "succeeded", value, error: undefined }),
    (error) => later(callback, { ...common, status: "failed", value: undefined, error: told(error) }),
  );
}

/** @param {any} error */
function told(error) {
  const known = error instanceof OfficeError ? error : failure("InternalServerError");
  return { code: known.code, name: known.name, message: known.message };
}

/** @param {((result: object) => void)|undefined} callback @param {object} result */
function later(callback, result) {
  if (callback) setTimeout(() => callback(result), 0);
}
