import type { z } from 'zod';
import type { AccountEvent } from '../../domain/account.js';
import type { BadFrame, IgnoredFrame, RefusedFrame } from '../../domain/feed.js';
import {
  eventTimes,
  toAlgoOrderUpdated,
  toConfigChanged,
  toHoldingsUpdated,
  toMarginCalled,
  toOrderUpdated,
  toTradeReported,
} from './accountEventMapper.js';
import {
  accountConfigSchema,
  accountEventSchema,
  accountUpdateSchema,
  algoUpdateSchema,
  marginCallSchema,
  orderUpdateSchema,
  tradeLiteSchema,
} from './accountWire.js';
import type { Frame } from '../../ports/marketData.js';
import { badFrame } from './badFrame.js';
import { longIntegersAsText } from './longIntegers.js';
import { readFrame, type FramePayload } from './readFrame.js';
import { validate } from './validate.js';

type Read = (payload: FramePayload, frame: string) => AccountEvent | BadFrame;

/** The events that are read. The venue is asked for these by name, and sends no others. */
const readers: Readonly<Record<string, Read>> = {
  ORDER_TRADE_UPDATE: reader(orderUpdateSchema, toOrderUpdated),
  ACCOUNT_UPDATE: reader(accountUpdateSchema, toHoldingsUpdated),
  ALGO_UPDATE: reader(algoUpdateSchema, toAlgoOrderUpdated),
  MARGIN_CALL: reader(marginCallSchema, toMarginCalled),
  ACCOUNT_CONFIG_UPDATE: reader(accountConfigSchema, toConfigChanged),
  TRADE_LITE: reader(tradeLiteSchema, toTradeReported),
  listenKeyExpired: reader(accountEventSchema, (event) => ({ kind: 'accountStreamExpired', ...eventTimes(event) })),
};

export const accountEventNames: readonly string[] = Object.keys(readers);

/**
 * Reads one frame of the account feed. An event of a name that is not known is an event all the same; a malformed one
 * is a bad frame, whose sample is without listen keys. Never throws.
 */
export function decodeAccount(frame: Frame): AccountEvent | IgnoredFrame | BadFrame | RefusedFrame {
  const shown = withoutListenKey(frame.toString());
  return readFrame(longIntegersAsText(shown), (payload) => readEvent(payload, shown));
}

function readEvent(payload: FramePayload, frame: string): AccountEvent | BadFrame {
  const event = validate(accountEventSchema, payload.data, payload.place);
  if (!event.isValid) return badFrame(event.reason, frame);
  const { e: name } = event.value;
  const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
  return read ? read(payload, frame) : { kind: 'unknownAccountEvent', ...eventTimes(event.value), name };
}

function reader<T>(schema: z.ZodType<T>, toEvent: (event: T) => AccountEvent): Read {
  return ({ data, place }, frame) => {
    const checked = validate(schema, data, place);
    return checked.isValid ? toEvent(checked.value) : badFrame(checked.reason, frame);
  };
}

const withoutListenKey = (frame: string): string =>
  frame.replace(/("(?:listenKey|stream)"\s*:\s*)"[^"]*"?/g, '$1"***"');
