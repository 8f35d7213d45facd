import { describe, expect, it } from 'vitest';
import {
  cashQuote,
  closedTrade,
  exposureQuoteAt,
  heldQty,
  profitQuoteAt,
} from '../../../../src/core/positions/money.js';
import type { PositionEvent } from '../../../../src/core/positions/positionEvent.js';
import { openPosition, type PositionStep } from '../../../../src/core/positions/reducePosition.js';
import type { Position } from '../../../../src/domain/position.js';
import {
  acknowledged,
  after,
  commandInWords,
  d,
  fill,
  filled,
  intent,
  orderId,
  positionIn,
  positionRules,
  reconciled,
  said,
} from '../../../support/trading/positions.js';

const time = (atMs: number): PositionEvent => ({ kind: 'time', atMs });
const price = (value: number, atMs = 0): PositionEvent => ({
  kind: 'price',
  atMs,
  symbol: intent().symbol,
  price: d(value),
});
const partly = (name: string, qty: number, at: number, sum = qty): PositionEvent =>
  said(name, { kind: 'partiallyFilled', fill: fill(qty, at), filledBaseQty: d(sum) });
const rejected = (name: string, atMs: number): PositionEvent =>
  said(name, { kind: 'rejected', reason: 'other', message: 'no' }, atMs);

const plain = intent({ targets: [], trailing: undefined });
const entered = (): PositionStep => after(openPosition(plain, 0), [acknowledged('e'), filled('e', 10, 100)]);

/** Commands of every step, in words. */
function commandsOf(begin: PositionStep | Position, events: readonly PositionEvent[]): string[][] {
  let step: PositionStep | Position = begin;
  return events.map((event) => {
    const next: PositionStep = after(step, [event]);
    step = next;
    return next.commands.map(commandInWords);
  });
}

describe('an entry', () => {
  it('is protected from its first fill on, and the stop grows with it', () => {
    const commands = commandsOf(openPosition(plain, 0), [
      acknowledged('e'),
      partly('e', 4, 100),
      acknowledged('s1'),
      partly('e', 2, 101, 6),
      filled('e', 4, 102),
      acknowledged('s2'),
      acknowledged('s3'),
    ]);
    // While a stop is on its way, its successor waits.
    expect(commands).toEqual([
      [],
      ['place s1 4 at 95'],
      [],
      ['place s2 6 at 95'],
      [],
      ['place s3 10 at 95', 'cancel s1'],
      ['cancel s2'],
    ]);
  });

  it('that is not filled in time is taken back, and what was filled stays', () => {
    const events = [acknowledged('e'), partly('e', 4, 100), acknowledged('s1'), time(59_999), time(60_000)];
    expect(commandsOf(openPosition(plain, 0), events).at(-1)).toEqual(['cancel e']);
    const left = after(openPosition(plain, 0), [...events, said('e', { kind: 'cancelled', filledBaseQty: d(4) })]);
    expect(left.position.state).toBe('open');
    expect(heldQty(left.position).toString()).toBe('4');
  });

  it('that is cancelled before its answer came is cancelled when it is there', () => {
    const events: PositionEvent[] = [{ kind: 'killed', atMs: 0 }, acknowledged('e')];
    expect(commandsOf(openPosition(plain, 0), events)).toEqual([[], ['cancel e']]);
  });

  it('that was believed lost and is filled after all is closed at market', () => {
    const { position, commands, notices } = after(openPosition(plain, 0), [
      said('e', { kind: 'unknown', message: 'no answer' }),
      {
        kind: 'notFound',
        atMs: 0,
        symbol: plain.symbol,
        clientOrderId: openPosition(plain, 0).position.orders[0]!.request.clientOrderId,
      },
      filled('e', 10, 100),
    ]);
    expect(position).toMatchObject({ state: 'closing', exitCause: 'lateFill' });
    expect(commands.map(commandInWords)).toEqual(['place x1 10']);
    expect(notices).toMatchObject([{ kind: 'exiting', cause: 'lateFill' }]);
  });

  it('says why it was rejected', () => {
    expect(positionIn('rejected')).toMatchObject({
      rejection: 'Margin is insufficient.',
      endedAtMs: 0,
      openedAtMs: undefined,
    });
  });
});

