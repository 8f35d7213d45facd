import type { SignalHeading } from '../../ports/signalRecords.js';
import { table } from '../present/table.js';
import { points } from './numbers.js';

/** The kept signals as a table, those kept last first. */
export const headingLines = (signals: readonly SignalHeading[]): readonly string[] =>
  table([
    {
      title: 'time (UTC)',
      cells: signals.map(({ atMs }) => new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')),
    },
    { title: 'symbol', cells: signals.map(({ symbol }) => symbol) },
    { title: 'direction', cells: signals.map(({ direction }) => direction) },
    { title: 'score', cells: signals.map(({ score }) => points(score)), isNumber: true },
    { title: 'id', cells: signals.map(({ id }) => id) },
  ]);
