/** One action of a step: busy while it runs, its error afterwards. */
import { useState } from "../app/ui.js";

/**
 * @param {() => Promise<any>} action
 * @returns {{busy: boolean, error: any, run: () => Promise<void>, submit: (event: Event) => void, fieldError: (name: string) => string|null}}
 */
export function useStep(action) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState(/** @type {any} */ (null));
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      await action();
    } catch (refused) {
      setError(refused);
    } finally {
      setBusy(false);
    }
  };
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    if (!busy) run();
  };
  /** @param {string} name */
  const fieldError = (name) => error?.fields?.find((/** @type {any} */ one) => one.name === name)?.message ?? null;
  return { busy, error, run, submit, fieldError };
}