describe('a fill', () => {
  it('that is told twice counts once', () => {
    const trade = fill(4, 100);
    const once = said('e', { kind: 'partiallyFilled', fill: trade, filledBaseQty: d(4) });
    const { position } = after(openPosition(plain, 0), [once, once, reconciled('e', 'working', [trade])]);
    expect(position.enteredBaseQty.toString()).toBe('4');
  });

  it('that was missed is asked for, and counted when it is known', () => {
    const [first, second] = [fill(4, 100), fill(6, 101)];
    const begun = after(openPosition(plain, 0), [said('e', { kind: 'filled', fill: second, filledBaseQty: d(10) })]);
    expect(begun.commands.map(commandInWords)).toEqual(['query e', 'place s1 6 at 95']);
    expect(begun.position.orders[0]?.status).toBe('unknown');
    const { position } = after(begun, [reconciled('e', 'filled', [first, second])]);
    expect(position.enteredBaseQty.toString()).toBe('10');
    expect(position.entryQuote.toString()).toBe('1006');
  });

  it('that was missed before a cancel is asked for too', () => {
    const { commands } = after(openPosition(plain, 0), [said('e', { kind: 'cancelled', filledBaseQty: d(4) })]);
    expect(commands.map(commandInWords)).toEqual(['query e']);
  });

  it('is money to the last decimal', () => {
    const { position } = after(openPosition(plain, 0), [
      said('e', {
        kind: 'filled',
        fill: fill('10', '100.00000001', { fee: { asset: 'USDT', amount: d('0.40000001') } }),
        filledBaseQty: d(10),
      }),
      acknowledged('s1'),
      said('s1', {
        kind: 'partiallyFilled',
        fill: fill('3', '94.9', { fee: { asset: 'BNB', amount: d('0.001') } }),
        filledBaseQty: d(3),
      }),
    ]);
    expect(cashQuote(position).toString()).toBe('-715.70000011');
    expect(profitQuoteAt(position, d(95)).toString()).toBe('-50.70000011');
    expect(exposureQuoteAt(position, d(95)).toString()).toBe('665');
    expect(position.otherFees).toEqual({ BNB: d('0.001') });
  });
});

describe('a stop', () => {
  it('that is refused is tried again after a while, and closes the position in the end', () => {
    const commands = commandsOf(entered(), [
      rejected('s1', 0),
      time(999),
      time(1_000),
      rejected('s2', 1_000),
      time(2_000),
      rejected('s3', 2_000),
    ]);
    expect(commands).toEqual([[], [], ['place s2 10 at 95'], [], ['place s3 10 at 95'], ['place x1 10']]);
  });

  it('that the price has passed already closes the position at once', () => {
    const { position, commands } = after(entered(), [
      said('s1', { kind: 'rejected', reason: 'wouldTrigger', message: '' }),
    ]);
    expect(position.exitCause).toBe('stop');
    expect(commands.map(commandInWords)).toEqual(['place x1 10']);
  });

  it('that somebody else takes away is placed again', () => {
    const events = [acknowledged('s1'), said('s1', { kind: 'cancelled', filledBaseQty: d(0) }), time(1_000)];
    expect(commandsOf(entered(), events)).toEqual([[], [], ['place s2 10 at 95']]);
  });

  it.each([
    [5_000, 'open', undefined],
    [5_001, 'closing', 'unprotected'],
  ] as const)('that is not confirmed within %i ms: %s', (atMs, state, exitCause) => {
    const { position, notices } = after(entered(), [time(atMs)]);
    expect(position).toMatchObject({ state, exitCause });
    expect(notices).toMatchObject(state === 'closing' ? [{ kind: 'exiting', cause: 'unprotected' }] : []);
  });

  it('that was confirmed in time keeps the position, for as long as it is there', () => {
    const held = after(entered(), [acknowledged('s1', 4_000), time(60_000)]);
    expect(held.position).toMatchObject({ state: 'open', unprotectedSinceMs: undefined });
    const lost = after(held, [
      said('s1', { kind: 'expired', filledBaseQty: d(0), message: '' }, 60_000),
      rejected('s2', 61_000),
    ]);
    expect(lost.position.unprotectedSinceMs).toBe(60_000);
  });

  it('that was filled in part is waited for, and its rest closed at market once it has ended', () => {
    const commands = commandsOf(after(entered(), [acknowledged('s1')]), [
      partly('s1', 4, 95),
      time(60_000),
      said('s1', { kind: 'expired', filledBaseQty: d(4), message: '' }),
    ]);
    expect(commands).toEqual([[], [], ['place x1 6']]);
  });
});

