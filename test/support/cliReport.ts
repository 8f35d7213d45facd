import { readFileSync } from 'node:fs';
import type { RunReport } from '../../src/cli/report/report.js';

export const readReport = (path: string): RunReport => JSON.parse(readFileSync(path, 'utf8')) as RunReport;

/** The fields that are fixed: others may join, none may leave. A leaf is told by its type. */
export const fixedFields = {
  universe: { count: 'number' },
  warmUp: {
    series: 'number',
    ready: 'number',
    failed: 'number',
    restCalls: 'number',
    restWeight: 'number',
    durationMs: 'number',
  },
  feeds: [{ name: 'string', sockets: 'number', frames: 'number', reconnects: 'number', stale: 'number' }],
  klines: { closed: 'number', duplicates: 'number', gapsDetected: 'number', gapsRepaired: 'number' },
  scans: {
    count: 'number',
    skipped: 'number',
    symbols: 'number',
    symbolsPerSecond: 'number',
    restCalls: 'number',
    durationMs: { p50: 'number', p99: 'number', max: 'number' },
  },
  signals: { count: 'number' },
  latencyMs: { closeToWindow: { p50: 'number', p99: 'number' }, closeToSignal: { p50: 'number', p99: 'number' } },
  memory: { rssMb: 'number', windowsMb: 'number' },
};

export const auditFields = {
  audit: { series: 'number', compared: 'number', missing: 'number', duplicate: 'number', different: 'number' },
};

/** Paths of `fields` that `value` lacks or holds with another type. */
export function lacking(value: unknown, fields: unknown, path = 'report'): string[] {
  if (typeof fields === 'string') return typeof value === fields ? [] : [`${path}: ${typeof value}`];
  if (typeof value !== 'object' || value === null) return [`${path}: ${typeof value}`];
  if (Array.isArray(fields)) {
    if (!Array.isArray(value) || value.length === 0) return [`${path}: no list with anything in it`];
    return value.flatMap((item, i) => lacking(item, fields[0], `${path}[${i}]`));
  }
  return Object.entries(fields as object).flatMap(([key, inner]) =>
    lacking((value as Record<string, unknown>)[key], inner, `${path}.${key}`),
  );
}
