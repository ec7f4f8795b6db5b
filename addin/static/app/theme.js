/** Light or dark, and Outlook's own colours, as custom properties that style.css builds on. */
import { background, onTheme } from "./office.js";

const DARK = window.matchMedia("(prefers-color-scheme: dark)");
const DARK_BELOW = 0.5;
/** The faintest text that stands on the page itself (colorNeutralForeground3 of style.css), in light and dark. */
const FAINTEST = { light: "#616161", dark: "#adadad" };
/** WCAG 2.2, 1.4.3. */
const ENOUGH = 4.5;

/**
 * Relative luminance as WCAG 2.2 defines it.
 * @param {string} colour #rrggbb
 * @returns {number} 0 (black) to 1 (white)
 */
export function luminance(colour) {
  const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const [red, green, blue] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** @param {string} one @param {string} other @returns {number} 1 to 21 */
export function contrast(one, other) {
  const [dark, bright] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (bright + 0.05) / (dark + 0.05);
}

/** Follow Outlook's theme, or the system's where Outlook tells none. @param {boolean} inOutlook */
export function watchTheme(inOutlook) {
  const apply = () => paint(inOutlook ? background() : undefined);
  if (inOutlook) onTheme(apply);
  DARK.addEventListener("change", apply);
  apply();
}

/**
 * `isDarkTheme` is not supported in Outlook, so the background decides; it is taken over where texts stay readable on
 * it.
 * @param {string|undefined} colour #rrggbb
 */
function paint(colour) {
  const root = document.documentElement;
  const usable = colour && /^#[0-9a-f]{6}$/i.test(colour) ? colour : null;
  const dark = usable ? luminance(usable) < DARK_BELOW : DARK.matches;
  root.dataset.theme = dark ? "dark" : "light";
  const readable = usable && contrast(usable, FAINTEST[dark ? "dark" : "light"]) >= ENOUGH;
  if (readable) root.style.setProperty("--outlookBackground", usable);
  else root.style.removeProperty("--outlookBackground");
}
