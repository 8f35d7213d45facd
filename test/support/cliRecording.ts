import type { CliFolder } from './cliFolder.js';

const minuteMs = 60_000;
const firstOpenTimeMs = Date.UTC(2026, 0, 31);
const header =
  'open_time,open,high,low,close,volume,close_time,quote_volume,count,taker_buy_volume,taker_buy_quote_volume,ignore';

/** One minute as data.binance.vision writes it; every minute is different, with turnover enough for the universe. */
export function recordedMinute(minute: number): string {
  const openTimeMs = firstOpenTimeMs + minute * minuteMs;
  const open = (100 + Math.sin(minute / 50) * 5).toFixed(2);
  const close = (100 + Math.sin((minute + 1) / 50) * 5).toFixed(2);
  const high = (Math.max(Number(open), Number(close)) + 0.1).toFixed(2);
  const low = (Math.min(Number(open), Number(close)) - 0.1).toFixed(2);
  return `${openTimeMs},${open},${high},${low},${close},${100 + (minute % 7)},${openTimeMs + minuteMs - 1},${100_000 + minute},${10 + minute},50,50000,0`;
}

/** Writes `minutes` minutes of two symbols, one file with a header and one without. Returns the folder. */
export function writeRecording(folder: CliFolder, name: string, minutes: number): string {
  const rows = Array.from({ length: minutes }, (_, minute) => recordedMinute(minute));
  folder.write(`${name}/BTCUSDT-1m.csv`, `${[header, ...rows].join('\n')}\n`);
  folder.write(`${name}/ETHUSDT-1m-2026-01.csv`, `${rows.join('\r\n')}\r\n`);
  return folder.path(name);
}
