import { describe, expect, it } from '@jest/globals';
import pg from 'pg';
import { DatabaseConnectionError } from './connections/database-connection-error.js';
import { databaseFault, isDatabaseUnavailable, isForeignKeyViolation, isUniqueViolation } from './database-errors.js';

/** An error of PostgreSQL as pg throws it. */
const answered = (code: string) => Object.assign(new pg.DatabaseError('no', 2, 'error'), { code, severity: 'ERROR' });

/** The same as Prisma's adapter throws it. */
const adapted = (cause: object) => ({ name: 'DriverAdapterError', message: 'no', cause });

/** The same as Prisma throws it for a raw query. */
const raw = (code: string) => ({
  name: 'PrismaClientKnownRequestError',
  code: 'P2010',
  meta: { driverAdapterError: adapted({ kind: 'postgres', originalCode: code }) },
});

const known = (code: string) => ({ name: 'PrismaClientKnownRequestError', code, message: 'no' });

describe('databaseFault', () => {
  it.each([
    ['08006', 'outage'],
    ['25P03', 'outage'],
    ['40001', 'outage'],
    ['40P01', 'outage'],
    ['53300', 'outage'],
    ['53100', 'outage'],
    ['55P03', 'outage'],
    ['57014', 'outage'],
    ['57P01', 'outage'],
    ['57P05', 'outage'],
    ['58030', 'outage'],
    ['25006', 'unfamiliar'],
    ['26000', 'unfamiliar'],
    ['28P01', 'unfamiliar'],
    ['3D000', 'unfamiliar'],
    ['XX000', 'unfamiliar'],
    ['0A000', 'defect'],
    ['21000', 'defect'],
    ['22P02', 'defect'],
    ['22021', 'defect'],
    ['23505', 'defect'],
    ['23514', 'defect'],
    ['42501', 'defect'],
    ['42601', 'defect'],
    ['42P01', 'defect'],
    ['P0001', 'defect'],
    ['AL001', 'defect'],
  ])('SQLSTATE %s is of the kind %s, from every layer', (code, fault) => {
    const everyShape = [answered(code), raw(code), adapted({ originalCode: code }), { cause: answered(code) }];
    expect(everyShape.map(databaseFault)).toEqual(everyShape.map(() => fault));
  });

  it.each([
    ['P1001', 'outage'],
    ['P1017', 'outage'],
    ['P2024', 'outage'],
    ['P2028', 'outage'],
    ['P2034', 'outage'],
    ['P2002', 'defect'],
    ['P2003', 'defect'],
    ['P2025', 'defect'],
    ['P2010', 'unfamiliar'],
    ['P9999', 'unfamiliar'],
  ])('Prisma’s %s is of the kind %s', (code, fault) => {
    expect(databaseFault(known(code))).toBe(fault);
  });

  it.each([
    [new DatabaseConnectionError('Connection terminated'), 'outage'],
    [{ name: 'PrismaClientUnknownRequestError', cause: new DatabaseConnectionError('silent') }, 'outage'],
    [Object.assign(new Error('no'), { code: 'ECONNREFUSED' }), 'outage'],
    [new AggregateError([Object.assign(new Error('no'), { code: 'ECONNREFUSED' })]), 'outage'],
    [adapted({ kind: 'ConnectionClosed' }), 'unfamiliar'],
    [{ name: 'PrismaClientUnknownRequestError', message: 'Engine says no' }, 'unfamiliar'],
    [{ name: 'PrismaClientInitializationError', message: 'no' }, 'unfamiliar'],
    [{ name: 'PrismaClientRustPanicError', message: 'no' }, 'unfamiliar'],
    [{ name: 'PrismaClientValidationError', message: 'no such field' }, 'defect'],
  ])('%p is of the kind %s', (error, fault) => {
    expect(databaseFault(error)).toBe(fault);
    expect(isDatabaseUnavailable(error)).toBe(fault !== 'defect');
  });

  it.each([[new TypeError('undefined is not a function')], [new Error('P2002')], ['text'], [undefined], [null]])(
    '%p is no such call',
    (error) => {
      expect([databaseFault(error), isDatabaseUnavailable(error)]).toEqual([undefined, false]);
    },
  );

  it('recognises constraint violations', () => {
    expect([known('P2002'), raw('23505'), answered('23505')].every(isUniqueViolation)).toBe(true);
    expect([known('P2003'), raw('23503'), answered('23503')].every(isForeignKeyViolation)).toBe(true);
    expect([isUniqueViolation(raw('23503')), isForeignKeyViolation(known('P2002'))]).toEqual([false, false]);
  });
});
