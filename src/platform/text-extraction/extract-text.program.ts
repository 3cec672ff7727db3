import { CagedFailure, type CagedInput, type CagedOutput } from '../cage/cage.js';
import { extractDocument } from './extract-document.js';
import { ExtractionError } from './extraction-error.js';
import type { ExtractionLimits } from './format-extractor.js';
import type { DocumentFormat, Extracted } from './text-extractor.js';

export interface ExtractTextOptions {
  format: DocumentFormat;
  limits: ExtractionLimits;
}

/** Segments of a sheet are short: many of them make one message. */
const BATCH_CHARACTERS = 64 * 1024;
const BATCH_SEGMENTS = 1_000;

/** Runs in the cage. Messages are arrays of `Extracted`; what is wrong with the document is a `CagedFailure`. */
export default async function extractText(
  input: CagedInput,
  output: CagedOutput,
  { format, limits }: ExtractTextOptions,
): Promise<void> {
  const batch = new Batch(output);
  try {
    for await (const extracted of extractDocument(input, format, limits)) batch.add(extracted);
  } catch (error) {
    if (error instanceof ExtractionError) throw new CagedFailure(error.code, error.message);
    throw error;
  }
  batch.send();
}

class Batch {
  private held: Extracted[] = [];
  private characters = 0;

  constructor(private readonly output: CagedOutput) {}

  add(extracted: Extracted): void {
    this.held.push(extracted);
    if (extracted.kind === 'segment') this.characters += extracted.segment.text.length;
    const isFull = this.characters >= BATCH_CHARACTERS || this.held.length >= BATCH_SEGMENTS;
    if (isFull || extracted.kind === 'progress') this.send();
  }

  send(): void {
    if (this.held.length) this.output.message(this.held);
    this.held = [];
    this.characters = 0;
  }
}
