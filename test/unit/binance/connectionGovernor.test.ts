import fc from 'fast-check';
import { concat, EMPTY, NEVER, of, throwError, timer, VirtualTimeScheduler, type Subscription } from 'rxjs';
import { describe, expect, it } from 'vitest';
import {
  ConnectionGovernor,
  type ConnectionGovernorOptions,
} from '../../../src/adapters/binance/connectionGovernor.js';
import { isFrame, type ConnectionBudget } from '../../../src/ports/marketData.js';

const windowMs = 300_000;

/** A governor in virtual time. A connection's handshake takes `handshakeMs`; then it stays open. */
function setUp(options: Partial<ConnectionGovernorOptions> = {}) {
  const scheduler = new VirtualTimeScheduler();
  const governor = new ConnectionGovernor({
    maxConnects: 3,
    connectWindowMs: windowMs,
    connectSpacingMs: 0,
    scheduler,
    ...options,
  });
  const log: string[] = [];
  const openings: { readonly fromMs: number; toMs: number }[] = [];
  const connect = (name: string, handshakeMs = 0, end = NEVER): Subscription =>
    governor
      .admit((settled) => {
        const fromMs = scheduler.now();
        log.push(`${fromMs} ${name}`);
        openings.push({ fromMs, toMs: fromMs + handshakeMs });
        if (handshakeMs === 0) settled();
        else timer(handshakeMs, scheduler).subscribe(settled);
        return concat(of('frame'), end);
      })
      .subscribe({
        next: (event) => {
          if (!isFrame(event)) log.push(`${scheduler.now()} ${name} ${event.kind}`);
        },
        error: () => log.push(`${scheduler.now()} ${name} failed`),
      });
  const budget = (): ConnectionBudget => {
    const seen: ConnectionBudget[] = [];
    governor.budget$.subscribe((value) => seen.push(value)).unsubscribe();
    return seen[0]!;
  };
  const advance = (toMs: number): void => {
    timer(toMs - scheduler.now(), scheduler).subscribe();
    scheduler.maxFrames = toMs;
    scheduler.flush();
  };
  return { scheduler, governor, connect, log, openings, budget, advance };
}

