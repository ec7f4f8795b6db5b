/** The run of the mailbox: how it stands, asked again while it goes on; and asking for one. */
import { useAction } from "../app/action.js";
import { forget, post } from "../app/api.js";
import { announce, toast } from "../app/announce.js";
import { plural, t } from "../app/i18n.js";
import { useGet } from "../app/load.js";
import { refreshAll } from "../app/state.js";
import { useEffect, useRef, useState } from "../app/ui.js";

/** @typedef {import("./sync_types").Status} Status */

const EVERY_MS = 1500;
/** A run that begins by itself is noticed within this time. */
const IDLE_MS = 20_000;
// A run that was asked for but did not begin within this time has no worker to do it.
const PATIENCE_MS = 60_000;

/**
 * @typedef {object} Run
 * @property {Status|undefined} status
 * @property {any} error  why the status could not be loaded
 * @property {boolean} going  a run is under way, or asked for
 * @property {any} failed  why it could not be asked for
 * @property {() => void} start
 * @property {() => void} refresh
 * @property {(status: Status) => void} replace
 */

/** @returns {Run} */
export function useRun() {
  const { data, error, refresh, replace } = useGet("/sync/status");
  const [until, setUntil] = useState(0); // a run that was asked for has to begin by then; 0: none was
  const known = useRef(/** @type {string|undefined} */ (undefined)); // the last run whose end was noticed
  const status = /** @type {Status|undefined} */ (data);
  const on = Boolean(status?.running || until);
  const asking = useAction(async () => {
    const { data: now } = await post("/sync/run");
    known.current = lastRun(now); // what has ended by now is not the run that was asked for
    setUntil(Date.now() + PATIENCE_MS);
    replace(now);
    announce(t("sync.asked"));
  });

  useAgain(on ? EVERY_MS : IDLE_MS, refresh, error ?? data);
  useEffect(() => {
    if (until && !status?.running && Date.now() > until) setUntil(0);
  }, [data]);
  const seen = useRef(false); // what ended unseen is not told
  seen.current ||= on;
  useWhenOver(status, known, () => {
    if (seen.current) toast(t("sync.over"));
    seen.current = false;
    setUntil(0);
  });
  return { status, error, going: on || asking.busy, failed: asking.error, start: asking.run, refresh, replace };
}

/** Ask again after a while, and when somebody comes back to look; of what is hidden nothing is asked. @param {number} wait @param {() => void} refresh @param {any} seen */
function useAgain(wait, refresh, seen) {
  useEffect(() => {
    const look = () => {
      if (!document.hidden) refresh();
    };
    const soon = setTimeout(look, wait);
    window.addEventListener("focus", look);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(soon);
      window.removeEventListener("focus", look);
      document.removeEventListener("visibilitychange", look);
    };
  }, [wait, seen]);
}

/** Whenever a run has ended since the last look, everything shown is loaded anew. @param {Status|undefined} status @param {{current: string|undefined}} known @param {() => void} done */
function useWhenOver(status, known, done) {
  const before = status?.running && known.current; // the end of another one waits for that of this one
  const last = before || (status && lastRun(status));
  useEffect(() => {
    const over = known.current !== undefined && known.current !== last;
    known.current = last;
    if (!over) return;
    done();
    forget("/sync/item");
    forget("/issues");
    forget("/conflicts");
    refreshAll();
  }, [last]);
}

/** Its id, as two that end within one second tell the same moment; "" before the first. @param {Status} status */
const lastRun = (status) => status.last_run?.id ?? "";

/** When the last run ended; "" before the first. @param {Status} status */
export const lastRunAt = (status) => status.last_run?.ended_at ?? "";

/** What the run does now, as a sentence. @param {Status|undefined} status */
export function progressText(status) {
  const running = status?.running;
  if (!running) return t("sync.asked");
  if (!running.kind) return t("sync.begun");
  const kind = t(`kind.${running.kind}.many`);
  if (!running.total) return t("sync.running", { kind });
  return plural("sync.running_of", running.total, { kind, done: running.done });
}
