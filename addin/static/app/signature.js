/**
 * What a message tells of its sender: name from the header, telephone numbers, title and company from the signature.
 * Pure: text in, values out. A guess for a form that a person reads before it is saved, so it rather leaves a value out.
 */

const LINES = 14;
const LONGEST_LINE = 80;
const PHONE_DIGITS = { least: 7, most: 15 };

const QUOTE =
  /^(>|-{2,}\s*(original|forwarded|ursprüngliche)|_{10,}|(from|von|de):\s.*@|(on|am|le)\s.{6,80}(wrote|schrieb\b.*|a écrit)\s*:\s*$)/i;
const GREETING =
  /^(best|kind|warm|many)?\s*(regards|wishes|thanks|cheers|sincerely)\b|^(yours (sincerely|faithfully|truly)|thank you|all the best|best)\s*[,.!]?$|^(mit (freundlichen|besten|herzlichen)|freundliche|viele|beste|herzliche|liebe|schöne)\s+gr(ü|ue)(ß|ss)en?\b|^(mfg|vg|lg|danke|vielen dank)\s*[,.!]?$|^(bien )?cordialement/i;
const LEGAL =
  /(^|[\s,.])(gmbh( & co\.? kg)?|ag|kg|ohg|e\.?v\.?|se|inc\.?|ltd\.?|limited|llc|llp|plc|corp\.?|corporation|s\.?a\.?r?\.?l?\.?|b\.?v\.?|n\.?v\.?|oy|ab|a\/s|s\.?r\.?l\.?|pty|group|holding)(?=$|[\s,.)])/i;
const JOB =
  /\b(manager(in)?|director|head of|chief|c[efotims]o|vp|vice president|president|founder|partner|owner|engineer|developer|architect|consultant|analyst|specialist|officer|assistant|executive|representative|buyer|lawyer|professor|teacher|designer|administrator|coordinator|lead|sales|marketing|purchasing|procurement|geschäftsführer(in)?|leiter(in)?|(vertriebs|abteilungs|team|projekt|einkaufs)leit(er|ung)(in)?|einkauf|vertrieb|berater(in)?|entwickler(in)?|referent(in)?|sachbearbeiter(in)?|assistenz|vorstand|inhaber(in)?|prokurist(in)?|ingenieur(in)?)\b/i;
