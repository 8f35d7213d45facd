import type { Diagram, Place } from './scenario.js';
import { ScenarioError } from './scenarioError.js';

interface MarbleRules {
  readonly row: string;
  readonly allowed: RegExp;
  readonly allowedWords: string;
  /** After this marble only `-` may follow. */
  readonly last: RegExp;
}

const valueMarbles: MarbleRules = {
  row: 'NAME MARBLES, such as `live  -a-b--|`',
  allowed: /[A-Za-z0-9|#-]/,
  allowedWords: 'a letter, a digit, `-`, `|` or `#`',
  last: /[|#]/,
};

const subscriptionMarbles: MarbleRules = {
  row: 'subs NAME MARBLES, such as `subs live ^---!`',
  allowed: /[-^!x]/,
  allowedWords: '`-`, `^`, `!` or `x`',
  last: /[!x]/,
};

/** Reads `live -a-b--|`, an input or an output. Throws `ScenarioError`. */
export const parseValues = (words: readonly string[], place: Place): Diagram =>
  parseDiagram(words, place, valueMarbles);

/** Reads `live ^---!`, one subscription of an input or none. Throws `ScenarioError`. */
export function parseSubscription(words: readonly string[], place: Place): Diagram {
  const diagram = parseDiagram(words, place, subscriptionMarbles);
  if (!/^-*(\^-*!?|x)?-*$/.test(diagram.marbles)) {
    throw new ScenarioError(
      place,
      `found "${diagram.marbles}", expected one subscription: \`^\` and then at most one \`!\`, or an \`x\``,
    );
  }
  return diagram;
}

function parseDiagram(words: readonly string[], place: Place, rules: MarbleRules): Diagram {
  const [name = '', marbles = '', ...more] = words;
  if (!/^[A-Za-z]\w*$/.test(name) || marbles === '') {
    const found = words.join(' ');
    throw new ScenarioError(place, `found "${found}", expected ${rules.row}, a comment, a tick, a subject or a legend`);
  }
  if (more.length > 0) {
    const found = words.slice(1).join(' ');
    throw new ScenarioError(
      place,
      `found a blank inside the diagram "${found}", expected \`-\` where nothing happens: one column is one tick`,
    );
  }
  let end = -1;
  for (const [column, marble] of Array.from(marbles).entries()) {
    if (!rules.allowed.test(marble)) {
      throw new ScenarioError(
        place,
        `found \`${marble}\` in column ${column} of "${name}", expected ${rules.allowedWords}`,
      );
    }
    if (end >= 0 && marble !== '-') {
      throw new ScenarioError(
        place,
        `found \`${marble}\` in column ${column} of "${name}", expected nothing after the \`${marbles.charAt(end)}\` in column ${end}`,
      );
    }
    if (rules.last.test(marble)) end = column;
  }
  return { name, marbles, place };
}
