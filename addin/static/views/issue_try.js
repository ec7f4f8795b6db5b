/** Another try of an issue: the worker makes it, and its end is waited for. */
import { announce, toast } from "../app/announce.js";
import { forget } from "../app/api.js";
import { t } from "../app/i18n.js";
import { useEffect, useRef, useState } from "../app/ui.js";
import { messageOf } from "./sync_matters.js";

const EVERY_MS = 1200;
const PATIENCE_MS = 60_000;

/**
 * Ask again as long as it is being tried, and say how it went.
 * @param {import("./sync_types").Issue} issue @param {() => void} refresh
 * @returns {boolean} it goes on
 */
export function useTrying(issue, refresh) {
  const [since, setSince] = useState(0);
  const before = useRef(issue.state);
  const trying = issue.state === "trying";
  const late = trying && since > 0 && Date.now() - since > PATIENCE_MS;
  useEffect(() => {
    if (!trying || late) return undefined;
    if (!since) setSince(Date.now());
    const soon = setTimeout(refresh, EVERY_MS);
    return () => clearTimeout(soon);
  }, [issue, late]);
  useEffect(() => {
    if (late) toast(t("issue.later"), { kind: "info" });
    if (before.current === "trying" && issue.state === "open") announce([t("issue.again"), messageOf(issue)].join(" "));
    if (before.current !== issue.state) forget("/issues");
    before.current = issue.state;
    if (!trying) setSince(0);
  }, [issue.state, late]);
  return trying && !late;
}
