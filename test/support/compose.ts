import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface Service {
  environment?: Record<string, string>;
  command?: string[];
  ports?: string[];
  stop_grace_period?: string;
}

/** docker/compose.yaml as compose reads it when no variable is set. A variable without a default is an error. */
export function composeServices(): Record<string, Service> {
  const text = readFileSync('docker/compose.yaml', 'utf8');
  return (parse(text, withDefaults, { merge: true }) as { services: Record<string, Service> }).services;
}

function withDefaults(_key: unknown, value: unknown): unknown {
  if (typeof value !== 'string') return value;
  return value.replaceAll(/\$\{(\w+)(?::-([^}]*))?\}/g, (_, name: string, fallback?: string) => {
    if (fallback === undefined) throw new Error(`docker/compose.yaml has no default for ${name}.`);
    return fallback;
  });
}

/** The settings of docker/clamd.conf. */
export function clamdSettings(): Record<string, string> {
  const lines = readFileSync('docker/clamd.conf', 'utf8').split('\n');
  return Object.fromEntries(
    lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.split(/ (.*)/s).slice(0, 2) as [string, string]),
  );
}
