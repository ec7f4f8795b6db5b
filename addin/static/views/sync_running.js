/** The run of the mailbox: how it stands, asked again while it goes on; and asking for one. */
import { forget, post } from "../app/api.js";
import { announce, toast } from "../app/announce.js";
import { plural, t } from "../app/i18n.js";
import { useGet } from "../app/load.js";
import { refreshAll } from "../app/state.js";
import { useEffect, useRef, useState } from "../app/ui.js";

/** @typedef {import("./sync_types").Status} Status */

const EVERY_MS = 1500;
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
  const [asked, setAsked] = useState(/** @type {{before: string, until: number}|null} */ (null));
  const [failed, setFailed] = useState(/** @type {any} */ (null));
  const status = /** @type {Status|undefined} */ (data);
  const going = Boolean(status?.running || asked);
  const ended = Boolean(asked && status && !status.running && lastRunAt(status) !== asked.before);

  useAgain(going && !error, refresh, data);
  useEffect(() => {
    if (asked && !status?.running && Date.now() > asked.until) setAsked(null);
  }, [data]);
  useWhenOver(Boolean(status?.running), ended, status, () => setAsked(null));

  const start = async () => {
    setFailed(null);
    try {
      setAsked({ before: status ? lastRunAt(status) : "", until: Date.now() + PATIENCE_MS });
      replace((await post("/sync/run")).data);
      announce(t("sync.asked"));
    } catch (refused) {
      setAsked(null);
      setFailed(refused);
    }
  };
  return { status, error, going, failed, start, refresh, replace };
}

/** Ask again after a while, as long as it goes on. @param {boolean} on @param {() => void} refresh @param {any} seen */
function useAgain(on, refresh, seen) {
  useEffect(() => {
    if (!on) return undefined;
    const soon = setTimeout(refresh, EVERY_MS);
    return () => clearTimeout(soon);
  }, [on, seen]);
}

/** A run that ended while it was looked at is told, and everything shown is loaded anew. @param {boolean} running @param {boolean} ended @param {Status|undefined} status @param {() => void} done */
function useWhenOver(running, ended, status, done) {
  const before = useRef(running);
  useEffect(() => {
    const over = ended || (before.current && !running);
    before.current = running;
    if (!over || !status) return;
    done();
    toast(t("sync.over"));
    forget("/sync/item");
    forget("/issues");
    refreshAll();
  }, [running, ended]);
}

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
