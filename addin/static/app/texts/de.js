import common from "./de/common.js";
import people from "./de/people.js";
import share from "./de/share.js";
import records from "./de/records.js";
import sync from "./de/sync.js";
import settings from "./de/settings.js";
import setup from "./de/setup.js";

export default { ...common, ...people, ...share, ...records, ...sync, ...settings, ...setup };
