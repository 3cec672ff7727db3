import { distance } from 'fastest-levenshtein';

/** Names that begin like this are settings of Airlock; one that is not known is a mistake. */
const FAMILIES =
  /^(BOOTSTRAP|CAGE|CLAMD|EMBEDDED_STORE|EXTRACTION|FILES|INGESTION|S3|SCAN|STORAGE_EVENTS|TUS)_[A-Z0-9_]+$/;

/** Variables that Kubernetes and Docker set in every container for a service with such a name. */
const SERVICE_LINK = /_(SERVICE_(HOST|PORT(_\w+)?)|PORT(_\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?|NAME|ENV_\w+)$/;

/** Variables of OpenTelemetry: many more than are listed here, and its own programs read them too. */
const OPEN_TELEMETRY = /^OTEL_/;

/** Shorter names are too much like the names of other programs. */
const LEAST_LENGTH = 8;
const MOST_TYPOS = 2;
/** One typo is allowed for so many characters. */
const CHARACTERS_PER_TYPO = 7;

/** Variables that are meant for Airlock and that it does not read, each with the setting that was probably meant. */
export function unknownSettings(given: readonly string[], known: readonly string[]): string[] {
  const names = new Set(known);
  return given
    .filter((name) => !names.has(name) && !SERVICE_LINK.test(name) && !OPEN_TELEMETRY.test(name))
    .flatMap((name) => {
      const misspelt = nearest(name, known);
      if (misspelt === undefined && !FAMILIES.test(name)) return [];
      return [`${name} is not a setting: did you mean ${misspelt ?? mostInCommon(name, known)}?`];
    });
}

/** The name that differs by a typo or two. */
function nearest(name: string, known: readonly string[]): string | undefined {
  if (name.length < LEAST_LENGTH) return undefined;
  const typos = Math.min(MOST_TYPOS, Math.floor(name.length / CHARACTERS_PER_TYPO));
  return known.find((other) => other.length >= LEAST_LENGTH && distance(name, other) <= typos);
}

/** The name that shares the rarest words. */
function mostInCommon(name: string, known: readonly string[]): string {
  const words = name.split('_');
  const weight = (word: string) => 1 / known.filter((other) => other.split('_').includes(word)).length;
  const score = (other: string) =>
    other
      .split('_')
      .filter((word) => words.includes(word))
      .reduce((sum, word) => sum + weight(word), 0);
  return known.toSorted((a, b) => score(b) - score(a) || a.length - b.length)[0]!;
}
