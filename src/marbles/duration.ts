const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Reads `250ms`, `1s`, `0.5s`, `5m`, `2h` as a whole number of milliseconds; `undefined` for anything else. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (!match) return undefined;
  const ms = Number(match[1]) * unitMs[match[2]!]!;
  return Number.isInteger(ms) ? ms : undefined;
}
