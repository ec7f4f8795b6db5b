/** Who is this? Everybody of the open item, with what Salesforce knows of them. */
import { useContext } from "../app/context.js";
import { plural, t } from "../app/i18n.js";
import { useKept } from "../app/kept.js";
import { useItem } from "../app/state.js";
import { Banner, Empty, LoadState, Page, Section, html } from "../app/ui.js";
import { PersonCard } from "./people_card.js";
import { ShareStrip } from "./share_strip.js";

/** So many known people are shown opened up. */
const OPENED = 2;

export default function People() {
  const item = useItem();
  if (!item) return html`<${Nobody} icon="mail" why="common.no_item" />`;
  if (!item.people.length) {
    const why = item.mode === "compose" ? "people.nobody_yet" : "people.nobody";
    return html`<${Nobody} icon="people" why=${why} />`;
  }
  return html`<${Known} item=${item} />`;
}

/** @param {{icon: string, why: string}} props */
function Nobody({ icon, why }) {
  return html`<${Page} title=${t("people.title")} hideTitle><${Empty} icon=${icon} title=${t(why)} text=${t(`${why}.text`)} /><//>`;
}

/** @param {{item: import("../app/types.js").Item}} props */
function Known({ item }) {
  const loaded = useContext(item);
  const context = /** @type {import("../app/types.js").Context|undefined} */ (loaded.data);
  const title = t("people.title");
  if (!context) return html`<${Page} title=${title}><${LoadState} of=${loaded} rows=${item.people.length} /><//>`;
  const outside = context.people.filter((person) => !person.internal);
  const colleagues = context.people.filter((person) => person.internal);
  return html`<${Page} title=${title} subtitle=${plural("people.count", context.people.length)}>
    <${LoadState} of=${loaded} />
    <${ShareStrip} item=${item} context=${context} />
    <${Cards} people=${outside} item=${item} />
    ${!outside.length && html`<${Banner} text=${t("people.only_colleagues")} />`}
    ${context.left_out ? html`<p class="quiet spaced">${plural("people.left_out", context.left_out)}</p>` : null}
    ${colleagues.length > 0 && html`<${Section} title=${t("people.colleagues")}><${Cards} people=${colleagues} item=${item} /><//>`}
  <//>`;
}

/**
 * @param {{people: import("../app/types.js").KnownPerson[], item: import("../app/types.js").Item}}
 *   props
 */
function Cards({ people, item }) {
  const [opened, setOpened] = useKept("people.open", /** @type {Record<string, boolean>} */ ({}));
  return people.map((person, at) => {
    const open = opened[person.address] ?? (!person.internal && at < OPENED);
    const toggle = () => setOpened({ ...opened, [person.address]: !open });
    return html`<${PersonCard} key=${person.address} person=${person} item=${item} open=${open} toggle=${toggle} />`;
  });
}
