/** Which module shows which view. */
import Conflict from "../views/conflict.js";
import Create from "../views/create.js";
import Duplicates from "../views/duplicates.js";
import Issue from "../views/issue.js";
import Lookup from "../views/lookup.js";
import People from "../views/people.js";
import RecordView from "../views/record.js";
import Settings from "../views/settings.js";
import Setup from "../views/setup.js";
import Share from "../views/share.js";
import Sync from "../views/sync.js";

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
