import { from, toArray } from 'rxjs';
import { expect, it } from 'vitest';
import { SeriesSequencer } from '../../../src/core/windows/seriesSequencer.js';
import { ExchangeRejectedError } from '../../../src/domain/errors.js';
import { toSeriesHealth } from '../../../src/streams/seriesHealth.js';
import type { WindowEvent } from '../../../src/streams/windows.js';
import { klineAt, series } from '../../support/klines.js';
import { valueOf } from '../binance/support/valueOf.js';

const market = { now: () => klineAt(2).openTimeMs + 300 };
const transport = { now: () => 42 };
const healthOf = (sequencer: SeriesSequencer, ...changes: readonly WindowEvent['change'][]) =>
  valueOf(
    from(changes.map((change) => ({ series, sequencer, change }))).pipe(
      toSeriesHealth({ market, transport }),
      toArray(),
    ),
  );

it('tells a series from its joining to its leaving, by its changes of status and nothing else', async () => {
  const health = await healthOf(
    new SeriesSequencer({ series, size: 1 }),
    { kind: 'entered' },
    { kind: 'status', status: 'ready' },
    { kind: 'closed', kline: klineAt(1), source: 'ws', exchangeTimeMs: 0 },
    { kind: 'status', status: 'suspect' },
    { kind: 'repaired' },
    { kind: 'left' },
  );
  expect(health.map(({ status }) => status)).toEqual(['warming', 'ready', 'suspect', 'left']);
  for (const value of health) expect(value).toMatchObject({ kind: 'series', series, sinceMs: 42 });
});

it('tells why a series is dead', async () => {
  const cause = new ExchangeRejectedError('Invalid symbol.', { url: 'x', httpStatus: 400, exchangeCode: -1_121 });
  const sequencer = new SeriesSequencer({ series, size: 1 });
  const { changes } = sequencer.apply({ kind: 'fetchFailed', error: cause });
  expect(await healthOf(sequencer, ...changes)).toMatchObject([{ status: 'dead', cause, newestCloseAgeMs: undefined }]);
});

it('tells the age of the newest close, in market time', async () => {
  const sequencer = new SeriesSequencer({ series, size: 3 });
  const { changes } = sequencer.apply({ kind: 'rows', klines: [klineAt(0), klineAt(1)] });
  expect(await healthOf(sequencer, ...changes)).toMatchObject([{ status: 'ready', newestCloseAgeMs: 300 }]);
});
