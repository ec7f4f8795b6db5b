/**
 * AsyncResult and its callback: always on a later task, with `asyncContext`; errors are `{code, name, message}`.
 * Codes are those of Microsoft's script (9000 to 9048) and reference (1000, 9057); where both give a name only, the number
 * is ours.
 */

export class OfficeError extends Error {
  /** @param {number} code @param {string} name @param {string} message */
  constructor(code, name, message) {
    super(message);
    this.code = code;
    this.name = name;
  }
}

const KNOWN = /** @satisfies {Record<string, [number, string]>} */ ({
  "Invalid Coercion Type": [1000, "The specified coercion type is not supported."],
  InvalidAttachmentId: [9003, "The attachment identifier isn't valid."],
  InvalidEndTime: [9010, "The end time is before the start time."],
  NumberOfRecipientsExceeded: [9012, "The number of recipients is greater than the limit."],
  GenericTokenError: [9018, "An internal error has occurred."],
  APICallFailedDueToItemChange: [9030, "The selected item has been changed."],
  ApiCallNotSupportedByExtensionPoint: [9032, "This call isn't supported where the add-in was opened."],
  NetworkError: [9041, "The user is no longer connected to the network."],
  InternalServerError: [9042, "The Exchange server returned an error. Please look at the diagnostics object."],
  AttachmentTypeNotSupported: [9043, "The attachment type isn't supported."],
  InvalidCategory: [9044, "Invalid categories were provided."],
  ItemNotSaved: [9046, "The item isn't saved yet."],
  MissingExtendedPermissionsForAPIError: [9047, "The manifest lacks an extended permission for this call."],
  InvalidFormatError: [9049, "HTML can't be put into a plain-text body."],
  KeyNotFound: [9050, "The key was not found."],
  SessionObjectMaxLengthExceeded: [9051, "The session data are longer than the limit."],
  DataExceedsMaximumSize: [9057, "The data are longer than the limit."],
});

/** @param {keyof typeof KNOWN} name @param {string} [message] */
export function failure(name, message) {
  const [code, text] = KNOWN[name];
  return new OfficeError(code, name, message ?? text);
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
