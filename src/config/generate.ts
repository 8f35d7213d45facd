import { stringify } from 'yaml';
import { z } from 'zod';
import { filtersSection } from './filtersSection.js';
import { configSchema } from './schema.js';
import { silenceSection } from './silenceSection.js';
import { configTree, type ConfigLeaf, type ConfigSection } from './tree.js';

const regenerate = 'Generated from src/config/schema.ts by `npm run config:generate`; do not edit.';

/** `config/schema.json`: the JSON Schema by which editors complete and check profiles. */
export function generateJsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7', override: dropSafeIntegerBounds });
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** `config/default.yaml`: a profile that sets every setting to its default, with its description above it. */
export function generateDefaultYaml(): string {
  const head = ['# yaml-language-server: $schema=./schema.json', `# ${regenerate}`, '# Every setting and its default.'];
  return `${[...head, ...yamlLines(configTree, '')].join('\n')}\n`;
}

/** `config/README.md`: pings and silence in one table, then all settings. */
export function generateReadme(): string {
  const intro = `# Configuration

${regenerate}

A setting is looked up in five places, each over the one before: its default, the profile (\`config/NAME.yaml\`, chosen
with \`--profile NAME\`), the file given with \`--config\`, the environment, the flags. \`candlewick config\` prints what
came out of it and where each value came from. An unknown key, a wrong type or a value out of range is an error.

In the environment a list is written \`A,B\`, and \`null\` may also be written as empty text.

The keys of an account are no settings: they are read from \`BINANCE_API_KEY\` and \`BINANCE_API_SECRET\` in the environment
and nowhere else, and never shown. The second is the secret of an HMAC key, or an Ed25519 private key in PEM, whose lines
may be joined by a written-out \`\\n\`. Without them no account is watched.

No more are those of notifiers: \`TELEGRAM_BOT_TOKEN\` and \`TELEGRAM_CHAT_ID\` (the number of a chat, or the \`@name\` of a
channel) turn Telegram on, \`CANDLEWICK_WEBHOOK_SECRET\` together with \`notify.webhook.url\` the webhook. Without them they
are off. \`candlewick notify test\` sends a message through each.
`;
  const topLevel = { ...configTree, path: 'Without a section', description: 'Keys at the top of a file.' };
  const sections = [...sectionsBelow(configTree), topLevel];
  return `${intro}\n${silenceSection()}\n${sections.map(readmeSection).join('\n')}`;
}

/** zod bounds every whole number by the safe integers; as a limit for a person that is noise. */
function dropSafeIntegerBounds({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
  if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
}

function yamlLines(section: ConfigSection, indent: string): readonly string[] {
  return [...section.children].flatMap(([name, child]) =>
    child.kind === 'section'
      ? [
          ...(indent === '' ? [''] : []),
          `${indent}# ${child.description}`,
          `${indent}${name}:`,
          ...yamlLines(child, `${indent}  `),
        ]
      : [
          ...(indent === '' ? [''] : []),
          `${indent}# ${child.description} (${valuesInWords(child)})`,
          `${indent}${name}: ${yamlValue(child.defaultValue)}`,
        ],
  );
}

const yamlValue = (value: unknown): string =>
  stringify(value, {
    collectionStyle: 'flow',
    flowCollectionPadding: false,
    singleQuote: true,
    lineWidth: 0,
  }).trimEnd();

const valuesInWords = ({ unit, expected }: ConfigLeaf): string =>
  [unit, expected].filter((part) => part !== '').join('; ');

function sectionsBelow(section: ConfigSection): readonly ConfigSection[] {
  return [...section.children.values()].flatMap((child) =>
    child.kind === 'section' ? [child, ...sectionsBelow(child)] : [],
  );
}

function readmeSection(section: ConfigSection): string {
  const leaves = [...section.children.values()].filter((child) => child.kind === 'leaf');
  const rows = leaves.map(
    (leaf) =>
      `| \`${leaf.name}\` | ${leaf.unit} | \`${yamlValue(leaf.defaultValue)}\` | ${leaf.expected} | ${leaf.description} | \`${leaf.environmentName}\` |`,
  );
  const table = ['| key | unit | default | value | meaning | environment |', '|---|---|---|---|---|---|', ...rows];
  const after = section.path === 'universe' ? ['', filtersSection().trimEnd()] : [];
  const own = leaves.length === 0 ? [] : ['', ...table];
  return [`## ${section.path}`, '', section.description, ...own, ...after, ''].join('\n');
}
