import { interval, scheduled, type VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';

interface Cycle {
  readonly ownMs: number;
  readonly lateMs: number;
  readonly answeredMs: number;
  readonly idleTurnMs: number;
}
type Cycles = Readonly<Record<string, readonly Cycle[]>>;
const load = async (file: string): Promise<unknown> =>
  import(new URL(`../../bench/loops/${file}`, import.meta.url).href);

const { inTurn, claimsOf } = (await load('rounds.js')) as {
  inTurn: (variants: Record<string, (round: number) => Promise<readonly Cycle[]>>, rounds: number) => Promise<Cycles>;
  claimsOf: (cycles: Cycles, names: { loaded: string; plain: string }) => readonly { claim: string; value: number }[];
};
const { PacedMarket } = (await load('pacedMarket.js')) as {
  PacedMarket: new (startMs: number) => VirtualTimeScheduler & { runUntil: (atMs: number) => void };
};

const cycle = (ownMs: number, lateMs: number): Cycle => ({ ownMs, lateMs, answeredMs: ownMs + lateMs, idleTurnMs: 0 });

describe('rounds of the loops', () => {
  it('are played in turn, the first pair for warming up', async () => {
    const played: string[] = [];
    const play = (name: string) => (round: number) => {
      played.push(`${name}${round}`);
      return Promise.resolve([cycle(round, 0)]);
    };
    const cycles = await inTurn({ a: play('a'), b: play('b') }, 2);
    expect(played).toEqual(['a-1', 'b-1', 'a0', 'b0', 'a1', 'b1']);
    expect(cycles).toEqual({ a: [cycle(0, 0), cycle(1, 0)], b: [cycle(0, 0), cycle(1, 0)] });
  });

  it('are judged by the cycle itself and by what comes of it for whoever waits', () => {
    const cycles = {
      plain: Array.from({ length: 10 }, () => cycle(10, 0)),
      // One in ten may be as late as it likes, two may not.
      loaded: [...Array.from({ length: 8 }, () => cycle(11, 1)), cycle(11, 9), cycle(11, 99)],
    };
    const values = claimsOf(cycles, { loaded: 'loaded', plain: 'plain' }).map(({ value }) => value);
    expect(values).toEqual([1.1, 1.2, 2]);
  });
});

describe('the market of the loops', () => {
  it('does what is due when it is told to, and what is due at once in a later turn', async () => {
    const market = new PacedMarket(1_000);
    const heard: string[] = [];
    const running = interval(100, market).subscribe((tick) => heard.push(`tick ${tick} at ${market.now()}`));
    const done = new Promise<void>((resolve) => {
      scheduled(['part 1', 'part 2'], market).subscribe({ next: (part) => heard.push(part), complete: resolve });
    });
    market.runUntil(1_250);
    expect(heard).toEqual(['tick 0 at 1100', 'tick 1 at 1200']);
    expect(market.now()).toBe(1_250);
    await done;
    running.unsubscribe();
    expect(heard.slice(2)).toEqual(['part 1', 'part 2']);
  });
});
