import { readFileSync } from 'node:fs';
import { parse } from 'yaml';

export interface AlertRule {
  alert: string;
  expr: string;
  for?: string;
  labels: Record<string, string>;
  annotations: Record<string, string>;
}

interface Panel {
  type: string;
  title: string;
  description?: string;
  targets?: { expr: string; legendFormat: string }[];
}

const read = (name: string) => readFileSync(`docs/operations/${name}`, 'utf8');

/** The rules of docs/operations/alerts.yaml. */
export function alertRules(): AlertRule[] {
  const { groups } = parse(read('alerts.yaml')) as { groups: { rules: AlertRule[] }[] };
  return groups.flatMap(({ rules }) => rules);
}

/** The names of the tests of the rules: each is named as the alert that it is about. */
export function alertTests(): string[] {
  return (parse(read('alerts.test.yaml')) as { tests: { name: string }[] }).tests.map(({ name }) => name);
}

/** The panels of docs/operations/dashboard.json, rows among them. */
export function dashboardPanels(): Panel[] {
  return (JSON.parse(read('dashboard.json')) as { panels: Panel[] }).panels;
}

/** Every expression of both, by where it stands. */
export function expressions(): [place: string, expression: string][] {
  const ofPanels = dashboardPanels().flatMap(({ title, targets = [] }) =>
    targets.map(({ expr }): [string, string] => [`panel ${title}`, expr]),
  );
  return [...alertRules().map(({ alert, expr }): [string, string] => [alert, expr]), ...ofPanels];
}
