import { jsonShapeProblem } from '../../../edge/http/limits/json-shape.js';
import { FormErrors } from './form.errors.js';

/** The JSON text of a form's field `metadata`, as strictly as a JSON body is read. */
export function metadataOf(text: string): unknown {
  if (jsonShapeProblem(text)) throw FormErrors.notJson();
  try {
    return JSON.parse(text, refusePrototypes) as unknown;
  } catch {
    throw FormErrors.notJson();
  }
}

function refusePrototypes(this: unknown, key: string, value: unknown): unknown {
  if (key === '__proto__' || key === 'constructor') throw new SyntaxError('a key that reaches a prototype');
  return value;
}
