import { childOf, childrenOf, textOf, type XmlNode } from '../xml.js';
import { type EventName } from './event-record.js';

const KINDS = ['QueueConfiguration', 'TopicConfiguration', 'CloudFunctionConfiguration'];

/** Whether a bucket's notification configuration includes an event. Without a configuration all events are sent. */
export function isWanted(configuration: XmlNode | undefined, name: EventName, key: string): boolean {
  if (configuration === undefined) return true;
  const rules = KINDS.flatMap((kind) => childrenOf(configuration, kind));
  return rules.some((rule) => namesEvent(rule, name) && namesKey(rule, key));
}

function namesEvent(rule: XmlNode, name: EventName): boolean {
  return childrenOf(rule, 'Event').some((event) => {
    const wanted = typeof event === 'string' ? event.trim().replace(/^s3:/, '') : '';
    return wanted.endsWith('*') ? name.startsWith(wanted.slice(0, -1)) : wanted === name;
  });
}

function namesKey(rule: XmlNode, key: string): boolean {
  const filters = childrenOf(childOf(childOf(rule, 'Filter'), 'S3Key'), 'FilterRule');
  return filters.every((filter) => {
    const value = textOf(filter, 'Value') ?? '';
    return textOf(filter, 'Name')?.toLowerCase() === 'suffix' ? key.endsWith(value) : key.startsWith(value);
  });
}
