import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { toBalance, toOpenAlgoOrder, toOpenOrder, toPosition } from '../../src/adapters/binance/accountReplyMapper.js';
import {
  accountSchema,
  openAlgoOrdersSchema,
  openOrdersSchema,
  positionRiskSchema,
} from '../../src/adapters/binance/accountWire.js';
import { accountEventNames, decodeAccount } from '../../src/adapters/binance/decodeAccount.js';

interface Case {
  readonly body: unknown;
  readonly expected: unknown;
}

const golden = (name: string): unknown => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const frames = golden('accountFrames.json') as readonly { claim: string; frame: unknown; expected: unknown }[];
const replies = golden('accountReplies.json') as Record<
  'account' | 'positions' | 'openOrders' | 'openAlgoOrders',
  Case
>;

describe('decodeAccount reads', () => {
  it.each(frames)('$claim', ({ frame, expected }) => {
    expect(decodeAccount(JSON.stringify(frame))).toEqual(expected);
  });

  it('every event that is asked for', () => {
    const names = new Set(frames.map(({ frame }) => (frame as { e?: string }).e));
    expect(accountEventNames.filter((name) => !names.has(name))).toEqual([]);
  });
});

describe('the account over REST', () => {
  it('v3/account', () => {
    const { body, expected } = replies.account;
    expect(accountSchema.parse(body).assets.map(toBalance)).toEqual(expected);
  });

  it('v3/positionRisk', () => {
    const { body, expected } = replies.positions;
    expect(positionRiskSchema.parse(body).map(toPosition)).toEqual(expected);
  });

  it('openOrders', () => {
    const { body, expected } = replies.openOrders;
    expect(openOrdersSchema.parse(body).map(toOpenOrder)).toEqual(expected);
  });

  it('openAlgoOrders', () => {
    const { body, expected } = replies.openAlgoOrders;
    expect(openAlgoOrdersSchema.parse(body).map(toOpenAlgoOrder)).toEqual(expected);
  });
});
