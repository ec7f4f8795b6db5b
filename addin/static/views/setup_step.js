/** One action of a step, of a button or of a form with its fields. */
import { useAction } from "../app/action.js";

/**
 * @param {() => Promise<any>} action
 * @returns {{busy: boolean, error: any, run: () => Promise<void>, submit: (event: Event) => void, fieldError: (name: string) => string|null}}
 */
export function useStep(action) {
  const { busy, error, run } = useAction(action);
  /** @param {Event} event */
  const submit = (event) => {
    event.preventDefault();
    if (!busy) run();
  };
  /** @param {string} name */
  const fieldError = (name) => error?.fields?.find((/** @type {any} */ one) => one.name === name)?.message ?? null;
  return { busy, error, run, submit, fieldError };
}
