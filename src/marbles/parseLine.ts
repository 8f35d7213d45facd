import { parseDuration } from './duration.js';
import { parseSubscription, parseValues } from './parseDiagram.js';
import type { Diagram, Legend, Place, SubjectLine } from './scenario.js';
import { ScenarioError } from './scenarioError.js';
import { splitTokens, unquote, withoutComment } from './tokens.js';

/** One line of a scenario, understood by itself. */
export type Line =
  | { readonly kind: 'blank' }
  | { readonly kind: 'comment'; readonly text: string }
  | { readonly kind: 'tick'; readonly tickMs: number }
  | { readonly kind: 'subject'; readonly subject: SubjectLine }
  | { readonly kind: 'subs'; readonly diagram: Diagram }
  | { readonly kind: 'diagram'; readonly diagram: Diagram }
  | { readonly kind: 'legend'; readonly legend: Legend };

/** Reads one line. Throws `ScenarioError` that names the place, what was found and what was expected. */
export function parseLine(raw: string, place: Place): Line {
  const whole = raw.trim();
  if (whole.startsWith('%')) return { kind: 'comment', text: whole.slice(1).trim() };
  const text = withoutComment(raw);
  if (text === '') return { kind: 'blank' };
  if (text.startsWith('>')) return { kind: 'subject', subject: parseSubject(text, place) };
  if (/^\S+\s*:=/.test(text)) return { kind: 'legend', legend: parseLegend(text, place) };
  const [word = '', ...rest] = text.split(/\s+/);
  if (word === 'tick') return { kind: 'tick', tickMs: parseTick(rest.join(' '), place) };
  if (word === 'subs') return { kind: 'subs', diagram: parseSubscription(rest, place) };
  return { kind: 'diagram', diagram: parseValues([word, ...rest], place) };
}

function parseTick(text: string, place: Place): number {
  const tickMs = parseDuration(text);
  if (!tickMs) throw new ScenarioError(place, `found tick "${text}", expected a duration such as 1s, 250ms, 5m or 1h`);
  return tickMs;
}

function parseSubject(text: string, place: Place): SubjectLine {
  const [name, ...pairs] = splitTokens(text.slice(1));
  if (name === undefined) throw new ScenarioError(place, 'found no word after `>`, expected the subject: `> warmUp`');
  const params = new Map<string, string>();
  for (const pair of pairs) {
    const match = /^([A-Za-z]\w*)=(.+)$/s.exec(pair);
    if (!match) throw new ScenarioError(place, `found "${pair}" after the subject, expected key=value`);
    const [, key = '', value = ''] = match;
    if (params.has(key)) throw new ScenarioError(place, `found parameter "${key}" twice, expected it once`);
    params.set(key, unquote(value));
  }
  return { name, params, text, place };
}

function parseLegend(text: string, place: Place): Legend {
  const at = text.indexOf(':=');
  const symbol = text.slice(0, at).trim();
  const expression = text.slice(at + 2).trim();
  if (!/^[A-Za-z#]$/.test(symbol)) {
    throw new ScenarioError(
      place,
      `found a legend for "${symbol}", expected one letter or \`#\` (a digit stands for its number)`,
    );
  }
  if (expression === '') throw new ScenarioError(place, `found no value after \`${symbol} :=\`, expected one`);
  return { symbol, expression, place };
}
