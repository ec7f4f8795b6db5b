/** Arguments that Office.js itself refuses: it throws, before anything reaches Outlook. */

const MEANING = {
  Argument: "Value does not fall within the expected range.",
  ArgumentNull: "Value cannot be null.",
  ArgumentOutOfRange: "Specified argument was out of the range of valid values.",
  ArgumentType: "Object cannot be converted to the required type.",
  ParameterCount: "Parameter count mismatch.",
};

export class ArgumentError extends Error {
  /** @param {keyof typeof MEANING} kind @param {string} [parameter] its name in the reference */
  constructor(kind, parameter) {
    super(`Sys.${kind}Exception: ${MEANING[kind]}${parameter ? `\nParameter name: ${parameter}` : ""}`);
    this.name = `Sys.${kind}Exception`;
    this.paramName = parameter;
  }
}

/** @param {string} parameter @param {unknown} value @returns {string} */
export function text(parameter, value) {
  if (typeof value !== "string") throw new ArgumentError("ArgumentType", parameter);
  return value;
}

/** A text that must not be empty. @param {string} parameter @param {unknown} value @returns {string} */
export function filled(parameter, value) {
  if (value === null || value === undefined || value === "") throw new ArgumentError("ArgumentNull", parameter);
  return text(parameter, value);
}

/** Several such texts, at least one. @param {string} parameter @param {unknown} value @returns {string[]} */
export function texts(parameter, value) {
  if (value === null || value === undefined) throw new ArgumentError("Argument", parameter);
  if (!Array.isArray(value)) throw new ArgumentError("ArgumentType", parameter);
  if (!value.length) throw new ArgumentError("Argument", parameter);
  return value.map((one) => filled(parameter, one));
}

/** @param {string} parameter @param {unknown} value @returns {Date} */
export function moment(parameter, value) {
  if (!(value instanceof Date)) throw new ArgumentError("ArgumentType", parameter);
  if (Number.isNaN(value.getTime())) throw new ArgumentError("Argument", parameter);
  return value;
}
