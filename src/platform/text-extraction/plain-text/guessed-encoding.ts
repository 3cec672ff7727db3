/** More changes no guess. */
const SAMPLE_BYTES = 64 * 1024;

/** Names that `TextDecoder` has other words for. It takes the wider encoding for each. */
const synonyms: Record<string, string> = {
  'utf-16-le': 'utf-16le',
  'utf-16-be': 'utf-16be',
  'utf-32-le': 'utf-32le',
  'utf-32-be': 'utf-32be',
  cp932: 'shift_jis',
  shift_jis_2004: 'shift_jis',
  'euc-jis-2004': 'euc-jp',
  'iso2022-jp-2': 'iso-2022-jp',
  'iso2022-jp-ext': 'iso-2022-jp',
  'iso2022-jp-2004': 'iso-2022-jp',
  cp949: 'euc-kr',
  big5hkscs: 'big5',
  cp874: 'windows-874',
  'tis-620': 'windows-874',
  cp1258: 'windows-1258',
  macroman: 'macintosh',
  maccyrillic: 'x-mac-cyrillic',
};

/** Western text is by far the most frequent: of short texts, which say little, it must be clearly another. */
const WESTERN = 'windows-1252';
const CLEARLY = 0.05;
/** Bytes of these form pairs by rules, so that a text in them is no coincidence. */
const inPairs = new Set(['shift_jis', 'euc-jp', 'euc-kr', 'gb18030', 'big5', 'iso-2022-jp']);

/** The likeliest encoding of a text that is not UTF-8, among those that can be decoded. */
export async function guessedEncoding(sample: Buffer): Promise<string | undefined> {
  // Its model is large, and most files are UTF-8.
  const { detectAll } = await import('jschardet');
  const guesses = detectAll(sample.subarray(0, SAMPLE_BYTES)).flatMap(({ encoding, confidence }) => {
    const name = decodableName(encoding);
    return name === undefined ? [] : [{ name, confidence }];
  });
  const [best] = guesses;
  if (!best || inPairs.has(best.name) || best.name.startsWith('utf-')) return best?.name;
  const western = guesses.find(({ name }) => name === WESTERN);
  return western && western.confidence > best.confidence - CLEARLY ? WESTERN : best.name;
}

function decodableName(encoding: string | null): string | undefined {
  const name = encoding?.toLowerCase().replace(/^iso8859/, 'iso-8859');
  if (name === undefined) return undefined;
  const known = synonyms[name] ?? name;
  return known.startsWith('utf-32') || isDecodable(known) ? known : undefined;
}

function isDecodable(name: string): boolean {
  try {
    new TextDecoder(name);
    return true;
  } catch {
    return false;
  }
}
