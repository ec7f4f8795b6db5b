import common from "./en/common.js";
import people from "./en/people.js";
import share from "./en/share.js";
import records from "./en/records.js";
import sync from "./en/sync.js";
import settings from "./en/settings.js";
import setup from "./en/setup.js";

export default { ...common, ...people, ...share, ...records, ...sync, ...settings, ...setup };
