import type { OnModuleInit } from '@nestjs/common';
import type { Settings } from '../config/settings.js';
import { doubled, HandlersError } from '../platform/handlers/handlers-error.js';
import type { Handlers } from '../platform/handlers/handlers.js';
import { type RequiredHandlers, requiredHandlers } from './required-handlers.js';

type Role = Settings['AIRLOCK_ROLE'];

/** Stops the start of a process that does not have exactly the handlers of its role, and names each that is wrong. */
export class HandlerCheck implements OnModuleInit {
  constructor(
    private readonly handlers: Handlers,
    private readonly role: Role,
    private readonly table: readonly RequiredHandlers[] = requiredHandlers,
  ) {}

  onModuleInit(): void {
    const problems = this.table.flatMap((kind) => this.problemsOf(kind));
    if (problems.length > 0) throw new HandlersError(problems);
  }

  private problemsOf({ decorator, api = [], worker = [], both = [] }: RequiredHandlers): string[] {
    const { kind } = decorator;
    const found = this.handlers.found(decorator);
    const expected = [...both, ...(this.role === 'worker' ? [] : api), ...(this.role === 'api' ? [] : worker)];
    const foreign = [...api, ...worker].filter((name) => !expected.includes(name));
    const names = new Set(found.map(({ name }) => name));
    return [
      ...expected
        .filter((name) => !names.has(name))
        .map((name) => `The ${kind} "${name}" is missing: no module of role ${this.role} provides its class.`),
      ...doubled(kind, found),
      ...found
        .filter(({ name }) => foreign.includes(name))
        .map(({ name, className }) => `The ${kind} "${name}" (${className}) must not run in role ${this.role}.`),
    ];
  }
}
