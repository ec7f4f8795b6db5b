/** What the person asked for: busy while it runs, its error afterwards. */
import { useState } from "preact/hooks";

/**
 * @template {any[]} Given
 * @param {(...given: Given) => Promise<any>} action
 * @returns {{busy: boolean, error: any, run: (...given: Given) => Promise<void>}}
 */
export function useAction(action) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(/** @type {any} */ (null));
  /** @param {Given} given */
  const run = async (...given) => {
    if (busy) return;
    setBusy(true);
    setError(null);
    try {
      await action(...given);
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  return { busy, error, run };
}

/** For `onSubmit`: do this, and do not load the page anew. @param {() => void} run @returns {(event: Event) => void} */
export const submitting = (run) => (event) => {
  event.preventDefault();
  run();
};

/** What is wrong with one field of a body, by the API. @param {any} error @param {string} name @returns {string|null} */
export const fieldError = (error, name) => error?.fields?.find((/** @type {any} */ one) => one.name === name)?.message ?? null;
