/** Several requests of one screen that fail alike are one trouble, and are told once. */

/**
 * @param {{data: any, error: any}[]} requests
 * @returns {any} the error that all of them ended with, none of them having anything to show; else null
 */
export function sameTrouble(requests) {
  const [first] = requests;
  if (!first.error) return null;
  return requests.every(({ data, error }) => data === undefined && error?.code === first.error.code) ? first.error : null;
}
