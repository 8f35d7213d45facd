import type { CliFolder } from './cliFolder.js';

const minuteMs = 60_000;
const firstOpenTimeMs = Date.UTC(2026, 0, 31);
const header =
  'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore';
const symbols = ['BTCUSDT', 'ETHUSDT', 'SOLUSDT', 'XRPUSDT', 'ADAUSDT', 'LTCUSDT'];

/** Writes a day and a half of six symbols that rise and fall within the hour, each at its own time. Returns the folder. */
export function writeRestlessRecording(folder: CliFolder, name: string): string {
  for (const [i, symbol] of symbols.entries()) {
    const priceAt = (minute: number): number => 100 + Math.sin(minute / (11 + 2 * i)) * 5 + Math.sin(minute / 3 + i);
    const rows = Array.from({ length: 2_200 }, (_, minute) => {
      const [open, close] = [priceAt(minute), priceAt(minute + 1)];
      const openTimeMs = firstOpenTimeMs + minute * minuteMs;
      const prices = [open, Math.max(open, close) + 0.1, Math.min(open, close) - 0.1, close].map((p) => p.toFixed(2));
      const taken = close > open ? 80_000 : 20_000;
      return `${openTimeMs},${prices.join(',')},1000,${openTimeMs + minuteMs - 1},100000,50,${taken / 100},${taken},0`;
    });
    folder.write(`${name}/${symbol}-1m.csv`, `${[header, ...rows].join('\n')}\n`);
  }
  return folder.path(name);
}
