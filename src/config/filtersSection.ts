import { z } from 'zod';
import { expectedInWords } from './expected.js';
import { filterSchemas } from './filterSchemas.js';
import { notes, unitOf } from './leaves.js';

/** Every filter of the universe with its options, for the generated documentation. */
export const filtersSection = (): string => `### Filters of the universe

\`universe.filters\`, \`universe.elite.filters\` and \`universe.overlay.filters\` are lists, through which the symbols pass in
order; the names are those of freqtrade's pairlists where it has them. An option that is not given has its default.
Patterns with \`*\` are quoted in YAML. \`candlewick universe\` prints what passes, and what refuses the others.

\`\`\`yaml
universe:
  filters:
    - { name: PairBlacklist, symbols: ['1000*', USDCUSDT] }
    - { name: AgeFilter, minDaysListed: 10 }
  elite:
    filters: [{ name: VolumePairList, top: 50 }]
\`\`\`

In the environment such a list is written in JSON.

| filter | option | unit | default | value | meaning |
|---|---|---|---|---|---|
${filterSchemas.flatMap(rows).join('\n')}
`;

function rows({ description = '', shape }: (typeof filterSchemas)[number]): readonly string[] {
  const { name, ...options } = shape;
  return Object.entries<z.ZodType>(options).map(([option, schema], index) => {
    const first = index === 0 ? `\`${name.value}\`: ${description}` : '';
    const hasDefault = schema instanceof z.ZodDefault;
    const value = hasDefault ? `\`${JSON.stringify(schema.def.defaultValue)}\`` : 'none';
    const expected = expectedInWords(z.toJSONSchema(schema, { io: 'input', metadata: notes }));
    return `| ${first} | \`${option}\` | ${unitOf(schema)} | ${value} | ${expected} | ${schema.description ?? ''} |`;
  });
}
