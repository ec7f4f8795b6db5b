/**
 * The parts that all views are made of. Texts are given translated; every text is painted as text, never as HTML.
 * Styles: style.css (Fluent 2 tokens), style/*.css. Icons: the names of addin/vendor.json without `icons/` and `.svg`.
 */
export * from "./ui/html.js";
export { Button, ExternalLink, Field, Icon, IconButton, Spinner, fetchIcons, isWebAddress } from "./ui/controls.js";
export { Banner, Empty, ErrorView, LoadState, Skeleton, Toast, wordsOf } from "./ui/feedback.js";
export { List, ListRow, Page, Persona, RecordRow, RowText, Section, detailOf, iconOf, initials, told } from "./ui/lists.js";
export { Tabs } from "./ui/tabs.js";
export { Dialog } from "./ui/dialog.js";
export { Combobox, useSearch } from "./ui/combobox.js";
