/** Which module shows which view. In this order the bundle is smallest: gzip finds what is alike within 32 KB. */
import Issue from "../views/issue.js";
import Create from "../views/create.js";
import RecordView from "../views/record.js";
import Duplicates from "../views/duplicates.js";
import Lookup from "../views/lookup.js";
import Conflict from "../views/conflict.js";
import Sync from "../views/sync.js";
import Setup from "../views/setup.js";
import Settings from "../views/settings.js";
import Share from "../views/share.js";
import People from "../views/people.js";

/** @type {Record<string, import("preact").ComponentType<any>>} */
export const VIEWS = {
  people: People,
  share: Share,
  lookup: Lookup,
  sync: Sync,
  settings: Settings,
  setup: Setup,
  record: RecordView,
  create: Create,
  issue: Issue,
  conflict: Conflict,
  duplicates: Duplicates,
};