const CONTACT_DATA = /@|https?:|www\.|\d{3,}|\b[\w-]+\.(com|de|net|org|eu|at|ch|co|io)\b/i;
const MOBILE = /^(m|mob|mobile|mobil|cell|handy|mobiltelefon)\b/i;
const FAX = /^(f|fax|telefax)\b/i;
const NUMBER = /(?:\+|\(0|\b0|\b\d|\()[\d\s()./–-]{5,22}\d/;
const FREE_MAIL =
  /^(gmail|googlemail|outlook|hotmail|live|yahoo|icloud|me|aol|gmx|web|t-online|proton|protonmail|mail|posteo)\./i;
const PARTICLES = new Set([
  "van",
  "von",
  "vom",
  "zu",
  "zum",
  "zur",
  "de",
  "der",
  "den",
  "del",
  "della",
  "di",
  "da",
  "du",
  "la",
  "le",
  "ter",
  "ten",
  "dos",
  "bin",
  "al",
]);
const HONORIFIC = /^(dr|prof|mr|mrs|ms|herr|frau|dipl|ing|mag)\.?$/i;

/** @typedef {{first: string, last: string, title: string, company: string, phone: string, mobile: string, website: string}} Sender empty texts where nothing was found */

/** @param {string} text the message as plain text @param {{name: string, address: string}} from @returns {Sender} */
export function parseSender(text, from) {
  const shown = splitName(from.name, from.address);
  const lines = signatureLines(text, shown);
  const name = from.name && !from.name.includes("@") ? shown : (nameIn(lines, shown) ?? shown);
  const numbers = phones(lines);
  const { title, company } = position(lines, name);
  return { ...name, title, company: company || companyOf(from.address), ...numbers, website: website(lines) };
}

/**
 * First and last name of a display name; of an address when there is no name.
 * @param {string} shown
 * @param {string} address
 * @returns {{first: string, last: string}}
 */
export function splitName(shown, address) {
  const clean = shown.replace(/["']|\(.*?\)|\[.*?\]|\s[|/–-]\s.*$/g, " ").trim();
  const named = clean && !clean.includes("@");
  const raw = named
    ? clean
    : (address.split("@")[0] ?? "")
        .split(/[._+]/)
        .filter((part) => !/^\d*$/.test(part))
        .map(capital)
        .join(" ");
  if (raw.includes(",")) {
    const [last, first] = raw.split(",", 2).map((part) => part.trim());
    return { first: plainWords(first).join(" "), last: plainWords(last).join(" ") };
  }
  const words = plainWords(raw);
  let at = words.length - 1;
  while (at > 1 && PARTICLES.has(words[at - 1].toLowerCase())) at -= 1;
  return { first: words.slice(0, at).join(" "), last: words.slice(Math.max(at, 0)).join(" ") };
}

/**
 * The name at the head of a signature, when the header has none: two to four words, one of which the address knows.
 * @param {string[]} lines
 * @param {{first: string, last: string}} guessed
 */
function nameIn([line = ""], guessed) {
  const known = `${guessed.first} ${guessed.last}`
    .toLowerCase()
    .split(" ")
    .filter((word) => word.length > 1);
  const words = line.split(/\s+/);
  const plain =
    words.length > 1 && words.length < 5 && words.every((word) => /^[\p{L}.'’-]+$/u.test(word)) && !JOB.test(line);
  return plain && known.some((word) => line.toLowerCase().includes(word)) ? splitName(line, "") : null;
}

/** @param {string} text */
const plainWords = (text) => text.split(/\s+/).filter((word) => word && !HONORIFIC.test(word));
/** @param {string} word */
const capital = (word) => word.charAt(0).toUpperCase() + word.slice(1);

/**
 * The lines below the last greeting of what the sender wrote, without what is quoted.
 * @param {string} text
 * @param {{first: string, last: string}} name
 */
export function signatureLines(text, name) {
  const all = text
    .replace(/\r/g, "")
    .replace(/\u00a0/g, " ")
    .split("\n")
    .map((line) => line.trimEnd());
  const quoted = all.findIndex((line, at) => at > 0 && QUOTE.test(line.trim()));
  const own = quoted < 0 ? all : all.slice(0, quoted);
  const start = startOf(own, name);
  if (start < 0) return [];
  return own
    .slice(start)
    .map((line) => line.trim())
    .filter((line) => line && line.length <= LONGEST_LINE)
    .slice(0, LINES);
}

/** @param {string[]} lines @param {{first: string, last: string}} name @returns {number} -1: there is no signature */
function startOf(lines, name) {
  const dashes = lines.findLastIndex((line) => line === "--" || line === "-- ");
  if (dashes >= 0) return dashes + 1;
  const greeting = lines.findLastIndex((line) => GREETING.test(line.trim()));
  if (greeting >= 0) return greeting + 1;
  return lines.findLastIndex((line) => isName(line, name));
}

/** @param {string} line @param {{first: string, last: string}} name */
function isName(line, { first, last }) {
  const low = line.toLowerCase();
  return (
    Boolean(last) &&
    low.includes(last.toLowerCase()) &&
    low.includes((first.split(" ")[0] ?? "").toLowerCase()) &&
    !CONTACT_DATA.test(line)
  );
}

/** @param {string[]} lines */
function phones(lines) {
  let phone = "";
  let mobile = "";
  for (const part of lines.flatMap((line) =>
    line.split(/\s*[|•·;]\s*|,\s+(?=\D)|\s{3,}|\s+(?=(?:[mtfp]|mob|tel|fax|mobile|cell|phone)[.:]\s*[+(\d])/i),
  )) {
    const found = NUMBER.exec(part)?.[0].trim();
    const digits = found?.replace(/\D/g, "").length ?? 0;
    if (!found || digits < PHONE_DIGITS.least || digits > PHONE_DIGITS.most || FAX.test(part) || isAddress(part, found))
      continue;
    if (MOBILE.test(part)) mobile ||= found;
    else phone ||= found;
  }
  return { phone, mobile };
}

/**
 * Registry numbers, postcodes, dates and bank accounts are no telephone numbers.
 * @param {string} part
 * @param {string} found
 */
function isAddress(part, found) {
  return (
    /\b(hrb|hra|ust|vat|iban|bic|tax|reg|id|amtsgericht)\b/i.test(part) ||
    /^\d{4}-\d{2}-\d{2}|^\d{1,2}\.\d{1,2}\.\d{4}/.test(found)
  );
}

/** @param {string[]} lines @param {{first: string, last: string}} name */
function position(lines, name) {
  const words = lines.filter((line) => !CONTACT_DATA.test(line));
  const after = words.findIndex((line) => isName(line, name));
  const candidates = words.slice(after + 1);
  const onNameLine =
    after >= 0
      ? words[after]
          .split(/\s*[,|–]\s+|\s+-\s+/)
          .slice(1)
          .join(", ")
      : "";
  const jobLine = [onNameLine, ...candidates].find((line) => JOB.test(line)) ?? "";
  const legalLine = candidates.find((line) => LEGAL.test(line)) ?? "";
  const [title, beside] = splitJob(jobLine);
  const next = jobLine ? (candidates[candidates.indexOf(jobLine) + 1] ?? "") : "";
  const company = legalLine === jobLine ? beside : legalLine || beside || (looksLikeCompany(next) ? next : "");
  return { title, company: company.replace(/^[|,\s–-]+|[|,\s–-]+$/g, "") };
}

/**
 * «Head of Sales, Acme GmbH», «Buyer at Acme», «CEO | Acme».
 * @param {string} line
 * @returns {[string, string]} title, company
 */
function splitJob(line) {
  const at = /\s+(?:at|bei|@)\s+|\s*[|–•·]\s*|\s+-\s+|,\s+/.exec(line);
  if (!at) return [line, ""];
  const [left, right] = [line.slice(0, at.index), line.slice(at.index + at[0].length)];
  if (JOB.test(right) && !LEGAL.test(right)) return JOB.test(left) ? [line, ""] : [right, left];
  return [left, right];
}

/** A company's name as one searches for it. @param {string} name */
export const withoutForm = (name) => name.replace(new RegExp(LEGAL, "gi"), "");

/** The same of two that are spelled differently. @param {string} name */
export const companyKey = (name) => withoutForm(name).replace(/[^\p{L}\p{N}]/gu, "").toLowerCase();

/** @param {string} line */
const looksLikeCompany = (line) =>
  Boolean(line) && line.length < 50 && line.split(" ").length <= 5 && !/[.!?]$/.test(line) && /^\p{Lu}/u.test(line);

/** @param {string[]} lines */
function website(lines) {
  const found = lines.map((line) => /(?:https?:\/\/|www\.)[^\s|<>]+/i.exec(line)?.[0]).find(Boolean) ?? "";
  return found.replace(/[).,;]+$/, "");
}

/** «jo@acme-tools.com» → «Acme Tools»; nothing for the hosts of private mail. @param {string} address */
function companyOf(address) {
  const domain = address.split("@")[1] ?? "";
  if (!domain || FREE_MAIL.test(domain)) return "";
  const labels = domain.split(".");
  const second = labels.length > 2 && /^(co|com|ac|org)$/.test(labels[labels.length - 2]) ? 3 : 2;
  return (labels[labels.length - second] ?? "").split("-").map(capital).join(" ");
}
