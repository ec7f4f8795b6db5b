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
