/** Preact with htm, and its hooks, for all views. */
import { Fragment, h, render } from "preact";
import htm from "htm";

export { Fragment, h, render };
export {
  useCallback,
  useEffect,
  useErrorBoundary,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "preact/hooks";

/** @type {(strings: TemplateStringsArray, ...values: any[]) => import("preact").VNode<any>} */
export const html = /** @type {any} */ (htm.bind(/** @type {any} */ (h)));

/** Class names that hold. @param {(string|false|null|undefined)[]} names */
export const classes = (...names) => names.filter(Boolean).join(" ");
