/** One way to make elements. */

/**
 * @param {string} tag @param {Record<string, string>} [attributes] @param {...(string|Node)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}
