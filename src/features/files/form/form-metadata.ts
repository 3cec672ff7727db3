import { parseJson } from '../../../edge/json/parse-json.js';
import { FormErrors } from './form.errors.js';

/** Parses the form field `metadata` within the limits of every JSON input. */
export function metadataOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw FormErrors.notJson((error as Error).message);
  }
}