describe('an exit', () => {
  const closing = (): PositionStep => after(entered(), [acknowledged('s1'), { kind: 'killed', atMs: 0 }]);

  it('that is refused is tried again for as long as something is held, less often in the end, without growing', () => {
    let step = closing();
    const [placed, alarms]: [string[], string[]] = [[], []];
    let attempt = 1;
    step = after(step, [rejected('x1', 0)]);
    for (let second = 1; second <= 3_600; second += 1) {
      step = after(step, [time(second * 1_000)]);
      if (step.commands.length === 0) continue;
      attempt += 1;
      placed.push(`${second}: ${step.commands.map(commandInWords).join()}`);
      step = after(step, [rejected(`x${attempt}`, second * 1_000)]);
      alarms.push(...step.notices.map(({ kind }) => `${second} ${kind}`));
    }
    expect(placed.slice(0, 8)).toEqual([
      '1: place x2 10',
      '2: place x3 10',
      '3: place x4 10',
      '5: place x5 10',
      '9: place x6 10',
      '17: place x7 10',
      '25: place x8 10',
      '33: place x9 10',
    ]);
    expect(alarms).toEqual(['2 stuck']);
    expect(placed.length).toBeGreaterThan(400);
    expect(step.position.orders.filter(({ role }) => role === 'exit').length).toBeLessThanOrEqual(11);
  });

  it('whose outcome is unknown is not sent a second time', () => {
    const events = [said('x1', { kind: 'unknown', message: '' }), time(60_000), price(90, 60_000)];
    expect(commandsOf(closing(), events).flat()).toEqual([]);
  });

  it('whose name is there already is asked for, and goes on as what is found', () => {
    const duplicate = said('x1', { kind: 'rejected', reason: 'duplicate', message: 'ClientOrderId is duplicated.' });
    expect(commandsOf(closing(), [duplicate, reconciled('x1', 'working'), time(60_000)])).toEqual([
      ['query x1'],
      [],
      [],
    ]);
  });

  it('that cannot be found while its own answer is to come is not sent a second time', () => {
    const notFound = { kind: 'notFound', atMs: 0, symbol: intent().symbol, clientOrderId: orderId('x1') } as const;
    expect(commandsOf(closing(), [notFound, time(60_000)]).flat()).toEqual([]);
    const events = [said('x1', { kind: 'unknown', message: '' }), notFound, time(60_000)];
    expect(commandsOf(closing(), events).flat()).toEqual(['place x2 10']);
  });

  it('ends with the stop taken away', () => {
    const step = after(closing(), [acknowledged('x1'), filled('x1', 10, 101)]);
    expect(step.commands.map(commandInWords)).toEqual(['cancel s1']);
    expect(step.notices).toMatchObject([{ kind: 'closed', cause: 'killSwitch' }]);
    expect(closedTrade(step.position)).toMatchObject({ cause: 'killSwitch', profitRatio: 0.00992 });
    expect(closedTrade(step.position)?.profitQuote.toString()).toBe('9.92');
  });
});

describe('the ladder', () => {
  it('is given up rung by rung when it is refused, and the stop stays', () => {
    const events = [1, 2, 3].flatMap((attempt) => [
      rejected(`t0.${attempt}`, attempt * 1_000),
      time((attempt + 1) * 1_000),
    ]);
    expect(commandsOf(positionIn('open'), events).flat()).toEqual(['place t0.2 2 at 105', 'place t0.3 2 at 105']);
  });

  it('is cut to what was entered', () => {
    const { commands } = after(openPosition(intent(), 0), [
      partly('e', 3, 100),
      acknowledged('s1'),
      said('e', { kind: 'expired', filledBaseQty: d(3), message: '' }),
    ]);
    // Two and four tenths of three, in whole steps.
    expect(commands.map(commandInWords)).toEqual(['place t1.1 1 at 110']);
  });
});

describe('a trailing stop', () => {
  it('of a short position follows it down', () => {
    const short = intent({
      direction: 'short',
      stopPrice: d(105),
      targets: [],
      trailing: { fromPrice: d(97), distanceRatio: d('0.02'), stepQuote: d('0.5') },
    });
    const open = after(openPosition(short, 0), [filled('e', 10, 100), acknowledged('s1')]);
    const commands = commandsOf(open, [price(98), price(97), price(99), acknowledged('s2'), price(96.8), price(96)]);
    // 97 × 1.02 is 98.94; 96.8 × 1.02 is no half better; 96 × 1.02 is 97.92.
    expect(commands).toEqual([[], ['place s2 10 at 99'], [], ['cancel s1'], [], ['place s3 10 at 98']]);
  });
});

describe('a trailing stop that is refused', () => {
  it('is given up where it is, with the one before in its place, and tried again further on', () => {
    const trailing = intent({ targets: [] });
    const open = after(openPosition(trailing, 0), [filled('e', 10, 100), acknowledged('s1')]);
    const refusals = [2, 3, 4].flatMap((attempt) => [
      rejected(`s${attempt}`, attempt * 1_000),
      time((attempt + 1) * 1_000),
    ]);
    expect(commandsOf(open, [price(104, 1_000), ...refusals, time(60_000), price(106, 61_000)]).flat()).toEqual([
      'place s2 10 at 101.9',
      'place s3 10 at 101.9',
      'place s4 10 at 101.9',
      'place s5 10 at 103.8',
    ]);
    expect(after(open, [price(104, 1_000), ...refusals]).position.unprotectedSinceMs).toBeUndefined();
  });
});

describe('the end of a signal', () => {
  it.each([
    ['never', true, 'open'],
    ['turned', false, 'open'],
    ['turned', true, 'closing'],
    ['closed', false, 'closing'],
  ] as const)('exits %s, turned %s: %s', (exitOnSignal, isTurned, state) => {
    const event: PositionEvent = { kind: 'signalClosed', atMs: 0, signalId: plain.signalId, isTurned };
    expect(after(entered(), [event], { ...positionRules, exitOnSignal }).position.state).toBe(state);
  });
});
