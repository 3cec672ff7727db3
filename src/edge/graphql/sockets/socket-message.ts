import type { RawData } from 'ws';
import { jsonTextOf, parseJson } from '../../json/parse-json.js';

/** The text of a message, if it is JSON by the rules that hold for bodies; the protocol then parses it for itself. */
export function messageText(data: RawData): string | undefined {
  try {
    const text = jsonTextOf(data as Buffer);
    parseJson(text);
    return text;
  } catch {
    return undefined;
  }
}
