import { uploadTransitions } from '../features/uploads/domain/upload-states.js';

/** The life of an upload as a picture: one arrow per status that an event leaves. */
export function statesDiagram(): string {
  const arrows = Object.entries(uploadTransitions).flatMap(([event, { from, to }]) =>
    from.map((status) => `  ${status} --> ${to}: ${event}`),
  );
  return `${['stateDiagram-v2', '  [*] --> PENDING: create', ...arrows, '  DELETED --> [*]'].join('\n')}\n`;
}
