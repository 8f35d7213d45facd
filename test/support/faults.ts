/** What goes wrong between the exchange and us. */
export interface Faults {
  /** Spans of market time without a network: sockets break, nothing connects, REST is unreachable. */
  readonly outages: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** When the copies of a frame arrive, in ms after it was sent: `[]` loses it, `[0, 0]` doubles it. */
  readonly arrivalsMs: (frame: string) => readonly number[];
}

const atOnce: readonly number[] = [0];

export const noFaults: Faults = { outages: [], arrivalsMs: () => atOnce };

/**
 * Of the final klines a twentieth is lost, a twentieth comes twice, a twentieth comes late by up to a minute and a half
 * (after its successor, for the shortest interval), and a twentieth both. Everything else arrives. The same frames meet
 * the same fate in every run.
 */
export const unreliableFinals: Faults['arrivalsMs'] = (frame) => {
  if (!frame.includes('"x":true')) return atOnce;
  const lot = hash(frame);
  const lateMs = 500 + ((lot >>> 8) % 90_000);
  return [[], [0, 0], [lateMs], [0, lateMs]][lot % 20] ?? atOnce;
};

/** FNV-1a: spreads similar frames evenly. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return (value ^ (value >>> 15)) >>> 0;
}
