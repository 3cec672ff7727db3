import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

interface Service {
  environment?: Record<string, string>;
  command?: string[];
  stop_grace_period?: string;
}

/** docker/compose.yaml as compose reads it when no variable is set. */
export function composeServices(): Record<string, Service> {
  const withDefaults = (_key: unknown, value: unknown) =>
    typeof value === 'string' ? value.replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1') : value;
  const text = readFileSync('docker/compose.yaml', 'utf8');
  return (parse(text, withDefaults, { merge: true }) as { services: Record<string, Service> }).services;
}

/** The settings of docker/clamd.conf. */
export function clamdSettings(): Record<string, string> {
  const lines = readFileSync('docker/clamd.conf', 'utf8').split('\n');
  return Object.fromEntries(
    lines.filter((line) => /^[A-Z]/.test(line)).map((line) => line.split(/ (.*)/s).slice(0, 2) as [string, string]),
  );
}
