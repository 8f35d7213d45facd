import { BadInputError } from '../../domain/errors.js';
import { faultKindNames, isFaultKind, rulesOf } from './faultKinds.js';
import type { Fault, FaultKind, FaultSpec, FaultWhere } from './faultSpec.js';
import { nearestWord } from './nearestWord.js';
import { duration, flag, integer, oneOf, text, type ParameterRule } from './parameterRules.js';

type Fields = Readonly<Record<string, unknown>>;
type Rules = Readonly<Record<string, ParameterRule<unknown>>>;

const timingRules: Rules = {
  atMs: duration(0),
  everyMs: integer(60_000, 1, 2 ** 31 - 1, 'milliseconds'),
  forMs: duration(0),
  count: integer(1, 1, Number.MAX_SAFE_INTEGER),
  alsoNew: flag(false),
};

const lotRule: ParameterRule<number> = {
  fallback: 0,
  expected: 'a number from 0 to below 1',
  accepts: (value) => typeof value === 'number' && value >= 0 && value < 1,
};

const whereRules: Readonly<Record<keyof FaultWhere, ParameterRule<unknown>>> = {
  feed: oneOf('kline', 'price', 'account'),
  route: oneOf('market', 'public', 'private', 'unrouted'),
  stream: text('', "a stream's name, * and ? allowed"),
  symbol: text('', 'a symbol, * and ? allowed'),
  interval: text('', 'an interval, * and ? allowed'),
  connection: integer(1, 1, Number.MAX_SAFE_INTEGER, "a connection's number"),
  path: text('', 'a path, * and ? allowed'),
  lot: lotRule,
};

/**
 * Checks a fault script: a list of plain objects, as a YAML or JSON file gives them. Throws a `BadInputError` that names the
 * entry and field, says what was found and expected, and for a misspelt word the nearest known one.
 */
export function readFaultScript(script: unknown, place = 'faults'): readonly FaultSpec[] {
  if (!Array.isArray(script)) throw badInput(place, shown(script), 'a list of faults');
  return (script as readonly unknown[]).map((entry, index) => readFaultSpec(entry, `${place}[${index}]`));
}

/** Checks one fault; as `readFaultScript`. */
export function readFaultSpec(entry: unknown, place = 'fault'): FaultSpec {
  if (!isFields(entry)) throw badInput(place, shown(entry), 'an object with a kind');
  const { kind, where } = entry;
  if (typeof kind !== 'string' || !isFaultKind(kind)) throw unknownKind(kind, place);
  const rules = rulesOf(kind);
  checkFields(entry, { kind: text(kind), where: whereRule, ...timingOf(rules), ...rules.parameters }, place);
  if (where !== undefined) checkFields(where, pick(whereRules, rules.where), `${place}.where`, kind);
  return entry as unknown as FaultSpec;
}

/** The names of what may be said about a fault of a kind, and in its `where`. */
export function faultFields(kind: FaultKind): { readonly fault: readonly string[]; readonly where: readonly string[] } {
  const rules = rulesOf(kind);
  const fault = ['kind', 'where', ...Object.keys(timingOf(rules)), ...Object.keys(rules.parameters)];
  return { fault, where: rules.where };
}

/** Fills in the defaults. */
export function resolveFault(spec: FaultSpec): Fault {
  const { kind, atMs = 0, everyMs, forMs, alsoNew = false, where = {} } = spec;
  const rules = rulesOf(kind);
  const given: Fields = { ...spec };
  const parameters = Object.entries(rules.parameters).map(
    ([name, { fallback }]) => [name, given[name] ?? fallback] as const,
  );
  return {
    kind,
    atMs,
    everyMs,
    forMs: forMs ?? (rules.course === 'instant' ? 0 : Number.POSITIVE_INFINITY),
    count: spec.count ?? (rules.course === 'hits' && forMs === undefined ? 1 : Number.POSITIVE_INFINITY),
    alsoNew,
    where,
    parameters: Object.fromEntries(parameters) as unknown as Fault['parameters'],
  } satisfies Fault;
}

const whereRule: ParameterRule<unknown> = {
  fallback: undefined,
  expected: 'an object that says what the fault befalls',
  accepts: isFields,
};

/** Only what has a meaning for the kind may be said about its timing. */
const timingOf = ({ course, befallsConnections }: ReturnType<typeof rulesOf>): Rules =>
  pick(timingRules, [
    'atMs',
    'everyMs',
    ...(course === 'instant' && !befallsConnections ? [] : ['forMs']),
    ...(course === 'hits' ? ['count'] : []),
    ...(befallsConnections ? ['alsoNew'] : []),
  ]);

const pick = (rules: Rules, names: readonly string[]): Rules =>
  Object.fromEntries(Object.entries(rules).filter(([name]) => names.includes(name)));

function checkFields(fields: unknown, rules: Rules, place: string, ofKind?: string): void {
  for (const [name, value] of Object.entries(fields as Fields)) {
    const rule = rules[name];
    if (!rule) throw unknownField(name, Object.keys(rules), place, ofKind);
    if (!rule.accepts(value)) throw badInput(`${place}.${name}`, shown(value), rule.expected);
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function unknownKind(kind: unknown, place: string): BadInputError {
  const near = typeof kind === 'string' ? nearestWord(kind, faultKindNames) : undefined;
  const expected = near === undefined ? `one of ${faultKindNames.join(', ')}` : `perhaps "${near}"`;
  return badInput(`${place}.kind`, kind === undefined ? 'nothing' : shown(kind), expected);
}

function unknownField(name: string, known: readonly string[], place: string, ofKind?: string): BadInputError {
  const near = nearestWord(name, known);
  const all = known.length === 0 ? `no such fields${ofKind === undefined ? '' : ` for ${ofKind}`}` : '';
  const expected = near === undefined ? all || `one of ${known.join(', ')}` : `perhaps "${near}"`;
  return badInput(place, `the unknown field "${name}"`, expected);
}

const shown = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

function badInput(place: string, found: string, expected: string): BadInputError {
  return new BadInputError(`${place}: found ${found}, expected ${expected}`, { place, found, expected });
}