describe('ConnectionGovernor', () => {
  it('lets connections open at once while there is room, then as the oldest cease to count', () => {
    const { connect, log, advance } = setUp();
    ['a', 'b', 'c'].forEach((name) => connect(name));
    advance(1_000);
    connect('d');
    advance(windowMs);
    expect(log.filter((line) => !line.includes('waiting'))).toEqual(['0 a', '0 b', '0 c', `${windowMs} d`]);
  });

  it('serves whoever came first', () => {
    const { connect, log, advance } = setUp({ maxConnects: 1 });
    ['a', 'b', 'c'].forEach((name) => connect(name));
    advance(3 * windowMs);
    expect(log.filter((line) => !line.includes('waiting'))).toEqual(['0 a', `${windowMs} b`, `${2 * windowMs} c`]);
  });

  it('spaces connections that want to open together', () => {
    const { connect, log, advance } = setUp({ connectSpacingMs: 100 });
    ['a', 'b', 'c'].forEach((name) => connect(name));
    advance(1_000);
    expect(log).toEqual(['0 a', '100 b', '200 c']);
  });

  it('counts a connection from its turn until a window after its handshake', () => {
    const { connect, log, advance } = setUp({ maxConnects: 1 });
    connect('slow', 10_000);
    connect('next');
    advance(windowMs + 10_000);
    expect(log.filter((line) => !line.includes('waiting'))).toEqual(['0 slow', `${windowMs + 10_000} next`]);
  });

  it('counts an attempt that failed, or was given up', () => {
    const { connect, budget, advance } = setUp();
    connect(
      'failed',
      1_000,
      throwError(() => new Error('refused')),
    );
    connect('given up', 1_000).unsubscribe();
    connect('completed', 1_000, EMPTY);
    expect(budget()).toEqual({ opened: 3, inWindow: 3, limit: 3, waiting: 0 });
    advance(windowMs - 1);
    expect(budget().inWindow).toBe(3);
    advance(windowMs);
    expect(budget()).toEqual({ opened: 3, inWindow: 0, limit: 3, waiting: 0 });
  });

  it('forgets who stops waiting, at no cost', () => {
    const { connect, budget, log, advance } = setUp({ maxConnects: 1 });
    connect('a');
    const b = connect('b');
    connect('c');
    expect(budget().waiting).toBe(2);
    b.unsubscribe();
    expect(budget()).toEqual({ opened: 1, inWindow: 1, limit: 1, waiting: 1 });
    advance(windowMs);
    expect(log.at(-1)).toBe(`${windowMs} c`);
  });

  it('says every second that a connection waits, until its turn', () => {
    const { connect, log, advance } = setUp({ maxConnects: 1, connectWindowMs: 12_000 });
    connect('a');
    connect('b');
    advance(30_000);
    const signs = Array.from({ length: 11 }, (_, second) => `${(second + 1) * 1_000} b waiting`);
    expect(log).toEqual(['0 a', ...signs, '12000 b']);
  });

  it('tells its budget while connections count', () => {
    const { connect, governor, advance } = setUp({ connectWindowMs: 3_000 });
    const seen: ConnectionBudget[] = [];
    governor.budget$.subscribe((budget) => seen.push(budget));
    connect('a');
    advance(10_000);
    expect(seen[0]).toEqual({ opened: 0, inWindow: 0, limit: 3, waiting: 0 });
    expect(seen.at(-1)).toEqual({ opened: 1, inWindow: 0, limit: 3, waiting: 0 });
    expect(seen.some(({ inWindow }) => inWindow === 1)).toBe(true);
  });

  it('opens nothing any more once it is closed', () => {
    const { connect, governor, log, advance } = setUp({ maxConnects: 1 });
    let isComplete = false;
    governor.budget$.subscribe({ complete: () => (isComplete = true) });
    connect('a');
    connect('b');
    governor.close();
    connect('c');
    advance(10 * windowMs);
    expect(log.filter((line) => !line.includes('waiting'))).toEqual(['0 a']);
    expect(isComplete).toBe(true);
  });

  it('lets a connection that fails at once be tried again by its owner', () => {
    const { governor, log, advance, scheduler } = setUp({ maxConnects: 2, connectWindowMs: 1_000 });
    let attempts = 0;
    const attempt = (): void => {
      governor
        .admit(() => {
          attempts += 1;
          log.push(`${scheduler.now()} attempt`);
          return throwError(() => new Error('refused'));
        })
        .subscribe({
          error: () => {
            if (attempts < 5) attempt();
          },
        });
    };
    attempt();
    advance(10_000);
    expect(log).toEqual(['0 attempt', '0 attempt', '1000 attempt', '1000 attempt', '2000 attempt']);
  });

  it('never exceeds the limit in any window of the venue, whenever that counts a handshake', () => {
    const wish = fc.record({
      atMs: fc.nat(5_000),
      handshakeMs: fc.nat(700),
      countedAt: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(wish, { maxLength: 40, size: 'max' }), fc.nat(50), (wishes, connectSpacingMs) => {
        const { connect, openings, scheduler, advance } = setUp({ connectWindowMs: 1_000, connectSpacingMs });
        const counted: number[] = [];
        wishes.forEach(({ atMs, handshakeMs, countedAt }, index) => {
          timer(atMs, scheduler).subscribe(() => connect(String(index), handshakeMs + 1));
          counted.push(countedAt);
        });
        advance(60_000);
        expect(openings).toHaveLength(wishes.length);
        const instants = openings.map(({ fromMs, toMs }, index) => fromMs + (counted[index] ?? 0) * (toMs - fromMs));
        for (const startMs of instants) {
          const inWindow = instants.filter((atMs) => atMs >= startMs && atMs < startMs + 1_000);
          expect(inWindow.length).toBeLessThanOrEqual(3);
        }
      }),
      { numRuns: 200 },
    );
  });
});
