import type { AlgoOrderRequest } from './algoOrders.js';
import { badAccountInput } from './accountInput.js';
import { amountToNumber } from './amounts.js';
import type { OrderFill, OrderRequest } from './accountOrders.js';
import type { ImmediateFill, SimulatedAccount, Transfer } from './simulatedAccount.js';

/** A method of the account, with the fields of its argument beside its name: `{ do: 'deposit', amount: 100 }`. */
export interface AccountCommand {
  readonly do: string;
  readonly [field: string]: unknown;
}

/** What the method returned: an order with its amounts as numbers, the truth, or null. */
export interface AccountReply {
  readonly result: unknown;
}

type Fields = Readonly<Record<string, unknown>>;
type FieldType = 'number' | 'text' | 'flag' | 'texts';

interface Command {
  readonly required: Readonly<Record<string, FieldType>>;
  readonly optional?: Readonly<Record<string, FieldType>>;
  /** Gets fields that have been checked against the two above. */
  readonly run: (account: SimulatedAccount, fields: Fields) => unknown;
}

const orderFields = { symbol: 'text', side: 'text', baseQty: 'number' } as const;
const orderOptions = { timeInForce: 'text', positionSide: 'text', clientOrderId: 'text', reduceOnly: 'flag' } as const;

const commands: Readonly<Record<string, Command>> = {
  deposit: {
    required: { amount: 'number' },
    optional: { asset: 'text' },
    run: (account, fields) => account.deposit(fields as unknown as Transfer),
  },
  withdraw: {
    required: { amount: 'number' },
    optional: { asset: 'text' },
    run: (account, fields) => account.withdraw(fields as unknown as Transfer),
  },
  fundingFee: {
    required: { symbol: 'text', amount: 'number' },
    run: (account, fields) => account.fundingFee(fields as unknown as Parameters<typeof account.fundingFee>[0]),
  },
  fill: {
    required: { ...orderFields, price: 'number' },
    optional: { ...orderOptions, isMaker: 'flag' },
    run: (account, fields) => account.fill(fields as unknown as ImmediateFill),
  },
  openOrder: {
    required: orderFields,
    optional: { ...orderOptions, price: 'number', type: 'text' },
    run: ({ orders }, fields) => orders.open(fields as unknown as OrderRequest),
  },
  fillOrder: {
    required: { orderId: 'number', price: 'number' },
    optional: { baseQty: 'number', isMaker: 'flag' },
    run: ({ orders }, fields) => orders.fill(Number(fields['orderId']), fields as unknown as OrderFill),
  },
  cancelOrder: {
    required: { orderId: 'number' },
    run: ({ orders }, fields) => orders.cancel(Number(fields['orderId'])),
  },
  openAlgoOrder: {
    required: { symbol: 'text', side: 'text', type: 'text' },
    optional: {
      triggerPrice: 'number',
      activatePrice: 'number',
      callbackPct: 'number',
      baseQty: 'number',
      closePosition: 'flag',
      price: 'number',
      positionSide: 'text',
      workingType: 'text',
      clientAlgoId: 'text',
      reduceOnly: 'flag',
    },
    run: ({ algoOrders }, fields) => algoOrders.open(fields as unknown as AlgoOrderRequest),
  },
  triggerAlgoOrder: {
    required: { algoId: 'number' },
    run: ({ algoOrders }, fields) => algoOrders.trigger(Number(fields['algoId'])),
  },
  cancelAlgoOrder: {
    required: { algoId: 'number' },
    run: ({ algoOrders }, fields) => algoOrders.cancel(Number(fields['algoId'])),
  },
  setLeverage: {
    required: { symbol: 'text', leverage: 'number' },
    run: (account, fields) => account.setLeverage(fields as unknown as Parameters<typeof account.setLeverage>[0]),
  },
  truth: {
    required: {},
    run: (account) => account.truth(),
  },
  setMultiAssetsMargin: {
    required: { isOn: 'flag' },
    run: (account, fields) => account.setMultiAssetsMargin(fields['isOn'] === true),
  },
  marginCall: {
    required: {},
    optional: { symbols: 'texts' },
    run: (account, fields) => account.marginCall(fields),
  },
};

/** Words that a text field may be, where it may not be any. */
const allowedWords: Readonly<Record<string, readonly string[]>> = {
  side: ['BUY', 'SELL'],
  positionSide: ['BOTH', 'LONG', 'SHORT'],
  timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'],
  workingType: ['MARK_PRICE', 'CONTRACT_PRICE'],
  type: ['LIMIT', 'MARKET', 'STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET'],
};

/** Runs an `AccountCommand`. Throws a `BadInputError` for what is none, and as the method does. */
export function runAccountCommand(account: SimulatedAccount | undefined, entry: unknown): AccountReply {
  if (!account) throw badAccountInput('do', 'a simulator without an account', 'one that was started with an account');
  const { do: name, ...fields } = typeof entry === 'object' && entry !== null ? ({ ...entry } as Fields) : {};
  const command = typeof name === 'string' && Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw badAccountInput('do', shown(name), `one of ${Object.keys(commands).join(', ')}`);
  checkFields(fields, command);
  return { result: withNumbers(command.run(account, fields)) ?? null };
}

/** Amounts do not go into JSON as they are. */
const withNumbers = (result: unknown): unknown =>
  typeof result === 'object' && result !== null
    ? Object.fromEntries(
        Object.entries(result).map(([name, value]: [string, unknown]) => [
          name,
          typeof value === 'bigint' ? amountToNumber(value) : value,
        ]),
      )
    : result;

function checkFields(fields: Fields, { required, optional = {} }: Command): void {
  const known = { ...required, ...optional };
  for (const [name, type] of Object.entries(known)) {
    const value = fields[name];
    if (value === undefined && !(name in required)) continue;
    if (!isOfType(value, type)) throw badAccountInput(name, shown(value), `a ${type}`);
    const words = allowedWords[name];
    if (words && !words.some((word) => word === value))
      throw badAccountInput(name, String(value), `one of ${words.join(', ')}`);
  }
  const unknown = Object.keys(fields).find((name) => !(name in known));
  if (unknown !== undefined)
    throw badAccountInput(unknown, 'an unknown field', `one of ${Object.keys(known).join(', ')}`);
}

function isOfType(value: unknown, type: FieldType): boolean {
  if (type === 'texts') return Array.isArray(value) && value.every((each) => typeof each === 'string');
  return typeof value === { number: 'number', text: 'string', flag: 'boolean' }[type];
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));
