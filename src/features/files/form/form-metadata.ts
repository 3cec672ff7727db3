import { parseJson } from '../../../edge/json/parse-json.js';
import { FormErrors } from './form.errors.js';

/** The JSON text of a form's field `metadata`, read as every JSON is. */
export function metadataOf(text: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw FormErrors.notJson((error as Error).message);
  }
}
