import { readFileSync } from 'node:fs';
import { SourceMap, type SourceMapping } from 'node:module';
import { fileURLToPath } from 'node:url';

/**
 * Makes stack traces name the source file and line instead of those in the bundle. The map is read for the first trace that
 * is looked at; with Node's `--enable-source-maps` every file is searched for line ends when it is loaded.
 */
export function translateStackTraces(): void {
  Error.prepareStackTrace = (error, frames) =>
    [headOf(error), ...frames.map((frame) => `    at ${describe(frame)}`)].join('\n');
}

function headOf(error: unknown): string {
  try {
    return String(error);
  } catch {
    return 'Error';
  }
}

function describe(frame: NodeJS.CallSite): string {
  const text = String(frame);
  const [file, line, column] = [frame.getFileName(), frame.getLineNumber(), frame.getColumnNumber()];
  if (!file || !line || !column) return text;
  const origin = mapOf(file)?.findEntry(line - 1, column - 1);
  return isMapped(origin) ? text.replace(`${file}:${line}:${column}`, placeOf(file, origin)) : text;
}

const isMapped = (origin: object | undefined): origin is SourceMapping =>
  origin !== undefined && 'originalSource' in origin && Boolean(origin.originalSource);

function placeOf(file: string, { originalSource, originalLine, originalColumn }: SourceMapping): string {
  return `${fileURLToPath(new URL(originalSource, file))}:${originalLine + 1}:${originalColumn + 1}`;
}

const maps = new Map<string, SourceMap | undefined>();

function mapOf(file: string): SourceMap | undefined {
  if (!file.startsWith('file:')) return undefined;
  if (!maps.has(file)) maps.set(file, readMap(file));
  return maps.get(file);
}

function readMap(file: string): SourceMap | undefined {
  try {
    return new SourceMap(
      JSON.parse(readFileSync(fileURLToPath(`${file}.map`), 'utf8')) as ConstructorParameters<typeof SourceMap>[0],
    );
  } catch {
    return undefined;
  }
}
