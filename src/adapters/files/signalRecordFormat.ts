import { z } from 'zod';
import type { InstrumentSymbol } from '../../domain/kline.js';
import { parseSeriesKey, type SeriesKey } from '../../domain/series.js';
import type { Abstention } from '../../domain/signal.js';
import { recordedColumns, type WindowRecord } from '../../domain/signalRecord.js';
import type { KeptSignal, SignalHeading } from '../../ports/signalRecords.js';

/** Another number whenever a file of before could not be read any more. */
const format = 1;

const symbol = z.string().transform((text) => text as InstrumentSymbol);
const series = z
  .string()
  .refine(isSeries, 'a series such as BTCUSDT/5m')
  .transform((text) => text as SeriesKey);
/** JSON knows no NaN: a price that was not known is null. */
const numberOrNan = z
  .number()
  .nullable()
  .transform((value) => value ?? Number.NaN);
const column = z.array(z.number()).transform((values) => Float64Array.from(values));

const windowSchema = z
  .object({
    series,
    size: z.int().positive(),
    firstOpenTimeMs: z.int(),
    columns: z.object({
      open: column,
      high: column,
      low: column,
      close: column,
      baseVolume: column,
      quoteVolume: column,
      takerBuyQuoteVolume: column,
      tradeCount: column,
    }),
  })
  .refine(
    ({ size, columns }) =>
      columns.close.length <= size && recordedColumns.every((name) => columns[name].length === columns.close.length),
    'a window whose columns are of one length',
  );

const partSchema = z.object({
  factor: z.string(),
  kind: z.enum(['directional', 'modulator']),
  score: z.number().optional(),
  weight: z.number(),
  byInterval: z.record(z.string(), z.number()),
  abstained: z
    .string()
    .transform((text) => text as Abstention)
    .optional(),
});

const certificateSchema = z.object({
  series,
  fromMs: numberOrNan,
  toMs: numberOrNan,
  count: z.int(),
  contiguous: z.boolean(),
  sources: z.object({ store: z.int(), rest: z.int(), ws: z.int() }),
  lastEventTimeMs: z.number(),
});

const headingSchema = z.object({
  id: z.string(),
  symbol,
  direction: z.enum(['long', 'short']),
  score: z.number(),
  atMs: z.number(),
});

const signalSchema = headingSchema.extend({
  kind: z.literal('opened'),
  parts: z.array(partSchema),
  certificates: z.array(certificateSchema),
  price: numberOrNan,
  priceTimeMs: numberOrNan,
  cycle: z.number(),
  openedAtMs: z.number(),
  configHash: z.string(),
});

const inputsSchema = z.object({
  windows: z.array(windowSchema),
  benchmark: z.array(windowSchema),
  markPrice: z
    .object({
      symbol,
      markPrice: z.number(),
      indexPrice: z.number(),
      fundingRatio: z.number(),
      nextFundingTimeMs: z.number(),
      exchangeTimeMs: z.number(),
    })
    .optional(),
  openInterest: z.array(z.object({ symbol, openInterestBase: z.number(), exchangeTimeMs: z.number() })).optional(),
  spread: z.object({ symbol, spreadRatio: z.number(), exchangeTimeMs: z.number() }).optional(),
  spot: z.object({ symbol, windows: z.array(windowSchema) }).optional(),
});

const versionSchema = z.object({ format: z.literal(format) });
const fileSchema = versionSchema.extend({
  signal: signalSchema,
  inputs: inputsSchema,
  settings: z.unknown(),
  plugins: z.array(z.string()),
});
const headSchema = versionSchema.extend({ signal: headingSchema });

/** One record as JSON. */
export function encodeRecord({ inputs, ...record }: KeptSignal): string {
  const { windows, benchmark, spot, ...samples } = inputs;
  return JSON.stringify({
    format,
    ...record,
    inputs: {
      ...samples,
      windows: windows.map(plainWindow),
      benchmark: benchmark.map(plainWindow),
      spot: spot && { ...spot, windows: spot.windows.map(plainWindow) },
    },
  });
}

const plainWindow = ({ columns, ...window }: WindowRecord): object => ({
  ...window,
  columns: Object.fromEntries(recordedColumns.map((name) => [name, Array.from(columns[name])])),
});

/** Throws an `Error` that says what is wrong with the text. */
export function decodeRecord(text: string): KeptSignal {
  // What is undefined is left out of JSON: that is all that this differs in.
  const { format: _format, ...record } = checked(fileSchema, text);
  return record as unknown as KeptSignal;
}

/** No more than its heading. Throws as `decodeRecord` does. */
export const decodeHeading = (text: string): SignalHeading => checked(headSchema, text).signal;

function checked<S extends z.ZodType>(schema: S, text: string): z.output<S> {
  const { success, data, error } = schema.safeParse(JSON.parse(text));
  if (success) return data;
  const { path, message } = error.issues[0]!;
  throw new Error(`\`${path.join('.')}\`: ${message}`);
}

function isSeries(text: string): boolean {
  try {
    parseSeriesKey(text as SeriesKey);
    return true;
  } catch {
    return false;
  }
}
