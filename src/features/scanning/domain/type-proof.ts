import { canonicalType, formatOf, isTextual, UNKNOWN } from '../../../shared/media-types/media-type.js';
import { mayBeCalled } from '../../../shared/media-types/misnamings.js';
import type { TypeProof } from '../../../shared/media-types/type-proof.js';

/** What the bytes show, independent of any detector. */
export interface ShownType {
  mimeType: string;
  /** Other types that the same bytes show as well. */
  also: readonly string[];
  text: 'utf-8' | 'utf-16' | 'legacy-8bit' | 'binary' | 'empty';
  macroEnabled: boolean;
}

/** What a declared type is worth, and the type that is recorded: `UNKNOWN` unless proven. */
export interface TypeFinding {
  proof: TypeProof;
  detectedType: string;
}

const OOXML = 'application/vnd.openxmlformats-officedocument.';
const ENCRYPTED = 'application/encrypted';
const media = /^(?:image|audio|video|font)\//;
/** Text that a program executes or renders is no unknown image or audio. */
const active =
  /^(?:text\/(?:html|javascript|x-php|x-shellscript|x-.*script)|image\/svg\+xml|application\/(?:xml|javascript))$/;

const proven = (detectedType: string): TypeFinding => ({ proof: 'proven', detectedType });

/** Whether the bytes prove the declared type, contradict it, or neither. */
export function proveType(declared: string, shown: ShownType): TypeFinding {
  const claim = canonicalType(declared);
  const truth = canonicalType(shown.mimeType);
  // Nothing was declared: what the bytes show decides how they are served.
  if (claim === UNKNOWN) return truth === UNKNOWN ? unlessShown('unproven') : proven(truth);
  // A macro-enabled file has another type than one without macros, whatever else its bytes show.
  if (shown.macroEnabled)
    return claim === truth && claim.includes('macroenabled') ? proven(truth) : unlessShown('contradicted');
  const match = matching(claim, shown, truth);
  return match === undefined
    ? unlessShown(contradicts(claim, shown, truth) ? 'contradicted' : 'unproven')
    : proven(match);
}

function unlessShown(proof: 'unproven' | 'contradicted'): TypeFinding {
  return { proof, detectedType: UNKNOWN };
}

/** Which of the shown types is declared: the exact type first, then its family. */
function matching(claim: string, shown: ShownType, truth: string): string | undefined {
  const types = [truth, ...shown.also.map(canonicalType)].filter((type) => type !== UNKNOWN);
  const named = types.find((type) => type === claim) ?? types.find((type) => mayBeCalled(claim, type));
  if (named !== undefined) return named;
  // The content of an encrypted file cannot be checked.
  if (truth === ENCRYPTED && claim.startsWith(OOXML)) return truth;
  return isTextual(claim) && !formatOf(claim)?.marked && readsAsText(shown, truth) ? truth : undefined;
}

/** Plain text, CSV, Markdown, JSON and similar are one group: the bytes do not distinguish them. */
function readsAsText({ text }: ShownType, truth: string): boolean {
  return text !== 'binary' && text !== 'empty' && truth !== UNKNOWN && !isStrong(truth);
}

function contradicts(claim: string, shown: ShownType, truth: string): boolean {
  const format = formatOf(claim);
  // Every file of the format has its mark, and this one has not.
  if (isMarked(claim)) return true;
  if (isTextual(claim)) return shown.text === 'binary' || isStrong(truth);
  if (format?.container !== undefined) return !mayBeCalled(format.container, truth);
  return isStrong(truth) || (format ? isRead(shown) || isMarked(truth) : drawsOrRuns(claim, shown, truth));
}

/** Code under an unknown type of images or audio. */
function drawsOrRuns(claim: string, shown: ShownType, truth: string): boolean {
  return media.test(claim) && isRead(shown) && active.test(truth);
}

function isMarked(type: string): boolean {
  return Boolean(formatOf(type)?.marked);
}

function isRead({ text }: ShownType): boolean {
  return text !== 'binary' && text !== 'empty';
}

/** Its mark belongs to one format that is no text and that no other format is built on. */
function isStrong(type: string): boolean {
  const format = formatOf(type);
  return format !== undefined && format.marked && !format.generic && !format.text;
}
